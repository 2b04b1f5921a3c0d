/** Properties that a framework gives to a tag before it is defined: as attributes, because there is no property yet. */
import { expect } from "@open-wc/testing";
import { afterwards, fakeHost, fakeTime, replace, until } from "../browser/page-setup.js";
import { OFAuthConnect, OFAuthConnectionStatus } from "../../src/elements.js";
import { session } from "./connect/connect-setup.js";

let count = 0;

/** Renders a tag as Svelte and Vue do, defines it afterwards, and collects the warnings. */
async function defineLate(
  attributes: Readonly<Record<string, string>>,
  Element: typeof OFAuthConnect | typeof OFAuthConnectionStatus,
) {
  const warnings: string[] = [];
  replace(console, "warn", (...line: unknown[]) => void warnings.push(line.join(" ")));
  const tag = `late-${String(++count)}`;
  const element = document.createElement(tag) as OFAuthConnect;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  document.body.append(element);
  afterwards(() => element.remove());
  const clock = fakeTime();
  Element.define(tag);
  await element.updateComplete;
  await until(() => clock.running > 0);
  return { element, tag, clock, warnings };
}

describe("a property that stands as an attribute", () => {
  it("is warned of, once, with the code, what to do and the docs", async () => {
    fakeHost({ "link/init": () => session("loaded") });
    const first = await defineLate({ createsession: 'async () => { secret("cs_1") }' }, OFAuthConnect);
    expect(first.warnings).to.deep.equal([]);
    first.clock.advance(1000);
    expect(first.warnings).to.deep.equal([
      `ofauth-elements: misconfigured: "createsession" is an attribute of <${first.tag}>, which does nothing: set the property "createSession", after the tag is defined. See docs/frameworks.md#functions-and-objects`,
    ]);
    const second = await defineLate({ createsession: "() => {}" }, OFAuthConnect);
    second.clock.advance(1000);
    expect(second.warnings, "once for a page").to.deep.equal([]);
  });

  it("is not warned of when the framework sets it meanwhile, as it does in hydration", async () => {
    const { element, clock, warnings } = await defineLate({ requestinit: "() => {}" }, OFAuthConnect);
    element.requestInit = {};
    clock.advance(1000);
    expect(warnings).to.deep.equal([]);
  });

  it("is warned of on every element, whichever property it is", async () => {
    const { clock, warnings } = await defineLate(
      { requestinit: "x", connection: "[object Object]" },
      OFAuthConnectionStatus,
    );
    clock.advance(1000);
    expect(warnings.map((line) => /set the property "(\w+)"/.exec(line)?.[1])).to.have.members([
      "requestInit",
      "connection",
    ]);
  });
});

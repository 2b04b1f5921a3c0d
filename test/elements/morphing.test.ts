/** Libraries that morph a page (Turbo, idiomorph) give each element the attributes that the server sent, and take all others away. */
import { expect } from "@open-wc/testing";
import "../../src/import.js";
import "../../src/index.js";
import { afterwards } from "../browser/page-setup.js";

/** Morphs an element to what a server sends: the tag without attributes. */
function morph(element: Element): void {
  for (const name of element.getAttributeNames()) element.removeAttribute(name);
}

/** A value for each property that has an attribute, other than its default. */
const values = (element: HTMLElement): Readonly<Record<string, unknown>> => {
  const { elementProperties } = element.constructor as unknown as {
    elementProperties: Map<string, { attribute?: string | false; type?: unknown }>;
  };
  return Object.fromEntries(
    [...elementProperties]
      .filter(([, { attribute }]) => attribute !== false)
      .map(([name, { type }]) => [name, type === Number ? 30 : type === Boolean ? true : "dark"]),
  );
};

const tags = ["ofauth-connect", "ofauth-connection-status", "ofauth-connections", "ofauth-import"] as const;

function place(tag: (typeof tags)[number]) {
  const element = document.createElement(tag);
  document.body.append(element);
  afterwards(() => element.remove());
  return element;
}

describe("a page that is morphed", () => {
  for (const tag of tags) {
    it(`leaves <${tag}> its defaults, where it has set nothing`, async () => {
      const element = place(tag);
      const names = Object.keys(values(element)) as (keyof typeof element)[];
      const before = names.map((name) => element[name]);
      await element.updateComplete;
      expect(element.getAttributeNames(), "what is at its default is not reflected").to.deep.equal([]);
      morph(element);
      await element.updateComplete;
      expect(names.map((name) => element[name])).to.deep.equal(before);
    });

    it(`gives <${tag}> its defaults back, where attributes go`, async () => {
      const element = place(tag);
      const set = values(element);
      const names = Object.keys(set) as (keyof typeof element)[];
      const before = names.map((name) => element[name]);
      const { elementProperties } = element.constructor as unknown as {
        elementProperties: Map<string, { attribute?: string }>;
      };
      for (const [name, value] of Object.entries(set)) {
        element.setAttribute(
          elementProperties.get(name)!.attribute ?? name.toLowerCase(),
          value === true ? "" : String(value),
        );
      }
      await element.updateComplete;
      expect(names.map((name) => element[name])).to.deep.equal(Object.values(set));
      morph(element);
      await element.updateComplete;
      expect(names.map((name) => element[name])).to.deep.equal(before);
    });

    it(`keeps what properties of <${tag}> are set to, apart from those that are reflected`, async () => {
      const element = place(tag);
      const set = values(element);
      Object.assign(element, set);
      await element.updateComplete;
      const reflected = element.getAttributeNames();
      expect(
        reflected.filter((name) => !["theme", "variant", "name", "disabled", "required", "aria-label"].includes(name)),
      ).to.deep.equal([]);
      morph(element);
      await element.updateComplete;
      for (const [name, value] of Object.entries(set)) {
        if (!reflected.includes(name) && name !== "ariaLabel") {
          expect(element[name as keyof typeof element], name).to.equal(value);
        }
      }
    });
  }
});

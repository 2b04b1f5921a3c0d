import { expect } from "@open-wc/testing";
import { until } from "../../browser/page-setup.js";
import { otherPage } from "../connect/connect-setup.js";
import { overflowing } from "../../support/pseudo-locale.js";
import { smallScreen, usualScreen } from "../appearance-setup.js";
import { colours, contrast } from "../colours.js";
import { conflict, setupImport, type ImportOptions } from "./import-setup.js";

afterEach(usualScreen);

describe("<ofauth-import> layout", () => {
  async function small(options: ImportOptions, dir: string, fontSize: string) {
    await smallScreen(dir, fontSize);
    const world = await setupImport(options);
    return { ...world, overflow: () => overflowing(world.root) };
  }

  for (const dir of ["ltr", "rtl"]) {
    for (const size of ["100%", "200%"]) {
      it(`fits 320 pixels, ${dir}, text at ${size}`, async () => {
        const { press, send, ended, overflow } = await small(
          { routes: { "connections/import": () => conflict("conn_1") } },
          dir,
          size,
        );
        expect(overflow(), "empty").to.deep.equal([]);
        await press();
        expect(overflow(), "wrong").to.deep.equal([]);
        await send({ cookie: `auth_id=1; fp=2; sess=${"x".repeat(2000)}` });
        await ended();
        expect(overflow(), "offering").to.deep.equal([]);
      });
    }
  }

  it("takes no space while hidden", async () => {
    const { element } = await setupImport({ attributes: { hidden: "" } });
    expect(getComputedStyle(element).display).to.equal("none");
  });
});

describe("colors of <ofauth-import>", () => {
  const token = (name: string) => `var(--_${name})`;
  const texts = [
    ["text", token("surface")],
    ["text", token("surface-2")],
    ["text", "Canvas"],
    ["muted", "Canvas"],
    ["danger", "Canvas"],
    ["danger", token("surface-2")],
    ["success", "Canvas"],
    ["on-accent", token("accent")],
  ] as const;
  const edges = [
    ["edge", "Canvas"],
    ["edge", token("surface-2")],
    ["danger", token("surface")],
    ["focus", "Canvas"],
    ["focus", token("surface-2")],
  ] as const;
  for (const scheme of ["light", "dark"] as const) {
    it(`have sufficient contrast in the ${scheme}`, async () => {
      const { place, root } = await setupImport();
      const colour = colours(place, root)(scheme);
      for (const [least, pairs] of [
        [7, texts],
        [3, edges],
      ] as const) {
        for (const [ink, ground] of pairs) {
          expect(contrast(colour(token(ink)), colour(ground)), `${ink} on ${ground}`).to.be.at.least(least);
        }
      }
    });
  }
});

describe("<ofauth-import> in another document", () => {
  it("keeps its styles", async () => {
    const { element, root } = await setupImport();
    const before = root.adoptedStyleSheets.length;
    (await otherPage()).body.append(element);
    await until(() => root.adoptedStyleSheets.length === before);
    expect(before).to.be.greaterThan(0);
    expect(element.ownerDocument === document).to.equal(false);
  });
});

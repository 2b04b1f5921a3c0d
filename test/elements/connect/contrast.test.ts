import { expect } from "@open-wc/testing";
import { colours, contrast } from "../colours.js";
import { setup as setupElement } from "./connect-setup.js";

async function setup() {
  const { element, place, root } = await setupElement();
  // The tokens of a flow come with its code.
  await element.prepare();
  return colours(place, root);
}

const token = (name: string) => `var(--_${name})`;
const shaded = (name: string, share: number) => `color-mix(in oklab, ${token(name)}, ${token("text")} ${share}%)`;

/** Every text on every ground that it stands on. */
const texts: readonly (readonly [text: string, ground: string])[] = [
  [token("on-accent"), token("accent")],
  [token("on-accent"), shaded("accent", 12)],
  [token("on-accent"), shaded("accent", 22)],
  [token("text"), token("surface")],
  [token("text"), token("surface-2")],
  [token("muted"), token("surface")],
  [token("danger"), token("surface")],
  [token("danger"), "Canvas"],
  [token("text"), "Canvas"],
  [token("warning"), token("warning-soft")],
  [token("muted"), token("warning-soft")],
  [token("text"), token("warning-soft")],
];

/** Every edge and drawing that has a meaning, on every ground. */
const edges: readonly (readonly [edge: string, ground: string])[] = [
  [token("edge"), token("surface")],
  [token("edge"), "Canvas"],
  [token("focus"), token("surface")],
  [token("focus"), "Canvas"],
  [token("accent"), "Canvas"],
  [token("accent"), token("surface")],
  [token("warning"), token("surface")],
];

describe("the colours of <ofauth-connect>", () => {
  for (const scheme of ["light", "dark"] as const) {
    it(`let text be read at 7:1 in the ${scheme}`, async () => {
      const colour = (await setup())(scheme);
      for (const [text, ground] of texts) {
        expect(contrast(colour(text), colour(ground)), `${text} on ${ground}`).to.be.at.least(7);
      }
    });

    it(`let edges be seen at 3:1 in the ${scheme}`, async () => {
      const colour = (await setup())(scheme);
      for (const [edge, ground] of edges) {
        expect(contrast(colour(edge), colour(ground)), `${edge} on ${ground}`).to.be.at.least(3);
      }
    });
  }

  it("are measured rightly", () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).to.be.closeTo(21, 0.01);
    expect(contrast([119, 119, 119], [255, 255, 255])).to.be.closeTo(4.48, 0.01);
  });

  it("differ between light and dark, and follow the theme attribute", async () => {
    const { element, root } = await setupElement();
    const ground = () => getComputedStyle(root.querySelector("[part=button]")!).backgroundColor;
    element.theme = "light";
    element.setAttribute("theme", "light");
    const light = ground();
    element.setAttribute("theme", "dark");
    expect(ground()).to.not.equal(light);
  });

  it("are the page's, where it sets a token", async () => {
    const { element, root } = await setupElement();
    element.style.setProperty("--ofauth-accent", "rgb(1, 2, 3)");
    expect(getComputedStyle(root.querySelector("[part=button]")!).backgroundColor).to.equal("rgb(1, 2, 3)");
  });
});

import { expect } from "@open-wc/testing";
import { colours, contrast } from "../colours.js";
import { setupConnect } from "./connect-setup.js";

async function setupColours() {
  const { element, place, root } = await setupConnect();
  // The tokens of the dialog load with the flow's code.
  await element.prepare();
  return colours(place, root);
}

const token = (name: string) => `var(--_${name})`;
const shaded = (name: string, share: number) => `color-mix(in oklab, ${token(name)}, ${token("text")} ${share}%)`;

/** Every text color on every background that it appears on. */
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

/** Every meaningful border and graphic on every background that it appears on. */
const edges: readonly (readonly [edge: string, ground: string])[] = [
  [token("edge"), token("surface")],
  [token("edge"), "Canvas"],
  [token("focus"), token("surface")],
  [token("focus"), "Canvas"],
  [token("accent"), "Canvas"],
  [token("accent"), token("surface")],
  [token("warning"), token("surface")],
];

describe("the colors of <ofauth-connect>", () => {
  for (const scheme of ["light", "dark"] as const) {
    it(`have a contrast of at least 7:1 for text in the ${scheme} scheme`, async () => {
      const colour = (await setupColours())(scheme);
      for (const [text, ground] of texts) {
        expect(contrast(colour(text), colour(ground)), `${text} on ${ground}`).to.be.at.least(7);
      }
    });

    it(`have a contrast of at least 3:1 for borders and graphics in the ${scheme} scheme`, async () => {
      const colour = (await setupColours())(scheme);
      for (const [edge, ground] of edges) {
        expect(contrast(colour(edge), colour(ground)), `${edge} on ${ground}`).to.be.at.least(3);
      }
    });
  }

  it("are measured as WCAG defines contrast", () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).to.be.closeTo(21, 0.01);
    expect(contrast([119, 119, 119], [255, 255, 255])).to.be.closeTo(4.48, 0.01);
  });

  it("differ between light and dark, and follow the theme attribute", async () => {
    const { element, root } = await setupConnect();
    const ground = () => getComputedStyle(root.querySelector("[part=button]")!).backgroundColor;
    element.theme = "light";
    element.setAttribute("theme", "light");
    const light = ground();
    element.setAttribute("theme", "dark");
    expect(ground()).to.not.equal(light);
  });

  it("can be set by the page's tokens", async () => {
    const { element, root } = await setupConnect();
    element.style.setProperty("--ofauth-accent", "rgb(1, 2, 3)");
    expect(getComputedStyle(root.querySelector("[part=button]")!).backgroundColor).to.equal("rgb(1, 2, 3)");
  });
});

import { expect } from "@open-wc/testing";
import { contrast, colours } from "../colours.js";
import { knownView, setupStatus } from "./status-setup.js";

const token = (name: string) => `var(--_${name})`;
const onMore = (name: string) => `color-mix(in oklab, ${token(name)}, ${token("text")} 12%)`;

/** Every text color with each of its backgrounds. */
const texts: readonly (readonly [text: string, ground: string])[] = [
  ...["success", "warning", "danger"].map((name) => [token(name), token(`${name}-soft`)] as const),
  [token("muted"), token("surface-2")],
  [token("danger"), token("surface-2")],
  [token("text"), token("surface")],
  [token("text"), token("surface-2")],
  [token("muted"), token("surface")],
  [token("warning"), token("surface")],
  [token("danger"), token("surface")],
  [token("danger"), "Canvas"],
  [token("text"), "Canvas"],
  [token("on-accent"), token("accent")],
  [token("on-accent"), onMore("accent")],
];

/** Every meaningful edge with each of its backgrounds. */
const edges: readonly (readonly [edge: string, ground: string])[] = [
  [token("edge"), token("surface")],
  [token("edge"), "Canvas"],
  [token("danger"), token("surface")],
  [token("danger"), "Canvas"],
  [token("accent"), token("surface")],
  [token("focus"), token("surface")],
  [token("focus"), "Canvas"],
];

async function measured(scheme: "light" | "dark") {
  const { place, root } = await setupStatus({ view: knownView() });
  return colours(place, root)(scheme);
}

describe("colors of <ofauth-connection-status>", () => {
  for (const scheme of ["light", "dark"] as const) {
    it(`have a text contrast of 7:1 in the ${scheme}`, async () => {
      const colour = await measured(scheme);
      for (const [text, ground] of texts) {
        expect(contrast(colour(text), colour(ground)), `${text} on ${ground}`).to.be.at.least(7);
      }
    });

    it(`have an edge contrast of 3:1 in the ${scheme}`, async () => {
      const colour = await measured(scheme);
      for (const [edge, ground] of edges) {
        expect(contrast(colour(edge), colour(ground)), `${edge} on ${ground}`).to.be.at.least(3);
      }
    });
  }

  it("are the page's where it sets a token", async () => {
    const { element, part } = await setupStatus({ view: knownView() });
    element.style.setProperty("--ofauth-success", "rgb(1, 2, 3)");
    element.style.setProperty("--ofauth-success-soft", "rgb(4, 5, 6)");
    const { color, backgroundColor } = getComputedStyle(part("badge")!);
    expect([color, backgroundColor]).to.deep.equal(["rgb(1, 2, 3)", "rgb(4, 5, 6)"]);
  });
});

import { expect } from "@open-wc/testing";
import { afterwards, until } from "../../browser/page-setup.js";
import { setupConnect } from "../connect/connect-setup.js";
import { names, setupLink } from "./link-setup.js";

describe("a page with a link", () => {
  it("allows one attempt, of a link or of an element", async () => {
    const { element, ...button } = await setupConnect();
    const { link, state, calls } = setupLink();
    const ended = link.open();
    await state("open");
    expect(await element.open()).to.include({ outcome: "failed", code: "busy" });
    link.close({ force: true });
    await ended;
    const buttonEnded = element.open();
    await button.state("open");
    expect(await link.open()).to.include({ outcome: "failed", code: "busy" });
    expect(names(calls).at(-1)).to.equal("onError");
    element.close({ force: true });
    await buttonEnded;
  });

  it("ends the attempt when it removes the dialog with its container; the next attempt renders again", async () => {
    const container = document.createElement("section");
    document.body.append(container);
    afterwards(() => container.remove());
    const { link, state, calls } = setupLink({ options: { container } });
    const ended = link.open();
    await state("open");
    container.remove();
    expect(await ended).to.include({ outcome: "cancelled", reason: "disconnected" });
    expect(getComputedStyle(document.documentElement).overflow === "hidden", "scrolls again").to.equal(false);
    document.body.append(container);
    const again = link.open();
    await state("open");
    // Removed and inserted at once: the frame and its state are lost all the same.
    container.remove();
    document.body.append(container);
    expect(await again).to.include({ outcome: "cancelled", reason: "disconnected" });
    expect(names(calls).filter((name) => name === "onClose")).to.have.length(2);
  });

  it("ends the attempt also when it removes a shadow root or its host", async () => {
    const outer = document.createElement("div");
    document.body.append(outer);
    afterwards(() => outer.remove());
    const root = outer.attachShadow({ mode: "open" });
    const inner = document.createElement("div");
    const container = inner.attachShadow({ mode: "open" }).appendChild(document.createElement("section"));
    root.append(inner);
    const { link } = setupLink({ options: { container } });
    for (const [removed, place] of [
      [container, inner.shadowRoot!],
      [inner, root],
      [outer, document.body],
    ] as const) {
      const ended = link.open();
      await until(() => link.state === "open");
      // Inserted again at once, as above.
      removed.remove();
      place.append(removed);
      expect(await ended).to.include({ outcome: "cancelled", reason: "disconnected" });
      expect(getComputedStyle(document.documentElement).overflow === "hidden", "scrolls again").to.equal(false);
    }
  });
});

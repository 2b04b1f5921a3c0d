import { expect } from "@open-wc/testing";
import { HIDDEN_DIALOG_MS } from "../../../src/connect/timeouts.js";
import { openDialog, makeRoot } from "./dialog-setup.js";
import { afterwards, hostedUrl, quiet, until } from "../page-setup.js";

const root = document.documentElement;

/** Opens a dialog inside a box, with a frame in it, and a button beside the box. */
async function openInBox(box: HTMLElement = document.createElement("div")) {
  const fixture = makeRoot();
  const other = document.createElement("button");
  document.body.append(box, other);
  box.append(fixture.host);
  afterwards(() => [box, other].forEach((element) => element.remove()));
  const opened = openDialog({ root: fixture.root });
  const frame = document.createElement("iframe");
  let loads = 0;
  frame.addEventListener("load", () => loads++);
  frame.src = hostedUrl();
  opened.dialog.page.insert(frame);
  opened.dialog.page.reveal();
  await until(() => loads);
  const dialogElement = fixture.root.querySelector("dialog")!;
  return {
    ...opened,
    box,
    other,
    frame,
    dialogElement,
    root: fixture.root,
    loads: () => loads,
    /** Whether the page can be used: focus and scrolling are its own. */
    isPageFree: () => {
      other.focus();
      return document.activeElement === other && getComputedStyle(root).overflow !== "hidden";
    },
    isModal: () => dialogElement.matches(":modal") && getComputedStyle(root).overflow === "hidden",
  };
}

const details = () => Object.assign(document.createElement("details"), { open: true });

const ways: readonly (readonly [name: string, hide: (box: HTMLElement) => void, show: (box: HTMLElement) => void])[] = [
  [
    "display: none",
    (box) => box.style.setProperty("display", "none", "important"),
    (box) => box.style.removeProperty("display"),
  ],
  [
    "content-visibility: hidden",
    (box) => box.style.setProperty("content-visibility", "hidden"),
    (box) => box.style.removeProperty("content-visibility"),
  ],
  ["hidden=until-found", (box) => box.setAttribute("hidden", "until-found"), (box) => box.removeAttribute("hidden")],
  ["<details>", (box) => box.removeAttribute("open"), (box) => box.setAttribute("open", "")],
];

describe("the dialog inside something that the page hides", () => {
  for (const [name, hide, show] of ways) {
    it(`gives the page back, and takes it again when shown: ${name}`, async () => {
      const { box, frame, isModal, isPageFree, loads, requests, root, clock } = await openInBox(
        name === "<details>" ? details() : undefined,
      );
      expect(isModal()).to.equal(true);
      for (let round = 0; round < 2; round++) {
        hide(box);
        await until(isPageFree);
        show(box);
        await until(isModal);
        expect(root.activeElement).to.equal(frame);
        expect(clock.running).to.equal(0);
      }
      expect(loads()).to.equal(1);
      expect(requests).to.deep.equal([]);
    });
  }

  it("stays modal when its frame loads during a moment in which it is hidden", async () => {
    const { box, frame, isModal } = await openInBox();
    await until(isModal);
    box.hidden = true;
    frame.dispatchEvent(new Event("load"));
    box.hidden = false;
    await quiet();
    expect(isModal()).to.equal(true);
  });

  it("notices that it is shown again inside a transformed box that is out of sight", async () => {
    const { box, isModal, isPageFree } = await openInBox();
    Object.assign(box.style, { transform: "translateY(-400vh)" });
    hideWithContentVisibility(box);
    await until(isPageFree);
    box.removeAttribute("style");
    await until(isModal);
  });

  it("is abandoned after ten minutes, and not when it is shown before", async () => {
    const { box, clock, isModal, isPageFree, requests } = await openInBox();
    box.hidden = true;
    await until(isPageFree);
    clock.advance(HIDDEN_DIALOG_MS - 1);
    box.hidden = false;
    await until(isModal);
    clock.advance(HIDDEN_DIALOG_MS);
    expect(requests).to.deep.equal([]);
    box.hidden = true;
    await until(isPageFree);
    clock.advance(HIDDEN_DIALOG_MS);
    expect(requests).to.deep.equal(["abandon"]);
  });

  it("leaves nothing behind when it is closed while hidden", async () => {
    const { box, dialog, isPageFree, clock, root, requests } = await openInBox();
    box.hidden = true;
    await until(isPageFree);
    dialog.close();
    expect(root.childElementCount).to.equal(0);
    expect(clock.running).to.equal(0);
    box.hidden = false;
    await quiet();
    expect(isPageFree()).to.equal(true);
    expect(requests).to.deep.equal([]);
  });

  it("is modal again after a move that ends its modality", async () => {
    const { dialogElement, frame, isModal } = await openInBox();
    // What Firefox does on `moveBefore()`: not modal any more, and the frame is loaded again.
    dialogElement.close();
    dialogElement.open = true;
    frame.src = hostedUrl("loaded");
    await until(isModal);
  });
});

function hideWithContentVisibility(box: HTMLElement) {
  box.style.setProperty("content-visibility", "hidden");
}

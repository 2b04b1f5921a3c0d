import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { openDialog } from "./dialog-setup.js";
import { afterwards, until } from "../page-setup.js";

/** Records the keys that listeners of the page see: of the document and, added after the dialog opened, of the window. */
function listenOnPage() {
  const seen: string[] = [];
  const listen = (event: Event) => seen.push(`${event.type} ${(event as KeyboardEvent).key}`);
  for (const type of ["keydown", "keypress", "keyup"]) {
    for (const target of [document, document.body, window]) {
      for (const capture of [true, false]) {
        target.addEventListener(type, listen, capture);
        afterwards(() => target.removeEventListener(type, listen, capture));
      }
    }
  }
  return seen;
}

/** A key event as the browser sends it for a key that is held. Returns whether its default was left to the browser. */
const repeat = (target: Element, key: string, fields: KeyboardEventInit = {}) =>
  target.dispatchEvent(
    new KeyboardEvent("keydown", { key, repeat: true, bubbles: true, composed: true, cancelable: true, ...fields }),
  );

describe("the keys in ConnectDialog", () => {
  it("are not seen by the page below, and do what they do", async () => {
    const { requests, dialog, root, part } = openDialog();
    dialog.page.offerAlternatives("frame_timeout", ["popup", "redirect"], false);
    const seen = listenOnPage();
    await sendKeys({ press: "Tab" });
    await sendKeys({ press: "Enter" });
    expect(root.activeElement?.textContent).to.equal("Open in a new window");
    expect(requests).to.deep.equal(["popup"]);
    await sendKeys({ press: "Escape" });
    expect(requests).to.deep.equal(["popup", "close"]);
    part("close").blur();
    expect(seen).to.deep.equal([]);
  });

  it("are not seen when no element has the focus", async () => {
    const { requests, part } = openDialog();
    await sendKeys({ press: "Tab" });
    (document.activeElement as HTMLElement).blur();
    part("close").blur();
    const seen = listenOnPage();
    await sendKeys({ press: "Escape" });
    await until(() => requests.length);
    expect(seen).to.deep.equal([]);
  });

  it("do not reach the page when the key that closes the dialog comes up, and the next ones do", async () => {
    const { dialog, trigger } = openDialog({ onClose: () => dialog.close() });
    const seen = listenOnPage();
    await sendKeys({ press: "Tab" });
    await sendKeys({ down: "Escape" });
    expect(document.activeElement).to.equal(trigger);
    await sendKeys({ up: "Escape" });
    expect(seen).to.deep.equal([]);
    await sendKeys({ press: "a" });
    expect(new Set(seen)).to.deep.equal(new Set(["keydown a", "keypress a", "keyup a"]));
  });

  it("do not reach the page when they come up after the browser has closed the dialog", () => {
    const { dialogElement, part, trigger } = openDialog();
    const seen = listenOnPage();
    repeat(part("close"), "Escape", { repeat: false });
    dialogElement.close();
    const up = () => trigger.dispatchEvent(new KeyboardEvent("keyup", { key: "Escape", bubbles: true }));
    up();
    expect(seen).to.deep.equal([]);
    up();
    expect(seen).to.include("keyup Escape");
  });

  it("are another modal's while that is above", async () => {
    openDialog();
    const above = document.createElement("dialog");
    above.append(document.createElement("button"));
    document.body.append(above);
    afterwards(() => above.remove());
    above.showModal();
    const seen = listenOnPage();
    await sendKeys({ press: "a" });
    expect(seen).to.include("keydown a");
  });

  it("press nothing while they repeat, and scroll all the same", () => {
    const { part, requests } = openDialog();
    for (const key of ["Enter", " "]) {
      expect(repeat(part("close"), key), key).to.equal(false);
      expect(repeat(part("close"), key, { repeat: false }), key).to.equal(true);
    }
    expect(repeat(part("close"), "ArrowDown")).to.equal(true);
    expect(repeat(part("close"), "Escape")).to.equal(false);
    expect(requests).to.deep.equal([]);
  });

  it("press nothing after the dialog either, until they are up", () => {
    const { dialog, part, trigger } = openDialog();
    repeat(part("close"), "Enter", { repeat: false });
    dialog.close();
    expect(repeat(trigger, "Enter")).to.equal(false);
    trigger.dispatchEvent(new KeyboardEvent("keyup", { key: "Enter", bubbles: true }));
    expect(repeat(trigger, "Enter")).to.equal(true);
  });

  it("are the page's again when the last one came up elsewhere", () => {
    const { dialog, part, trigger } = openDialog();
    repeat(part("close"), "Enter", { repeat: false });
    dialog.close();
    const seen = listenOnPage();
    expect(repeat(trigger, "b", { repeat: false })).to.equal(true);
    expect(repeat(trigger, "Enter")).to.equal(true);
    expect(seen).to.include("keydown b");
  });
});

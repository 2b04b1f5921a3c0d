import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import type { SandboxInfo } from "../../../src/protocol/page-messages.js";
import { openDialog } from "./dialog-setup.js";
import { afterwards, fadedIn, hostedUrl, replace, until } from "../page-setup.js";

const scenario = {
  id: "creator-otp",
  accountType: "creator",
  loginType: "app_otp",
  password: "pass",
  otpCode: "123456",
};
const sandboxInfo = (fields: Partial<SandboxInfo> = {}): SandboxInfo => ({
  scenarios: [scenario],
  activeScenarioId: "creator-otp",
  currentScreen: "login",
  ...fields,
});

/** The labels of the elements that Tab reaches, in order. */
const focusableLabels = (root: ShadowRoot) =>
  [...root.querySelectorAll<HTMLElement>("button, iframe, a, [tabindex]")]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .map((element) => element.ariaLabel ?? (element.title || element.textContent));

describe("ConnectDialog", () => {
  it("passes the accessibility audit", async () => {
    const { host, dialogElement } = openDialog();
    await fadedIn(dialogElement);
    await expect(host).to.be.accessible();
  });

  it("is modal, labelled by its title and described by how to leave it", () => {
    const { dialogElement, root } = openDialog();
    expect(dialogElement.matches(":modal")).to.equal(true);
    const name = root.getElementById(dialogElement.getAttribute("aria-labelledby")!);
    const description = root.getElementById(dialogElement.getAttribute("aria-describedby")!);
    expect(name?.textContent).to.equal("Connect your account");
    expect(description?.textContent).to.contain("press Tab until you reach Close");
    expect(openDialog({ reconnecting: true }).part("title").textContent).to.equal("Reconnect your account");
  });

  it("focuses Close, which comes before the frame in tab order", async () => {
    const { dialog, root, part } = openDialog();
    expect(root.activeElement).to.equal(part("close"));
    const frame = document.createElement("iframe");
    frame.title = "Account sign-in form";
    dialog.page.insert(frame);
    dialog.page.reveal();
    await dialog.showSandbox(sandboxInfo());
    expect(focusableLabels(root)).to.deep.equal(["Close", "Account sign-in form", "Copy: Email", "Copy: Password"]);
  });

  it("places Close at the inline end of the header in ltr and rtl", () => {
    const { part, dialogElement, host } = openDialog();
    const gap = () => {
      const [close, dialog] = [part("close").getBoundingClientRect(), dialogElement.getBoundingClientRect()];
      return [close.left - dialog.left, dialog.right - close.right].map((space) => space < 8);
    };
    expect(gap()).to.deep.equal([false, true]);
    host.dir = "rtl";
    expect(gap()).to.deep.equal([true, false]);
  });

  it("has a Close button of at least 44 by 44 pixels", () => {
    const { width, height } = openDialog().part("close").getBoundingClientRect();
    expect(Math.min(width, height)).to.be.at.least(44);
  });

  it("calls onClose when Close is clicked, and stays open", () => {
    const { part, requests, dialogElement } = openDialog();
    part("close").click();
    expect(requests).to.deep.equal(["close"]);
    expect(dialogElement.open).to.equal(true);
  });

  it("calls onClose on each Escape and stays open, also without a user interaction before", async () => {
    const below = document.createElement("dialog");
    document.body.append(below);
    afterwards(() => below.remove());
    below.showModal();
    const { requests, dialogElement } = openDialog();
    await sendKeys({ press: "Escape" });
    expect(requests).to.deep.equal(["close"]);
    await sendKeys({ press: "Escape" });
    expect(requests).to.deep.equal(["close", "close"]);
    expect(dialogElement.matches(":modal")).to.equal(true);
    expect(below.matches(":modal")).to.equal(true);
  });

  it("ignores a cancel event that bubbles from a child", async () => {
    const { requests, dialog, part } = openDialog();
    await dialog.showSandbox(sandboxInfo());
    part("sandbox").dispatchEvent(new Event("cancel", { bubbles: true, cancelable: true }));
    expect(requests).to.deep.equal([]);
  });

  it("stays open when its backdrop is clicked", () => {
    const { requests, dialogElement } = openDialog();
    dialogElement.click();
    document.elementFromPoint(1, 1)?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    expect(requests).to.deep.equal([]);
    expect(dialogElement.open).to.equal(true);
  });

  it("is above the highest z-index of the page", () => {
    const overlay = document.createElement("div");
    Object.assign(overlay.style, { position: "fixed", inset: "0", zIndex: "2147483647" });
    document.body.append(overlay);
    afterwards(() => overlay.remove());
    const { host, dialogElement } = openDialog();
    const { left, top, width, height } = dialogElement.getBoundingClientRect();
    expect(document.elementFromPoint(left + width / 2, top + height / 2)).to.equal(host);
  });

  it("returns the focus to the previously focused element, once", () => {
    const { dialog, trigger, requests } = openDialog();
    dialog.close();
    expect(document.activeElement).to.equal(trigger);
    dialog.close();
    expect(requests).to.deep.equal([]);
  });

  it("calls returnFocus when the previously focused element is removed or disabled", () => {
    const removed = openDialog();
    removed.trigger.remove();
    removed.dialog.close();
    expect(removed.requests).to.deep.equal(["return focus"]);
    const disabled = openDialog();
    disabled.trigger.disabled = true;
    disabled.dialog.close();
    expect(disabled.requests).to.deep.equal(["return focus"]);
  });

  it("does not call returnFocus when no element had the focus", () => {
    const first = openDialog();
    first.dialog.close();
    first.trigger.blur();
    const { requests } = openDialog({ root: first.root });
    expect(requests).to.deep.equal([]);
  });

  it("locks the page's scrolling while open and leaves nothing behind when closed", () => {
    const { dialog, root } = openDialog();
    const { documentElement } = document;
    expect(getComputedStyle(documentElement).overflowY).to.equal("hidden");
    dialog.close();
    expect(getComputedStyle(documentElement).overflow === "hidden").to.equal(false);
    expect(root.childElementCount).to.equal(0);
  });

  it("can be closed after the browser closed the dialog element", async () => {
    const { dialog, dialogElement, requests, root } = openDialog();
    dialogElement.close();
    await until(() => requests.length);
    expect(requests).to.deep.equal(["close again"]);
    dialog.close();
    expect(root.childElementCount).to.equal(0);
  });

  it("opens above a modal dialog of the page and leaves that open", () => {
    const pageDialog = document.createElement("dialog");
    document.body.append(pageDialog);
    afterwards(() => pageDialog.remove());
    pageDialog.showModal();
    const inside = document.createElement("button");
    const host = document.createElement("div");
    pageDialog.append(inside, host);
    const root = host.attachShadow({ mode: "open" });
    inside.focus();
    const { dialog, requests } = openDialog({ root });
    expect(root.querySelector("dialog")?.matches(":modal")).to.equal(true);
    dialog.close();
    expect(pageDialog.matches(":modal")).to.equal(true);
    expect(requests).to.deep.equal([]);
  });
});

describe("the contents of ConnectDialog", () => {
  it("shows the host of the hosted page", () => {
    const { dialog, root } = openDialog();
    dialog.showOrigin("https://link.ofauth.com");
    expect(root.querySelector(".origin")?.textContent).to.equal("link.ofauth.com");
  });

  it("hides the frame, also from the tab order, until it is revealed", () => {
    const { dialog } = openDialog();
    const frame = document.createElement("iframe");
    frame.src = hostedUrl();
    dialog.page.insert(frame);
    const visible = () => frame.checkVisibility({ visibilityProperty: true });
    expect(visible()).to.equal(false);
    dialog.page.reveal();
    expect(visible()).to.equal(true);
    dialog.page.showLoading();
    expect(visible()).to.equal(false);
  });

  it("announces slow loading in a status region and clears it when the frame is revealed", () => {
    const { dialog, root } = openDialog();
    const slow = root.querySelector('[role="status"]')!;
    expect(slow.textContent).to.equal("");
    dialog.page.showSlow();
    expect(slow.textContent).to.equal("Still loading…");
    dialog.page.reveal();
    expect(slow.textContent).to.equal("");
  });

  const both = ["popup", "redirect"] as const;
  const offeredBy = (root: ShadowRoot) => [...root.querySelectorAll<HTMLElement>("[part=panel] button")];
  const labelsIn = (root: ShadowRoot) => offeredBy(root).map((button) => button.textContent);
  const primaryIn = (root: ShadowRoot) => root.querySelector("[part=panel] .primary")?.textContent;

  it("offers the alternatives of each stall and calls onContinue with the chosen mode", () => {
    const { dialog, part, requests, root } = openDialog();
    const labels = () => labelsIn(root);
    const alternatives = ["Open in a new window", "Continue on OFAuth"];
    dialog.page.offerAlternatives("frame_timeout", both, false);
    expect(part("panel").hidden).to.equal(false);
    expect(part("panel").getAttribute("role")).to.equal("alert");
    expect(part("message").textContent).to.contain("isn’t loading here");
    expect(labels()).to.deep.equal([...alternatives, "Try again"]);
    for (const button of offeredBy(root)) button.click();
    expect(requests).to.deep.equal(["popup", "redirect", "embed"]);
    dialog.page.offerAlternatives("csp_blocked", both, false);
    expect(part("message").textContent).to.contain("can’t show the sign-in page");
    dialog.page.offerAlternatives("popup_blocked", both, false);
    expect(labels()).to.deep.equal(alternatives.toReversed());
    dialog.page.withdrawAlternatives();
    expect(part("panel").hidden).to.equal(true);
    expect(labels()).to.deep.equal([]);
  });

  it("offers only the modes that it is given", () => {
    const { dialog, root } = openDialog();
    dialog.page.offerAlternatives("frame_timeout", ["popup"], false);
    expect(labelsIn(root)).to.deep.equal(["Open in a new window", "Try again"]);
    dialog.page.offerAlternatives("frame_timeout", [], false);
    expect(labelsIn(root)).to.deep.equal(["Try again"]);
    expect(primaryIn(root)).to.equal("Try again");
  });

  it("puts the alternatives to a silent frame over the skeleton, and shows the frame when asked to", () => {
    const { dialog, root, part, requests } = openDialog();
    const frame = document.createElement("iframe");
    frame.src = hostedUrl();
    dialog.page.insert(frame);
    const visible = (element: Element | null) => element?.checkVisibility({ visibilityProperty: true });
    dialog.page.offerAlternatives(undefined, both, false);
    expect(labelsIn(root)).to.deep.equal(["Open in a new window", "Show it anyway"]);
    expect(root.querySelector(".loading")!.getBoundingClientRect().height).to.be.greaterThan(200);
    expect([visible(frame), visible(root.querySelector(".loading"))]).to.deep.equal([false, true]);
    // Not both: that it does not load, and that it is still loading.
    dialog.page.showSlow();
    expect(root.querySelector('[role="status"]')?.textContent).to.equal("");
    const [inWindow, anyway] = offeredBy(root);
    inWindow!.click();
    anyway!.click();
    expect(requests).to.deep.equal(["popup"]);
    expect(part("panel").hidden).to.equal(true);
    expect(visible(frame)).to.equal(true);
    expect(root.activeElement).to.equal(frame);
  });

  it("keeps the focus in a panel whose actions change", () => {
    const { dialog, root } = openDialog();
    dialog.page.offerAlternatives(undefined, both, false);
    offeredBy(root)[1]!.focus();
    dialog.page.offerAlternatives("frame_timeout", both, false);
    expect(root.activeElement).to.equal(offeredBy(root)[0]);
  });

  it("says that there is no connection, and offers first to try again", () => {
    replace(navigator, "onLine", false);
    const { dialog, root, part, requests } = openDialog();
    for (const code of [undefined, "frame_timeout", "csp_blocked"] as const) {
      dialog.page.offerAlternatives(code, both, false);
      expect(part("message").textContent).to.contain("No connection");
      expect(labelsIn(root)).to.deep.equal(["Try again", "Open in a new window"]);
      expect(primaryIn(root)).to.equal("Try again");
    }
    offeredBy(root)[0]!.click();
    expect(requests).to.deep.equal(["embed"]);
    dialog.page.offerAlternatives("popup_blocked", both, false);
    expect(part("message").textContent).to.contain("blocked the new window");
  });

  it("gives each action its parts for styling", () => {
    const { dialog, root } = openDialog();
    dialog.page.offerAlternatives("frame_timeout", both, false);
    const parts = [...root.querySelectorAll("[part=panel] button")].map((button) => button.part.value);
    expect(parts).to.deep.equal(["action action-continue", "action action-continue", "action action-retry"]);
  });

  it("keeps the frame visible beside the alternatives only while the user works in it", () => {
    const { dialog } = openDialog();
    const frame = document.createElement("iframe");
    dialog.page.insert(frame);
    dialog.page.reveal();
    const visible = () => frame.checkVisibility({ visibilityProperty: true });
    dialog.page.offerAlternatives("frame_timeout", both, true);
    expect(visible()).to.equal(true);
    dialog.page.offerAlternatives("frame_timeout", both, false);
    expect(visible()).to.equal(false);
    dialog.page.withdrawAlternatives();
    expect(visible()).to.equal(true);
  });

  it("shows the sandbox credentials, and the code on the screen that asks for it", async () => {
    const { dialog, part } = openDialog();
    const values = () => [...part("sandbox").querySelectorAll("code")].map((code) => code.textContent);
    await dialog.showSandbox(sandboxInfo());
    expect(values()).to.deep.equal(["test@creator-otp.sandbox.com", "pass"]);
    await dialog.showSandbox(sandboxInfo({ currentScreen: "otp" }));
    expect(values()).to.deep.equal(["123456"]);
    await dialog.showSandbox(sandboxInfo({ scenarios: [], activeScenarioId: undefined }));
    expect(part("sandbox").hidden).to.equal(true);
  });

  it("copies a sandbox value, and selects it when copying is denied", async () => {
    const { dialog, part } = openDialog();
    const copied: string[] = [];
    await dialog.showSandbox(sandboxInfo());
    const [first, second] = part("sandbox").querySelectorAll("button");
    replace(navigator, "clipboard", { writeText: (value: string) => Promise.resolve(void copied.push(value)) });
    first!.click();
    await until(() => first!.textContent === "Copied");
    expect(copied).to.deep.equal(["test@creator-otp.sandbox.com"]);
    replace(navigator, "clipboard", { writeText: () => Promise.reject(new DOMException("x", "NotAllowedError")) });
    second!.click();
    await until(() => getSelection()?.type === "Range");
    expect(second!.textContent).to.equal("Copy");
  });

  it("shows markup from the hosted page as text", async () => {
    const { dialog, part } = openDialog();
    const markup = "<img src=x onerror=window.__pwn=1>";
    await dialog.showSandbox(
      sandboxInfo({ scenarios: [{ ...scenario, id: markup, password: markup }], activeScenarioId: markup }),
    );
    expect(part("sandbox").querySelector("img")).to.equal(null);
    expect(part("sandbox").textContent).to.contain(markup);
    expect(window).to.not.have.property("__pwn");
  });
});

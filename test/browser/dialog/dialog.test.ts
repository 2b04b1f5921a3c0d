import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import type { SandboxInfo } from "../../../src/protocol/page-messages.js";
import { openDialog as setup } from "./dialog-setup.js";
import { afterwards, hostedUrl, replace, until } from "../page-setup.js";

const scenario = {
  id: "creator-otp",
  accountType: "creator",
  loginType: "app_otp",
  password: "pass",
  otpCode: "123456",
};
const info = (fields: Partial<SandboxInfo> = {}): SandboxInfo => ({
  scenarios: [scenario],
  activeScenarioId: "creator-otp",
  currentScreen: "login",
  ...fields,
});

/** The labels of what Tab would reach, in order. */
const focusables = (root: ShadowRoot) =>
  [...root.querySelectorAll<HTMLElement>("button, iframe, a, [tabindex]")]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .map((element) => element.ariaLabel ?? (element.title || element.textContent));

describe("the dialog", () => {
  it("passes the accessibility audit", async () => {
    const { host } = setup();
    await expect(host).to.be.accessible();
  });

  it("is modal, named by its title and described by how to leave", () => {
    const { shown, root } = setup();
    expect(shown.matches(":modal")).to.equal(true);
    const name = root.getElementById(shown.getAttribute("aria-labelledby")!);
    const description = root.getElementById(shown.getAttribute("aria-describedby")!);
    expect(name?.textContent).to.equal("Connect your account");
    expect(description?.textContent).to.contain("press Tab until you reach Close");
    expect(setup({ reconnecting: true }).part("title").textContent).to.equal("Reconnect your account");
  });

  it("puts the focus on Close, and Close before the frame", () => {
    const { dialog, root, part } = setup();
    expect(root.activeElement).to.equal(part("close"));
    const frame = document.createElement("iframe");
    frame.title = "Account sign-in form";
    dialog.stage(frame);
    dialog.reveal();
    dialog.showSandbox(info());
    expect(focusables(root)).to.deep.equal(["Close", "Account sign-in form", "Copy: Email", "Copy: Password"]);
  });

  it("shows Close at the end of the bar, in both directions of writing", () => {
    const { part, shown, host } = setup();
    const gap = () => {
      const [close, dialog] = [part("close").getBoundingClientRect(), shown.getBoundingClientRect()];
      return [close.left - dialog.left, dialog.right - close.right].map((space) => space < 8);
    };
    expect(gap()).to.deep.equal([false, true]);
    host.dir = "rtl";
    expect(gap()).to.deep.equal([true, false]);
  });

  it("has a Close that can be hit", () => {
    const { width, height } = setup().part("close").getBoundingClientRect();
    expect(Math.min(width, height)).to.be.at.least(44);
  });

  it("calls onClose for its button, and stays open until close() is called", () => {
    const { part, asked, shown } = setup();
    part("close").click();
    expect(asked).to.deep.equal(["close"]);
    expect(shown.open).to.equal(true);
  });

  it("asks to close on Escape, stays, and follows the screen when a second Escape closes it regardless", async () => {
    const { asked, shown } = setup();
    // Chromium lets a page keep a dialog only from a user who has touched it.
    await sendKeys({ press: "Tab" });
    await sendKeys({ press: "Escape" });
    expect(asked).to.deep.equal(["close"]);
    expect(shown.open).to.equal(true);
    await sendKeys({ press: "Escape" });
    await until(() => asked.length === 3);
    expect(asked).to.deep.equal(["close", "close", "close again"]);
    expect(shown.open).to.equal(false);
  });

  it("does not take another element's cancel for its own", () => {
    const { asked, dialog, part } = setup();
    dialog.showSandbox(info());
    part("sandbox").dispatchEvent(new Event("cancel", { bubbles: true, cancelable: true }));
    expect(asked).to.deep.equal([]);
  });

  it("stays when its backdrop is clicked", () => {
    const { asked, shown } = setup();
    shown.click();
    document.elementFromPoint(1, 1)?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    expect(asked).to.deep.equal([]);
    expect(shown.open).to.equal(true);
  });

  it("lies above everything of the page", () => {
    const overlay = document.createElement("div");
    Object.assign(overlay.style, { position: "fixed", inset: "0", zIndex: "2147483647" });
    document.body.append(overlay);
    afterwards(() => overlay.remove());
    const { host, shown } = setup();
    const { left, top, width, height } = shown.getBoundingClientRect();
    expect(document.elementFromPoint(left + width / 2, top + height / 2)).to.equal(host);
  });

  it("gives the focus back to what had it before, and only once", () => {
    const { dialog, trigger, asked } = setup();
    dialog.close();
    expect(document.activeElement).to.equal(trigger);
    dialog.close();
    expect(asked).to.deep.equal([]);
  });

  it("has the focus put elsewhere when what had it before is gone or disabled", () => {
    const removed = setup();
    removed.trigger.remove();
    removed.dialog.close();
    expect(removed.asked).to.deep.equal(["return focus"]);
    const disabled = setup();
    disabled.trigger.disabled = true;
    disabled.dialog.close();
    expect(disabled.asked).to.deep.equal(["return focus"]);
  });

  it("leaves the focus alone when no element had it", () => {
    const first = setup();
    first.dialog.close();
    first.trigger.blur();
    const { asked } = setup({ root: first.root });
    expect(asked).to.deep.equal([]);
  });

  it("locks the page's scrolling as long as it is open, and leaves nothing behind", () => {
    const { dialog, root } = setup();
    const { documentElement } = document;
    expect(getComputedStyle(documentElement).overflowY).to.equal("hidden");
    dialog.close();
    expect(documentElement.hasAttribute("style")).to.equal(false);
    expect(root.childElementCount).to.equal(0);
  });

  it("comes to an end where the browser has closed it already", async () => {
    const { dialog, shown, asked, root } = setup();
    shown.close();
    await until(() => asked.length);
    expect(asked).to.deep.equal(["close again"]);
    dialog.close();
    expect(root.childElementCount).to.equal(0);
  });

  it("opens above a modal dialog of the page's own, and leaves that as it was", () => {
    const own = document.createElement("dialog");
    document.body.append(own);
    afterwards(() => own.remove());
    own.showModal();
    const inside = document.createElement("button");
    const host = document.createElement("div");
    own.append(inside, host);
    const root = host.attachShadow({ mode: "open" });
    inside.focus();
    const { dialog, asked } = setup({ root });
    expect(root.querySelector("dialog")?.matches(":modal")).to.equal(true);
    dialog.close();
    expect(own.matches(":modal")).to.equal(true);
    expect(asked).to.deep.equal([]);
  });
});

describe("what the dialog shows", () => {
  it("says whose page it is, by its host", () => {
    const { dialog, root } = setup();
    dialog.showOrigin("https://link.ofauth.com");
    expect(root.querySelector(".origin")?.textContent).to.equal("link.ofauth.com");
  });

  it("keeps the frame out of sight and out of the order of focus until it is revealed", () => {
    const { dialog } = setup();
    const frame = document.createElement("iframe");
    frame.src = hostedUrl();
    dialog.stage(frame);
    const visible = () => frame.checkVisibility({ visibilityProperty: true });
    expect(visible()).to.equal(false);
    expect(dialog.revealed).to.equal(false);
    dialog.reveal();
    expect(visible()).to.equal(true);
    expect(dialog.revealed).to.equal(true);
    dialog.showLoading(false);
    expect(visible()).to.equal(false);
  });

  it("says that it takes long, in a region that is read out, and takes it back", () => {
    const { dialog, root } = setup();
    const slow = root.querySelector('[role="status"]')!;
    expect(slow.textContent).to.equal("");
    dialog.showLoading(true);
    expect(slow.textContent).to.equal("Still loading…");
    dialog.reveal();
    expect(slow.textContent).to.equal("");
  });

  it("offers what can be done about each thing that is in the way", () => {
    const { dialog, part, asked, root } = setup();
    const labels = () => [...root.querySelectorAll("[part=panel] button")].map((button) => button.textContent);
    const ways = ["Open in a new window", "Continue on OFAuth"];
    dialog.offerAlternatives("frame_timeout", false);
    expect(part("panel").hidden).to.equal(false);
    expect(part("panel").getAttribute("role")).to.equal("alert");
    expect(part("message").textContent).to.contain("isn’t loading here");
    expect(labels()).to.deep.equal([...ways, "Try again"]);
    for (const button of root.querySelectorAll<HTMLElement>("[part=panel] button")) button.click();
    expect(asked).to.deep.equal(["popup", "redirect", "embed"]);
    dialog.offerAlternatives("csp_blocked", false);
    expect(part("message").textContent).to.contain("can’t show the sign-in page");
    dialog.offerAlternatives("popup_blocked", false);
    expect(labels()).to.deep.equal(ways);
    dialog.withdrawAlternatives();
    expect(part("panel").hidden).to.equal(true);
    expect(labels()).to.deep.equal([]);
  });

  it("names the actions for styling", () => {
    const { dialog, root } = setup();
    dialog.offerAlternatives("frame_timeout", false);
    const parts = [...root.querySelectorAll("[part=panel] button")].map((button) => button.part.value);
    expect(parts).to.deep.equal(["action action-continue", "action action-continue", "action action-retry"]);
  });

  it("keeps the frame visible beside the alternatives while the user works in it, and hides it otherwise", () => {
    const { dialog } = setup();
    const frame = document.createElement("iframe");
    dialog.stage(frame);
    dialog.reveal();
    const visible = () => frame.checkVisibility({ visibilityProperty: true });
    dialog.offerAlternatives("frame_timeout", true);
    expect(visible()).to.equal(true);
    dialog.offerAlternatives("frame_timeout", false);
    expect(visible()).to.equal(false);
    dialog.withdrawAlternatives();
    expect(visible()).to.equal(true);
  });

  it("shows what to type in the sandbox, and the code where the code is asked for", () => {
    const { dialog, part } = setup();
    const values = () => [...part("sandbox").querySelectorAll("code")].map((code) => code.textContent);
    dialog.showSandbox(info());
    expect(values()).to.deep.equal(["test@creator-otp.sandbox.com", "pass"]);
    dialog.showSandbox(info({ currentScreen: "otp" }));
    expect(values()).to.deep.equal(["123456"]);
    dialog.showSandbox(info({ scenarios: [], activeScenarioId: undefined }));
    expect(part("sandbox").hidden).to.equal(true);
  });

  it("copies what is to be typed, and selects it where copying is denied", async () => {
    const { dialog, part } = setup();
    const copied: string[] = [];
    dialog.showSandbox(info());
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

  it("shows markup from the hosted page as text", () => {
    const { dialog, part } = setup();
    const markup = "<img src=x onerror=window.__pwn=1>";
    dialog.showSandbox(info({ scenarios: [{ ...scenario, id: markup, password: markup }], activeScenarioId: markup }));
    expect(part("sandbox").querySelector("img")).to.equal(null);
    expect(part("sandbox").textContent).to.contain(markup);
    expect(window).to.not.have.property("__pwn");
  });
});

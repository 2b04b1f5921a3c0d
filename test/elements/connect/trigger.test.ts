import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import { afterwards, never, quiet } from "../../browser/page-setup.js";
import { setupConnect, eventLog, type SetupOptions } from "./connect-setup.js";

/** An element whose attempts wait for their session, for tests of whether an attempt starts. */
const setupWaiting = (options: SetupOptions = {}) => setupConnect({ responses: { "link/init": never }, ...options });

function createElement<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text: string,
  attributes: Record<string, string> = {},
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(text);
  return made;
}

const click = (target: Element, init: MouseEventInit = {}) => {
  const event = new MouseEvent("click", { bubbles: true, composed: true, cancelable: true, ...init });
  target.dispatchEvent(event);
  return event;
};

describe("the button of <ofauth-connect>", () => {
  it("passes the accessibility audit", async () => {
    const { element } = await setupConnect();
    await expect(element).to.be.accessible();
  });

  it("is labelled by its state, by label, or by its content", async () => {
    const { element, button } = await setupConnect();
    const label = async () => {
      await element.updateComplete;
      const slot = button.querySelector<HTMLSlotElement>("[part=label] slot")!;
      return slot
        .assignedNodes({ flatten: true })
        .map(({ textContent }) => textContent)
        .join("")
        .trim();
    };
    expect(await label()).to.equal("Connect account");
    element.connectionId = "conn_1";
    expect(await label()).to.equal("Reconnect account");
    element.label = "Link it";
    expect(await label()).to.equal("Link it");
    element.append("My own label");
    expect(await label()).to.equal("My own label");
  });

  it("starts one attempt for several clicks, which open() returns", async () => {
    const { element, button, received } = await setupWaiting();
    button.click();
    button.click();
    const first = element.open();
    expect(element.open()).to.equal(first);
    expect(eventLog(received)).to.deep.equal(["before-open", "→ starting"]);
    element.close();
    expect(await first).to.include({ outcome: "cancelled", reason: "host" });
  });

  it("starts an attempt by Enter and Space", async () => {
    for (const key of ["Enter", " "]) {
      const { element, button } = await setupWaiting();
      button.focus();
      await sendKeys({ press: key });
      expect(element.isOpen, `key ${key}`).to.equal(true);
      element.close({ force: true });
    }
  });

  it("does nothing while disabled by attribute, property or fieldset", async () => {
    const { element, button, received, place } = await setupWaiting({ attributes: { disabled: "" } });
    button.click();
    click(element);
    element.click();
    expect(button.disabled).to.equal(true);
    element.disabled = false;
    const fieldset = createElement("fieldset", "");
    fieldset.disabled = true;
    place.append(fieldset);
    fieldset.append(element);
    await element.updateComplete;
    expect(button.disabled).to.equal(true);
    element.click();
    expect(received).to.deep.equal([]);
    fieldset.disabled = false;
    await element.updateComplete;
    expect(button.disabled).to.equal(false);
    element.click();
    expect(eventLog(received)[0]).to.equal("before-open");
    element.close({ force: true });
  });

  it("receives focus() and click() of the element", async () => {
    const { element, button, root } = await setupWaiting();
    element.focus();
    expect(document.activeElement).to.equal(element);
    expect(root.activeElement).to.equal(button);
    expect(element.matches(":focus")).to.equal(true);
    element.click();
    expect(element.isOpen).to.equal(true);
    element.close({ force: true });
  });

  it("is named by its <label> and its own text", async () => {
    const label = createElement("label", "Your account");
    const { element, button, place } = await setupWaiting();
    const named = () => button.ariaLabelledByElements?.map(({ textContent }) => (textContent ?? "").trim()) ?? null;
    expect(named()).to.equal(null);
    element.id = "account";
    label.htmlFor = "account";
    place.prepend(label);
    element.requestUpdate();
    await element.updateComplete;
    expect(named()).to.deep.equal(["Your account", "Connect account"]);
    await expect(element).to.be.accessible();
    element.connectionId = "conn_1";
    await element.updateComplete;
    expect(named()).to.deep.equal(["Your account", "Reconnect account"]);
  });

  it("leaves the page's own button its name", async () => {
    const own = createElement("button", "Mine");
    const { element, place } = await setupWaiting({ content: [own] });
    const label = createElement("label", "Your account");
    label.htmlFor = element.id = "account";
    place.prepend(label);
    element.requestUpdate();
    await element.updateComplete;
    expect(own.getAttributeNames()).to.deep.equal([]);
  });

  it("has the element's aria-label, aria-busy and aria-haspopup", async () => {
    const { element, button } = await setupWaiting({ attributes: { "aria-label": "Connect OnlyFans" } });
    expect(button.ariaLabel).to.equal("Connect OnlyFans");
    expect(button.ariaHasPopup).to.equal("dialog");
    const ended = element.open();
    await element.updateComplete;
    expect(button.ariaBusy).to.equal("true");
    element.close({ force: true });
    await ended;
    await element.updateComplete;
    expect(button.ariaBusy).to.equal(null);
    element.ariaLabel = null;
    await element.updateComplete;
    expect(button.ariaLabel).to.equal(null);
  });

  it("describes that a click opens a window or leaves the page", async () => {
    for (const [mode, hint] of [
      ["popup", "Opens a new window"],
      ["redirect", "Leaves this page"],
      ["auto", ""],
    ] as const) {
      const { button, root } = await setupConnect({ attributes: { mode } });
      const described = button.getAttribute("aria-describedby")!.split(" ");
      expect(described).to.include("hint");
      expect(root.getElementById("hint")?.textContent).to.equal(hint);
      expect(button.ariaHasPopup).to.equal(hint ? null : "dialog");
    }
  });

  it("shows a spinner while busy, and a slotted icon", async () => {
    const own = createElement("span", "★", { slot: "icon" });
    const { element, part, root } = await setupWaiting({ content: [own] });
    expect(own.assignedSlot).to.equal(root.querySelector("slot[name=icon]"));
    expect(part("spinner")).to.equal(null);
    element.open().catch(() => undefined);
    await element.updateComplete;
    expect(part("spinner")).to.not.equal(null);
    element.close({ force: true });
  });
});

describe("a slotted trigger of <ofauth-connect>", () => {
  const triggers = {
    "in the trigger slot": () => createElement("button", "Mine", { slot: "trigger" }),
    "a button as content": () => createElement("button", "Mine", { type: "button" }),
    "a link as content": () => createElement("a", "Mine", { href: "#elsewhere" }),
  };

  it("replaces the button and starts attempts", async () => {
    for (const [name, trigger] of Object.entries(triggers)) {
      const own = trigger();
      const { element, part, received } = await setupWaiting({ content: [own] });
      await element.updateComplete;
      expect(part("button"), name).to.equal(null);
      expect(own.assignedSlot, name).to.not.equal(null);
      const event = click(own);
      expect(event.defaultPrevented, name).to.equal(true);
      expect(eventLog(received)[0], name).to.equal("before-open");
      element.close({ force: true });
    }
  });

  it("passes the accessibility audit", async () => {
    const { element } = await setupWaiting({ content: [triggers["a link as content"]()] });
    await expect(element).to.be.accessible();
  });

  it("keeps the modified clicks of a link", async () => {
    const own = createElement("a", "Mine", { href: "#elsewhere" });
    const { received } = await setupWaiting({ content: [own] });
    own.addEventListener("click", (event) => queueMicrotask(() => event.preventDefault()));
    const prevented: boolean[] = [];
    const last = (event: Event) => {
      prevented.push(event.defaultPrevented);
      event.preventDefault();
    };
    addEventListener("click", last);
    afterwards(() => removeEventListener("click", last));
    for (const key of ["ctrlKey", "metaKey", "shiftKey"]) click(own, { [key]: true });
    expect(prevented).to.deep.equal([false, false, false]);
    expect(received).to.deep.equal([]);
  });

  it("can be added and removed later", async () => {
    const { element, part } = await setupWaiting();
    const own = createElement("button", "Mine");
    element.append(own);
    await quiet();
    expect(part("button")).to.equal(null);
    own.remove();
    await quiet();
    expect(part("button")).to.not.equal(null);
  });

  it("receives focus() and click() of the element", async () => {
    const own = createElement("button", "Mine");
    const { element } = await setupWaiting({ content: [own] });
    element.focus();
    expect(document.activeElement).to.equal(own);
    element.click();
    expect(element.isOpen).to.equal(true);
    element.close({ force: true });
  });

  it("does nothing while the element is disabled", async () => {
    const own = createElement("button", "Mine");
    const { received } = await setupWaiting({ content: [own], attributes: { disabled: "" } });
    click(own);
    expect(received).to.deep.equal([]);
  });
});

describe("invoker commands of <ofauth-connect>", () => {
  // What stands in for them where the browser has none.
  before(() => import("../../../src/elements/unusual-pages.lazy.js"));

  const invoker = (command: string, target: Element) => {
    const button = createElement("button", command, { command });
    (button as HTMLButtonElement & { commandForElement: Element }).commandForElement = target;
    return button;
  };

  it("open and close it from any button of the page", async () => {
    const { element, received, place } = await setupWaiting();
    const [open, close] = [invoker("--open", element), invoker("--close", element)];
    place.append(open, close);
    await quiet();
    open.click();
    await quiet();
    expect(element.isOpen).to.equal(true);
    close.click();
    await quiet();
    expect(element.isOpen).to.equal(false);
    expect(eventLog(received)).to.deep.equal(["before-open", "→ starting", "→ cancelled", "cancel", "close"]);
    expect(received.at(-2)!.detail["reason"]).to.equal("host");
  });

  it("work from another root, and do not open a disabled element", async () => {
    const { element, place } = await setupWaiting();
    const other = createElement("div", "");
    place.append(other);
    const open = invoker("--open", element);
    other.attachShadow({ mode: "open" }).append(open);
    element.disabled = true;
    open.click();
    await quiet();
    expect(element.isOpen).to.equal(false);
    element.disabled = false;
    await element.updateComplete;
    open.click();
    await quiet();
    expect(element.isOpen).to.equal(true);
    element.close({ force: true });
  });

  it("do nothing if they are unknown", async () => {
    const { element, place, received } = await setupWaiting();
    const other = invoker("--explode", element);
    place.append(other);
    other.click();
    await quiet();
    expect(received).to.deep.equal([]);
  });
});

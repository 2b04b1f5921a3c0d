import { expect } from "@open-wc/testing";
import { afterwards, fakeTime, successMessage, until } from "../../browser/page-setup.js";
import { otherPage, setupConnect, start, eventLog } from "./connect-setup.js";

/** Checks that the page scrolls and that its elements can be focused. */
function expectPageFree(place: Element) {
  expect(getComputedStyle(document.documentElement).overflow).to.equal("visible");
  expect(document.querySelector(":modal")).to.equal(null);
  const other = document.createElement("button");
  place.append(other);
  afterwards(() => other.remove());
  other.focus();
  expect(document.activeElement === other).to.equal(true);
}

const command = (element: Element) =>
  element.dispatchEvent(Object.assign(new Event("command", { cancelable: true }), { command: "--open" }));

describe("<ofauth-connect> that is not displayed", () => {
  it("passes the accessibility audit when it is shown again", async () => {
    const { element } = await setupConnect({ attributes: { hidden: "" } });
    element.hidden = false;
    await expect(element).to.be.accessible();
  });

  it("fails as misconfigured, and leaves the page usable", async () => {
    for (const hide of ["element", "parent"]) {
      const { element, place, root, received, post, state } = await setupConnect();
      const hidden = hide === "element" ? element : place;
      hidden.hidden = true;
      const result = await element.open();
      expect(result, hide).to.include({ outcome: "failed", code: "misconfigured", retryable: false });
      expect(eventLog(received).slice(-3), hide).to.deep.equal(["→ failed", "error", "close"]);
      expect(root.querySelector("dialog"), hide).to.equal(null);
      hidden.hidden = false;
      expectPageFree(place);
      const next = element.open();
      await state("open");
      expect(root.querySelector("dialog")?.checkVisibility(), hide).to.equal(true);
      post({ type: "OFAUTH_LINK", event: "exit", metadata: { type: "user_exit", step: "login" } });
      expect(await next, hide).to.include({ outcome: "cancelled" });
    }
  });

  it("fails as misconfigured on the --open command", async () => {
    const { element, place, root, state } = await setupConnect({ attributes: { hidden: "" } });
    const trigger = document.createElement("button");
    place.append(trigger);
    trigger.focus();
    command(element);
    await state("failed");
    expect(document.activeElement === trigger).to.equal(true);
    expect(element.error?.code).to.equal("misconfigured");
    expect(root.querySelector("dialog")).to.equal(null);
    expectPageFree(place);
    element.hidden = false;
    command(element);
    await state("open");
  });
});

describe("<ofauth-connect> that the page hides while its dialog is open", () => {
  it("goes on with the same frame when it is shown again", async () => {
    const { element, place, root, post, state, frame } = await setupConnect();
    const ended = element.open();
    await state("open");
    const before = frame()!.contentWindow;
    place.hidden = true;
    await until(() => !document.querySelector(":modal") && !root.querySelector(":modal"));
    expectPageFree(document.body);
    place.hidden = false;
    await until(() => root.querySelector(":modal"));
    expect(element.state).to.equal("open");
    expect(frame()!.contentWindow).to.equal(before);
    post(successMessage());
    expect(await ended).to.include({ outcome: "connected" });
  });

  it("can connect while it is hidden", async () => {
    const { element, place, root, post, state } = await setupConnect();
    const ended = element.open();
    await state("open");
    place.hidden = true;
    await until(() => !root.querySelector(":modal"));
    post(successMessage());
    expect(await ended).to.include({ outcome: "connected" });
    expect(root.querySelector("dialog")).to.equal(null);
  });

  it("cancels its attempt after ten minutes", async () => {
    const time = fakeTime();
    const { element, place, root, state } = await setupConnect();
    const ended = element.open();
    await state("open");
    place.hidden = true;
    await until(() => !root.querySelector(":modal"));
    time.advance(10 * 60_000);
    expect(await ended).to.include({ outcome: "cancelled", reason: "disconnected" });
    expect(root.querySelector("dialog")).to.equal(null);
    place.hidden = false;
    expectPageFree(document.body);
  });
});

describe("the dialog of <ofauth-connect>", () => {
  it("is described by how to reach its Close button", async () => {
    const { element, root, state } = await setupConnect();
    start(element);
    await state("open");
    const ids = root.querySelector("dialog")!.getAttribute("aria-describedby")!.split(" ");
    const texts = ids.map((id) => root.getElementById(id)?.textContent);
    expect(texts).to.deep.equal(["To leave the form, press Tab until you reach Close."]);
    for (const id of ids) expect(root.querySelectorAll(`#${id}`)).to.have.length(1);
  });

  it("follows the theme property, as the button does", async () => {
    const colours = async (theme: "light" | "dark") => {
      const { element, part, root, state } = await setupConnect();
      element.theme = theme;
      start(element);
      await state("open");
      const dialog = getComputedStyle(root.querySelector("dialog")!);
      const button = getComputedStyle(part("button")!);
      const schemes = [dialog.colorScheme, button.colorScheme];
      const values = [dialog.backgroundColor, dialog.color, button.backgroundColor];
      element.close({ force: true });
      return { schemes, values };
    };
    const [dark, light] = [await colours("dark"), await colours("light")];
    expect(dark.schemes).to.deep.equal(["dark", "dark"]);
    expect(light.schemes).to.deep.equal(["light", "light"]);
    for (const [index, value] of dark.values.entries()) expect(value).to.not.equal(light.values[index]);
  });

  it("has its styles and receives messages in another document than its code", async () => {
    const { element, received, root, part, state } = await setupConnect();
    await element.prepare();
    const page = await otherPage();
    page.body.append(element);
    const view = page.defaultView!;
    start(element);
    await state("open");
    expect(eventLog(received)).to.include("load");
    const dialog = root.querySelector("dialog")!;
    expect(dialog.ownerDocument).to.equal(page);
    expect(dialog.matches(":modal")).to.equal(true);
    expect(view.getComputedStyle(dialog).display).to.equal("flex");
    await until(() => view.getComputedStyle(part("button")!).display === "inline-flex");
    expect(view.getComputedStyle(dialog).display).to.equal("flex");
  });
});

import { expect } from "@open-wc/testing";
import { createLink, type LinkOptions } from "../../../src/link.js";
import { linkStyles } from "../../../src/elements/link/styles.js";
import { OFAuthConnect } from "../../../src/elements/connect/element.js";
import { afterwards, exitMessage, fadedIn, never, quiet, successMessage, until } from "../../browser/page-setup.js";
import { fakePopup, setupConnect } from "../connect/connect-setup.js";
import { handlesOf, names, setupLink } from "./link-setup.js";

function addButton(place: ParentNode = document.body): HTMLButtonElement {
  const button = document.createElement("button");
  button.textContent = "Connect";
  place.append(button);
  afterwards(() => button.remove());
  return button;
}

function addShadowRoot(): ShadowRoot {
  const outer = document.createElement("div");
  document.body.append(outer);
  afterwards(() => outer.remove());
  return outer.attachShadow({ mode: "open" });
}

describe("createLink", () => {
  it("changes nothing on the page until it is used", async () => {
    const nodes = document.querySelectorAll("*").length;
    const { link, host, box } = setupLink();
    await quiet();
    expect([link.state, link.connection, link.error, link.isOpen]).to.deep.equal(["idle", null, null, false]);
    expect(box() === null).to.equal(true);
    expect(document.querySelectorAll("*").length).to.equal(nodes);
    expect(host.requests).to.deep.equal([]);
  });

  it("calls its callbacks and emits events on the document, in order", async () => {
    const { link, calls, received, state, post } = setupLink();
    const ended = link.open();
    expect(link.open(), "the open attempt").to.equal(ended);
    await state("open");
    expect(link.isOpen).to.equal(true);
    post(successMessage());
    const result = await ended;
    expect(result).to.deep.include({ outcome: "connected", connectionId: "conn_1", verified: true, source: "embed" });
    expect(names(calls)).to.deep.equal([
      "onBeforeOpen",
      "→ starting",
      "→ opening",
      "onOpen",
      "→ open",
      "onLoad",
      "→ verifying",
      "→ connected",
      "onSuccess",
      "onClose",
    ]);
    expect(received.map(({ type }) => type).filter((type) => type !== "ofauth-state-change")).to.deep.equal([
      "ofauth-before-open",
      "ofauth-open",
      "ofauth-load",
      "ofauth-success",
      "ofauth-close",
    ]);
    const { outcome: _, ...detail } = result as typeof result & { outcome: string };
    expect(calls.at(-2)?.detail).to.deep.equal(detail);
    expect([link.state, link.connection?.id, link.error, link.isOpen]).to.deep.equal([
      "connected",
      "conn_1",
      null,
      false,
    ]);
  });

  it("passes the accessibility audit while open, and its dialog looks like that of the button", async () => {
    const { link, state, box, part } = setupLink();
    const linkEnded = link.open();
    await state("open");
    await fadedIn(part("dialog")!);
    await expect(box()!).to.be.accessible();
    const { element, ...button } = await setupConnect();
    const of = (node: Element, name: string) => getComputedStyle(node).getPropertyValue(name);
    const dialog = part("dialog")!;
    const [blockSize, background] = ["block-size", "background-color"].map((name) => of(dialog, name));
    expect(parseFloat(of(part("close")!, "inline-size"))).to.equal(44);
    link.close({ force: true });
    await linkEnded;
    const ended = element.open();
    await button.state("open");
    const buttonDialog = button.part("dialog")!;
    expect([blockSize, background]).to.deep.equal(
      ["block-size", "background-color"].map((name) => of(buttonDialog, name)),
    );
    element.close({ force: true });
    await ended;
  });

  it("has the same tokens as the button", () => {
    const declarations = (css: string) => css.replace(/\s+/g, " ").match(/--_[\w-]+: [^;]+;|color-scheme: \w+;/g);
    expect(declarations(linkStyles)).to.deep.equal(declarations(OFAuthConnect.elementStyles.map(String).join("")));
  });

  it("does nothing after a prevented onBeforeOpen", async () => {
    const { link, calls, host } = setupLink({ options: { onBeforeOpen: (event) => event.preventDefault() } });
    expect(await link.open()).to.include({ outcome: "cancelled", reason: "host" });
    expect(calls).to.deep.equal([]);
    expect(host.requests).to.deep.equal([]);
    expect(link.state).to.equal("idle");
  });

  it("closes by close() and by the user", async () => {
    const { link, calls, state, post, dialog } = setupLink();
    const first = link.open();
    await state("open");
    link.close({ force: true });
    expect(await first).to.include({ outcome: "cancelled", reason: "host" });
    const second = link.open();
    await state("open");
    post(exitMessage("login"));
    expect(await second).to.include({ outcome: "cancelled", reason: "user", step: "login" });
    expect(names(calls).filter((name) => name === "onClose")).to.have.length(2);
    expect(dialog() === null).to.equal(true);
  });

  it("reports the error of the last attempt until the next one", async () => {
    const { link, calls, host } = setupLink({ responses: { "link/init": () => new Response("{}", { status: 401 }) } });
    expect(await link.open()).to.include({ outcome: "failed", code: "unauthorized" });
    expect(link.error).to.include({ code: "unauthorized" });
    expect(names(calls).slice(-3)).to.deep.equal(["→ failed", "onError", "onClose"]);
    expect(host.paths).to.deep.equal(["POST /api/ofauth/link/init"]);
    const again = link.open();
    expect(link.error).to.equal(null);
    await again;
  });

  it("returns the focus to the focused element, also inside a shadow root", async () => {
    for (const button of [addButton(), addButton(addShadowRoot())]) {
      const { link, state, dialog } = setupLink();
      button.focus();
      const ended = link.open();
      await state("open");
      expect(dialog()?.contains(handlesOf(link).box()!.shadowRoot!.activeElement)).to.equal(true);
      link.close({ force: true });
      await ended;
      expect((button.getRootNode() as Document | ShadowRoot).activeElement === button).to.equal(true);
      link.destroy();
    }
  });

  it("returns the focus to the element focused before open(), if the later one was removed", async () => {
    const root = addShadowRoot();
    const [first, second] = [addButton(root), addButton()];
    const { link, state, dialog } = setupLink();
    first.focus();
    const ended = link.open();
    second.focus();
    await until(() => dialog());
    second.remove();
    await state("open");
    link.close({ force: true });
    await ended;
    expect(root.activeElement === first).to.equal(true);
  });

  it("offers alternatives when the popup was blocked, and shows no message while one is open", async () => {
    const open = window.open;
    window.open = () => null;
    afterwards(() => (window.open = open));
    const { link, calls, part, dialog } = setupLink({ options: { mode: "popup" } });
    const ended = link.open();
    await until(() => part("action-continue"));
    expect(names(calls)).to.include("onStall");
    const popup = fakePopup();
    // The first one continues by redirect.
    dialog()!.querySelectorAll<HTMLElement>("[part~=action-continue]")[1]!.click();
    await until(() => popup.navigations.length);
    expect(link.state).to.equal("open");
    expect(dialog() === null).to.equal(true);
    link.close();
    await ended;
  });

  it("renders in the given container, with the given theme and strings", async () => {
    const container = document.createElement("section");
    document.body.append(container);
    afterwards(() => container.remove());
    const { link, state, box, part } = setupLink({
      options: { container, theme: "dark", strings: { dialogTitle: "Your account" }, id: "my-link" },
    });
    const ended = link.open();
    await state("open");
    expect(box() === null).to.equal(true);
    const mine = handlesOf(link, "my-link");
    expect(mine.box()!.parentNode === container).to.equal(true);
    expect(mine.part("title")!.textContent).to.equal("Your account");
    expect(getComputedStyle(mine.part("dialog")!).colorScheme).to.equal("dark");
    expect(part("title")).to.equal(undefined);
    link.close({ force: true });
    await ended;
  });
});

describe("a link in another language", () => {
  const titleIn = async (lang: string, options: LinkOptions = {}) => {
    const { link, state, part } = setupLink({ options });
    const ended = link.open();
    await state("open");
    const title = part("title")!.textContent;
    link.close({ force: true });
    await ended;
    link.destroy();
    return `${lang}: ${title}`;
  };

  it("waits for the strings of its language, its own or that of the container", async () => {
    expect(await titleIn("vi", { lang: "vi" })).to.equal("vi: Kết nối tài khoản của bạn");
    const container = document.createElement("section");
    container.lang = "uk";
    document.body.append(container);
    afterwards(() => container.remove());
    expect(await titleIn("uk", { container })).to.match(/^uk: [а-яєіїґ ]+$/i);
  });

  it("uses English for a language without strings", async () => {
    expect(await titleIn("tlh", { lang: "tlh" })).to.equal("tlh: Connect your account");
  });
});

describe("a link after update() or prepare()", () => {
  it("applies options to the next attempt, and callbacks at once", async () => {
    const { link, host, state, box } = setupLink();
    const first = link.open();
    await state("open");
    const closed: string[] = [];
    link.update({
      connectionId: "conn_7",
      endpoint: "/other",
      id: "other",
      strings: { dialogTitleReconnect: "Again" },
      onClose: ({ outcome }) => closed.push(outcome),
    });
    expect(link.open()).to.equal(first);
    expect(box() !== null, "as it began").to.equal(true);
    link.close({ force: true });
    await first;
    expect(closed).to.deep.equal(["cancelled"]);
    const second = link.open();
    await state("open");
    expect(host.requests.at(-1)).to.deep.include({ body: { ...host.requests.at(-1)!.body, connectionId: "conn_7" } });
    expect(host.paths.at(-1)).to.equal("POST /other/link/init");
    expect(box() === null).to.equal(true);
    expect(handlesOf(link, "other").part("title")!.textContent).to.equal("Again");
    link.close({ force: true });
    await second;
    link.update({ endpoint: undefined });
    const third = link.open();
    await state("open");
    expect(host.paths.at(-1)).to.equal("POST /api/ofauth/link/init");
    link.close({ force: true });
    await third;
  });

  it("uses the session that prepare() requested", async () => {
    const { link, host, state } = setupLink();
    await link.prepare();
    expect(host.paths).to.deep.equal(["POST /api/ofauth/link/init"]);
    const ended = link.open();
    await state("open");
    expect(host.requests).to.have.length(1);
    link.close({ force: true });
    await ended;
  });
});

describe("Link.destroy", () => {
  it("ends an open attempt, removes the dialog's host element, and prevents further attempts", async () => {
    const { link, state, calls, box } = setupLink();
    const ended = link.open();
    await state("open");
    link.destroy();
    expect(box() === null).to.equal(true);
    expect(await ended).to.include({ outcome: "cancelled", reason: "disconnected" });
    expect(await link.open()).to.include({ outcome: "failed", code: "not_connected" });
    expect(box() === null).to.equal(true);
    expect(names(calls).slice(-3)).to.deep.equal(["onCancel", "onClose", "onError"]);
    link.destroy();
  });

  it("ends an attempt that waits for its session, and allows another one on the page", async () => {
    const { link } = setupLink({ responses: { "link/init": never } });
    const ended = link.open();
    link.destroy();
    expect(await ended).to.include({ outcome: "cancelled", reason: "disconnected" });
    const other = setupLink();
    const otherEnded = other.link.open();
    await other.state("open");
    other.link.close({ force: true });
    expect(await otherEnded).to.include({ outcome: "cancelled" });
  });

  it("leaves nothing on the page if the link was never used", async () => {
    const link = createLink();
    link.destroy();
    expect(await link.open()).to.include({ code: "not_connected" });
    expect(document.getElementById("ofauth-link") === null).to.equal(true);
  });
});

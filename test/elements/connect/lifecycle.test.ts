import { expect } from "@open-wc/testing";
import { OFAuthConnect } from "../../../src/elements.js";
import { adoptDialogStyles } from "../../../src/browser/dialog/dialog.styles.js";
import { afterwards, hostedUrl, json, never, quiet, successMessage, until } from "../../browser/page-setup.js";
import { fakePopup, handles, otherPage, record, setup, eventLog, type SetupOptions, start } from "./connect-setup.js";

const end = (reason: string) => ({ outcome: "cancelled", reason });

/** Elements in each state that an attempt goes through, with the promise of how it ends. */
const openIn: Readonly<Record<string, () => ReturnType<typeof begin>>> = {
  starting: () => begin({ answers: { "link/init": never } }),
  opening: () => begin({ says: [] }),
  open: () => begin({}),
  verifying: async () => {
    const world = await begin({ answers: { "link/complete": never } }, "open");
    world.say(successMessage());
    await world.state("verifying");
    return world;
  },
};

async function begin(options: SetupOptions, reach?: OFAuthConnect["state"]) {
  const world = await setup(options);
  const ended = world.element.open();
  await until(() => reach === undefined || world.element.state === reach);
  return { ...world, ended };
}

describe("<ofauth-connect> that leaves the page", () => {
  it("passes the accessibility audit when it is back", async () => {
    const { element, place } = await setup();
    element.remove();
    place.append(element);
    await expect(element).to.be.accessible();
  });

  it("ends its attempt in every state, with one cancel event, and releases everything", async () => {
    for (const [state, arrive] of Object.entries(openIn)) {
      const { element, ended, received, host, root } = await arrive();
      await until(() => element.state === state);
      await until(() => host.requests.length);
      element.remove();
      expect(await ended, state).to.include(end("disconnected"));
      expect(eventLog(received).slice(-3), state).to.deep.equal(["→ cancelled", "cancel", "close"]);
      expect(root.querySelector("dialog"), state).to.equal(null);
      expect(document.documentElement.hasAttribute("style"), state).to.equal(false);
      if (state === "starting" || state === "verifying") {
        expect(host.requests.at(-1)?.init.signal?.aborted, state).to.equal(true);
      }
    }
  });

  it("keeps a window through a move in one task, and its attempt with it", async () => {
    const popup = fakePopup();
    const { element, place, state } = await setup({ attributes: { mode: "popup" } });
    const ended = element.open();
    await state("open");
    place.remove();
    document.body.append(place);
    await quiet();
    expect(element.state).to.equal("open");
    expect(popup.closed).to.equal(false);
    expect(popup.gone).to.deep.equal([hostedUrl("loaded")]);
    element.close();
    expect(await ended).to.include(end("host"));
    expect(popup.closed).to.equal(true);
  });

  it("ends an attempt in a frame when the element is moved, because moving reloads the frame", async () => {
    const { element, place, state, root } = await setup();
    const ended = element.open();
    await state("open");
    place.append(document.createElement("hr"), element);
    expect(await ended).to.include(end("disconnected"));
    expect(root.querySelector("dialog")).to.equal(null);
    start(element);
    await state("open");
    expect(root.querySelector("dialog")?.matches(":modal")).to.equal(true);
  });

  it("keeps its attempt through moveBefore(), which keeps the frame", async () => {
    const { element, place, state, frame, say } = await setup();
    const ended = element.open();
    await state("open");
    const before = frame()!.contentWindow;
    const there = document.createElement("div");
    place.append(there);
    (there as HTMLElement & { moveBefore: (node: Node, child: null) => void }).moveBefore(element, null);
    await quiet();
    expect(frame()?.contentWindow).to.equal(before);
    expect(element.state).to.equal("open");
    say(successMessage());
    expect(await ended).to.include({ outcome: "connected" });
  });

  it("works again when it comes back", async () => {
    const { element, place, state, say } = await setup();
    const first = element.open();
    await state("open");
    element.remove();
    await first;
    await quiet();
    place.append(element);
    const second = element.open();
    await state("open");
    say(successMessage());
    expect(await second).to.include({ outcome: "connected" });
  });

  it("says not_connected when it is not in a page, and does nothing", async () => {
    const element = document.createElement("ofauth-connect");
    const received = record(element);
    const result = await element.open();
    expect(result).to.include({ outcome: "failed", code: "not_connected", retryable: false });
    expect(eventLog(received)).to.deep.equal(["error"]);
    expect(element.state).to.equal("idle");
    element.close();
    element.close({ force: true });
    element.focus();
    element.click();
    await element.prepare();
    expect(await element.handleCallback()).to.include({ code: "not_connected" });
  });

  it("says nothing to an opening that a listener has made pointless by removing the element", async () => {
    const { element, host } = await setup();
    element.addEventListener("ofauth-before-open", () => element.remove());
    expect(await element.open()).to.include({ outcome: "cancelled" });
    expect(host.requests).to.deep.equal([]);
  });
});

describe("<ofauth-connect> in another document", () => {
  it("keeps its styles, and its attempt ends when it moves there", async () => {
    const { element, state, root } = await setup();
    const ended = element.open();
    await state("open");
    const page = await otherPage();
    page.body.append(element);
    expect(await ended).to.include(end("disconnected"));
    await until(() => root.adoptedStyleSheets.length);
    await until(() => getComputedStyle(root.querySelector("[part=button]")!).display === "inline-flex");
    expect(root.ownerDocument).to.equal(page);
  });

  it("dresses its dialog there too", async () => {
    const page = await otherPage();
    const place = page.createElement("div");
    page.body.append(place);
    const root = place.attachShadow({ mode: "open" });
    adoptDialogStyles(root);
    adoptDialogStyles(root);
    expect(root.adoptedStyleSheets).to.have.length(1);
  });
});

describe("several elements, and several copies of the code", () => {
  it("have one flow per page: the second says busy, and may go on when the first is done", async () => {
    const first = await begin({ answers: { "link/init": never } });
    const second = await setup();
    const result = await second.element.open();
    expect(result).to.include({ outcome: "failed", code: "busy", retryable: true });
    expect(result).to.not.have.property("attemptId");
    expect(eventLog(second.received)).to.deep.equal(["error"]);
    expect(second.element.state).to.equal("idle");
    await second.element.updateComplete;
    expect(second.part("message")?.textContent).to.contain("already connecting another account");
    first.element.close();
    await first.ended;
    second.part("action-retry")!.click();
    await second.state("open");
    expect(second.host.requests).to.have.length(1);
  });

  it("that are loaded twice do not throw; the first wins, and one flow per page still holds", async () => {
    const before = customElements.get("ofauth-connect");
    const copy = "../../../src/elements/connect/element.ts?copy=2";
    const { OFAuthConnect: Second } = (await import(copy)) as { OFAuthConnect: typeof OFAuthConnect };
    expect(Second).to.not.equal(OFAuthConnect);
    Second.define();
    expect(customElements.get("ofauth-connect")).to.equal(before);
    Second.define("ofauth-connect-copy");
    const other = document.createElement("ofauth-connect-copy") as OFAuthConnect;
    document.body.append(other);
    afterwards(() => other.remove());
    await other.updateComplete;
    const { element, ended } = await begin({ answers: { "link/init": never } });
    expect(await other.open()).to.include({ code: "busy" });
    element.close();
    await ended;
    const attempt = other.open();
    expect(other.isOpen).to.equal(true);
    other.close({ force: true });
    expect(await attempt).to.include(end("host"));
  });

  it("may be registered under other names, and in another registry", async () => {
    OFAuthConnect.define("my-connect");
    OFAuthConnect.define("my-connect");
    const mine = document.createElement("my-connect") as OFAuthConnect;
    document.body.append(mine);
    afterwards(() => mine.remove());
    await mine.updateComplete;
    expect(mine).to.be.instanceOf(OFAuthConnect);
    expect(handles(mine).button.textContent).to.contain("Connect account");
    const defined: string[] = [];
    const registry = { get: () => undefined, define: (tag: string) => defined.push(tag) };
    OFAuthConnect.define("x-connect", registry as unknown as CustomElementRegistry);
    expect(defined).to.deep.equal(["x-connect"]);
  });

  it("leave the page's back-forward cache alone: a page that comes back from it ends its redirect", async () => {
    const { element, ended } = await begin({ answers: { "link/init": () => json({}) } });
    await ended;
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    expect(element.state).to.equal("failed");
    const again = await begin({ answers: { "link/init": never } });
    await until(() => again.host.requests.length);
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false }));
    expect(again.element.isOpen).to.equal(true);
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    expect(await again.ended).to.include(end("navigation"));
  });
});

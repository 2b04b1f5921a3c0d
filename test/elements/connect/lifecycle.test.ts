import { expect } from "@open-wc/testing";
import { OFAuthConnect } from "../../../src/elements.js";
import { adoptDialogStyles } from "../../../src/browser/dialog/dialog.styles.js";
import { afterwards, hostedUrl, json, move, never, quiet, successMessage, until } from "../../browser/page-setup.js";
import {
  fakePopup,
  handlesOf,
  otherPage,
  recordEvents,
  setupConnect,
  eventLog,
  type SetupOptions,
  start,
} from "./connect-setup.js";

const end = (reason: string) => ({ outcome: "cancelled", reason });

/** Sets up an element in each state of an attempt, with the promise of its result. */
const openIn: Readonly<Record<string, () => ReturnType<typeof setupAttempt>>> = {
  starting: () => setupAttempt({ responses: { "link/init": never } }),
  opening: () => setupAttempt({ messages: [] }),
  open: () => setupAttempt({}),
  verifying: async () => {
    const fixture = await setupAttempt({ responses: { "link/complete": never } }, "open");
    fixture.post(successMessage());
    await fixture.state("verifying");
    return fixture;
  },
};

async function setupAttempt(options: SetupOptions, reach?: OFAuthConnect["state"]) {
  const fixture = await setupConnect(options);
  const ended = fixture.element.open();
  await until(() => reach === undefined || fixture.element.state === reach);
  return { ...fixture, ended };
}

describe("<ofauth-connect> that is removed from the page", () => {
  it("passes the accessibility audit when it is inserted again", async () => {
    const { element, place } = await setupConnect();
    element.remove();
    place.append(element);
    await expect(element).to.be.accessible();
  });

  it("is received on the document when it ends, once, although its events do not bubble there any more", async () => {
    const { element, ended } = await setupAttempt({}, "open");
    const received: string[] = [];
    const types = ["ofauth-cancel", "ofauth-close"];
    const listen = (event: Event) => void received.push(event.type);
    for (const type of types) document.addEventListener(type, listen);
    afterwards(() => types.forEach((type) => document.removeEventListener(type, listen)));
    element.remove();
    expect(await ended).to.include(end("disconnected"));
    await quiet();
    expect(received).to.deep.equal(types);
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
      expect(getComputedStyle(document.documentElement).overflow === "hidden", state).to.equal(false);
      if (state === "starting" || state === "verifying") {
        expect(host.requests.at(-1)?.init.signal?.aborted, state).to.equal(true);
      }
    }
  });

  it("is received on the document once when a listener removes the element", async () => {
    const { element, ended } = await setupAttempt({}, "open");
    let count = 0;
    const listen = () => void count++;
    document.addEventListener("ofauth-cancel", listen);
    afterwards(() => document.removeEventListener("ofauth-cancel", listen));
    element.addEventListener("ofauth-cancel", () => element.remove());
    element.close({ force: true });
    await ended;
    await quiet();
    expect(count).to.equal(1);
  });

  it("keeps its popup and its attempt when it is moved within a task", async () => {
    const popup = fakePopup();
    const { element, place, state } = await setupConnect({ attributes: { mode: "popup" } });
    const ended = element.open();
    await state("open");
    place.remove();
    document.body.append(place);
    await quiet();
    expect(element.state).to.equal("open");
    expect(popup.closed).to.equal(false);
    expect(popup.navigations.map(({ href }) => href)).to.deep.equal([hostedUrl("loaded")]);
    element.close();
    expect(await ended).to.include(end("host"));
    expect(popup.closed).to.equal(true);
  });

  it("ends an attempt in a frame when it is moved, because moving reloads the frame", async () => {
    const { element, place, state, root } = await setupConnect();
    const ended = element.open();
    await state("open");
    place.append(document.createElement("hr"), element);
    expect(await ended).to.include(end("disconnected"));
    expect(root.querySelector("dialog")).to.equal(null);
    start(element);
    await state("open");
    expect(root.querySelector("dialog")?.matches(":modal")).to.equal(true);
  });

  it("keeps its attempt through moveBefore(), also where that reloads the frame (Firefox)", async () => {
    const { element, place, state, post, root } = await setupConnect();
    const ended = element.open();
    await state("open");
    const there = document.createElement("div");
    place.append(there);
    move(element, there);
    if (!("moveBefore" in there)) {
      expect(await ended).to.include(end("disconnected"));
      return;
    }
    await until(() => root.querySelector("dialog")?.matches(":modal"));
    await quiet();
    expect(element.state).to.equal("open");
    post(successMessage());
    expect(await ended).to.include({ outcome: "connected" });
  });

  it("works again after it is inserted again", async () => {
    const { element, place, state, post } = await setupConnect();
    const first = element.open();
    await state("open");
    element.remove();
    await first;
    await quiet();
    place.append(element);
    const second = element.open();
    await state("open");
    post(successMessage());
    expect(await second).to.include({ outcome: "connected" });
  });

  it("fails with not_connected while it is not in a document", async () => {
    const element = document.createElement("ofauth-connect");
    const received = recordEvents(element);
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

  it("sends no request when a before-open listener removes it", async () => {
    const { element, host } = await setupConnect();
    element.addEventListener("ofauth-before-open", () => element.remove());
    expect(await element.open()).to.include({ outcome: "cancelled" });
    expect(host.requests).to.deep.equal([]);
  });
});

describe("<ofauth-connect> in another document", () => {
  it("ends its attempt and keeps its styles when it is moved there", async () => {
    const { element, state, root } = await setupConnect();
    const ended = element.open();
    await state("open");
    const page = await otherPage();
    page.body.append(element);
    expect(await ended).to.include(end("disconnected"));
    await until(() => root.adoptedStyleSheets.length);
    await until(() => getComputedStyle(root.querySelector("[part=button]")!).display === "inline-flex");
    expect(root.ownerDocument).to.equal(page);
  });

  it("adopts its dialog styles once", async () => {
    const page = await otherPage();
    const place = page.createElement("div");
    page.body.append(place);
    const root = place.attachShadow({ mode: "open" });
    adoptDialogStyles(root);
    adoptDialogStyles(root);
    expect(root.adoptedStyleSheets).to.have.length(2);
  });
});

describe("several elements and copies of <ofauth-connect>", () => {
  it("allow one attempt on a page: another element is busy until it ends", async () => {
    const first = await setupAttempt({ responses: { "link/init": never } });
    const second = await setupConnect();
    const result = await second.element.open();
    expect(result).to.include({ outcome: "failed", code: "busy", retryable: true });
    expect(result).to.not.have.property("attemptId");
    expect(eventLog(second.received)).to.deep.equal(["error"]);
    expect(second.element.state).to.equal("idle");
    await second.element.updateComplete;
    expect(second.part("message")?.textContent).to.contain("Another account is being connected");
    first.element.close();
    await first.ended;
    second.part("action-retry")!.click();
    await second.state("open");
    expect(second.host.requests).to.have.length(1);
  });

  it("can be loaded twice: the first definition stays, and one attempt is allowed", async () => {
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
    const { element, ended } = await setupAttempt({ responses: { "link/init": never } });
    expect(await other.open()).to.include({ code: "busy" });
    element.close();
    await ended;
    const attempt = other.open();
    expect(other.isOpen).to.equal(true);
    other.close({ force: true });
    expect(await attempt).to.include(end("host"));
  });

  it("can be defined under other names and in another registry", async () => {
    OFAuthConnect.define("my-connect");
    OFAuthConnect.define("my-connect");
    const mine = document.createElement("my-connect") as OFAuthConnect;
    document.body.append(mine);
    afterwards(() => mine.remove());
    await mine.updateComplete;
    expect(mine).to.be.instanceOf(OFAuthConnect);
    expect(handlesOf(mine).button.textContent).to.contain("Connect account");
    const defined: string[] = [];
    const registry = { get: () => undefined, define: (tag: string) => defined.push(tag) };
    OFAuthConnect.define("x-connect", registry as unknown as CustomElementRegistry);
    expect(defined).to.deep.equal(["x-connect"]);
  });

  it("end a redirect when the page is restored from the back-forward cache", async () => {
    const { element, ended } = await setupAttempt({ responses: { "link/init": () => json({}) } });
    await ended;
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    expect(element.state).to.equal("failed");
    const again = await setupAttempt({ responses: { "link/init": never } });
    await until(() => again.host.requests.length);
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false }));
    expect(again.element.isOpen).to.equal(true);
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    expect(await again.ended).to.include(end("navigation"));
  });
});

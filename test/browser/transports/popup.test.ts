import { expect } from "@open-wc/testing";
import { PopupTransport } from "../../../src/browser/transports/popup.js";
import { openBlankWindow } from "../../../src/browser/transports/open-window.js";
import type { ConnectInput } from "../../../src/connect/attempt.js";
import { defaultLinkOrigins, parseSessionUrl } from "../../../src/protocol/link-session.js";
import { callbackReceipt, callbackChannelName } from "../../../src/protocol/callback-channel.js";
import { windowAttemptKey } from "../../../src/protocol/storage-keys.js";
import { FakeClock } from "../../support/fake-ports.js";
import { asWindow, createFakeWindow } from "../fake-window.js";
import { afterwards, quiet, replace, until } from "../page-setup.js";

const url = parseSessionUrl("https://link.ofauth.com/cs_1", { origins: defaultLinkOrigins, pageUrl: location.href });

function setupPopupTransport(opened?: Window | null) {
  const popup = createFakeWindow();
  const { calls, navigations, stored } = popup;
  const fakeView = asWindow(popup);
  const clock = new FakeClock();
  const inputs: ConnectInput[] = [];
  const titles: string[] = [];
  const transport = new PopupTransport({
    window,
    attemptId: "attempt-1",
    clock,
    text: (key) => key,
    send: (input) => inputs.push(input),
    openWindow(title) {
      titles.push(title);
      return opened === undefined ? fakeView : opened;
    },
  });
  afterwards(() => transport.close());
  return {
    transport,
    popup,
    fakeView,
    calls,
    navigations,
    stored,
    clock,
    inputs,
    titles,
    /** Posts `data` as the callback page does, and returns the replies. */
    post(data: unknown) {
      const channel = new BroadcastChannel(callbackChannelName("attempt-1"));
      const received: unknown[] = [];
      channel.addEventListener("message", (event) => received.push(event.data));
      channel.postMessage(data);
      afterwards(() => channel.close());
      return received;
    },
  };
}

describe("PopupTransport", () => {
  it("uses the window that the click opened, and opens no second one", () => {
    const { transport, fakeView, titles } = setupPopupTransport();
    expect(transport.prepare(fakeView)).to.equal(true);
    expect(titles).to.deep.equal([]);
  });

  it("opens a window when the click has not opened one", () => {
    const { transport, titles } = setupPopupTransport();
    expect(transport.prepare(undefined)).to.equal(true);
    expect(titles).to.deep.equal(["windowOpening"]);
  });

  it("cannot be prepared when the browser blocked the window", () => {
    const clicked = setupPopupTransport();
    expect(clicked.transport.prepare(null)).to.equal(false);
    const unclicked = setupPopupTransport(null);
    expect(unclicked.transport.prepare(undefined)).to.equal(false);
    expect(unclicked.clock.running).to.equal(0);
  });

  it("replaces the blank page by the hosted page, and stores the attempt id in the window", () => {
    const { transport, navigations, stored } = setupPopupTransport();
    transport.prepare(undefined);
    transport.navigate(url);
    // By a link, which limits the referrer; the page's own policy may be `unsafe-url`.
    expect(navigations.map(({ target, href, referrerPolicy }) => [target, href, referrerPolicy])).to.deep.equal([
      ["_self", "https://link.ofauth.com/cs_1", "strict-origin"],
    ]);
    expect(stored.get(windowAttemptKey)).to.equal("attempt-1");
  });

  it("navigates when the window's storage is denied", () => {
    const { transport, popup, navigations } = setupPopupTransport();
    Object.defineProperty(popup, "sessionStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
    transport.prepare(undefined);
    transport.navigate(url);
    expect(navigations).to.have.length(1);
  });

  it("reports once, at the next look, that a blank window is closed", () => {
    const { transport, popup, clock, inputs } = setupPopupTransport();
    transport.prepare(undefined);
    clock.advance(5000);
    expect(inputs).to.deep.equal([]);
    popup.closed = true;
    clock.advance(500);
    clock.advance(60_000);
    expect(inputs).to.deep.equal([{ type: "popup-closed", severed: false }]);
  });

  for (const [what, looks, severed] of [
    ["never", 0, true],
    ["once", 1, true],
    ["twice", 2, false],
    ["often", 20, false],
  ] as const) {
    it(`reports a closed window as ${severed ? "maybe severed" : "closed"} when it was ${what} seen on another origin`, () => {
      const { transport, popup, clock, inputs } = setupPopupTransport();
      transport.prepare(undefined);
      transport.navigate(url);
      // The hosted page may need any time before it replaces the blank one.
      clock.advance(10_000);
      popup.isAway = true;
      clock.advance(500 * looks);
      popup.closed = true;
      clock.advance(60_000);
      expect(inputs).to.deep.equal([{ type: "popup-closed", severed }]);
    });
  }

  it("asks for the result when the page gets the focus or is shown, at most every two seconds", () => {
    const { transport, clock, inputs } = setupPopupTransport();
    const ask = { type: "popup-may-be-done" };
    transport.prepare(undefined);
    window.dispatchEvent(new Event("focus"));
    clock.advance(0);
    expect(inputs).to.deep.equal([]);
    transport.navigate(url);
    window.dispatchEvent(new Event("focus"));
    document.dispatchEvent(new Event("visibilitychange"));
    clock.advance(0);
    expect(inputs).to.deep.equal([ask]);
    // The result may have come since.
    clock.advance(500);
    window.dispatchEvent(new Event("focus"));
    clock.advance(1499);
    expect(inputs).to.deep.equal([ask]);
    clock.advance(1);
    expect(inputs).to.deep.equal([ask, ask]);
    clock.advance(10_000);
    replace(document, "hidden", true);
    document.dispatchEvent(new Event("visibilitychange"));
    clock.advance(10_000);
    replace(document, "hidden", false);
    window.dispatchEvent(new Event("focus"));
    transport.close();
    window.dispatchEvent(new Event("focus"));
    clock.advance(10_000);
    expect(inputs).to.deep.equal([ask, ask]);
  });

  it("looks at the window before it asks, so that one that has closed is read once", () => {
    const { transport, popup, clock, inputs } = setupPopupTransport();
    transport.prepare(undefined);
    transport.navigate(url);
    popup.isAway = true;
    clock.advance(1000);
    popup.closed = true;
    window.dispatchEvent(new Event("focus"));
    expect(inputs[0]).to.deep.equal({ type: "popup-closed", severed: false });
  });

  it("asks for the result when the window is back on this origin, and not while it is on OFAuth's page", () => {
    const { transport, popup, clock, inputs } = setupPopupTransport();
    transport.prepare(undefined);
    transport.navigate(url);
    popup.isAway = true;
    clock.advance(5000);
    window.dispatchEvent(new Event("focus"));
    clock.advance(600);
    expect(inputs).to.deep.equal([]);
    popup.isAway = false;
    clock.advance(20_000);
    expect(inputs).to.deep.equal([{ type: "popup-may-be-done" }]);
  });

  it("goes on without a channel where the browser refuses one", () => {
    replace(window, "BroadcastChannel", function refuse() {
      throw new DOMException("denied", "SecurityError");
    });
    const { transport, navigations, clock, inputs } = setupPopupTransport();
    transport.prepare(undefined);
    transport.navigate(url);
    expect(navigations).to.have.length(1);
    window.dispatchEvent(new Event("focus"));
    clock.advance(500);
    expect(inputs).to.deep.equal([{ type: "popup-may-be-done" }]);
  });

  it("can be focused until it is closed or severed", () => {
    const { transport, popup } = setupPopupTransport();
    expect(transport.isReachable).to.equal(false);
    transport.prepare(undefined);
    expect(transport.isReachable).to.equal(true);
    popup.closed = true;
    expect(transport.isReachable).to.equal(false);
  });

  it("does not touch the page's own window when the browser gave that one", () => {
    const { transport, clock, calls } = setupPopupTransport(window);
    const title = document.title;
    expect(transport.prepare(undefined)).to.equal("redirect");
    expect(transport.prepare(window)).to.equal("redirect");
    transport.navigate(url);
    transport.close();
    expect([document.title, clock.running, calls.length]).to.deep.equal([title, 0, 0]);
  });

  it("sends the receipt for a callback and the callback as an input", async () => {
    const { transport, inputs, post } = setupPopupTransport();
    transport.prepare(undefined);
    transport.navigate(url);
    const received = post({ type: "ofauth-link-returned", query: "?status=success&connection_id=conn_1" });
    await until(() => received.length);
    expect(received).to.deep.equal([callbackReceipt]);
    expect(inputs).to.deep.equal([
      { type: "callback", result: { outcome: "success", connectionId: "conn_1", clientReferenceId: undefined } },
    ]);
  });

  it("sends a callback without a result when the host's server read it", async () => {
    const { transport, inputs, post } = setupPopupTransport();
    transport.prepare(undefined);
    transport.navigate(url);
    post({ type: "ofauth-link-returned", query: null });
    await until(() => inputs.length);
    expect(inputs).to.deep.equal([{ type: "callback", result: undefined }]);
  });

  it("fails with bad_response on a malformed callback", async () => {
    for (const query of [
      "",
      "?x=1",
      "?status=success",
      "?status=success&status=error",
      "?status=nope&connection_id=conn_1",
    ]) {
      const { transport, inputs, post } = setupPopupTransport();
      transport.prepare(undefined);
      transport.navigate(url);
      post({ type: "ofauth-link-returned", query });
      await until(() => inputs.length);
      const [input] = inputs;
      expect(input?.type === "failed" && input.error.code, query).to.equal("bad_response");
      transport.close();
    }
  });

  it("ignores other messages, and the channels of other attempts", async () => {
    const { transport, inputs, post } = setupPopupTransport();
    transport.prepare(undefined);
    transport.navigate(url);
    const messages = [
      null,
      "returned",
      [],
      {},
      { type: "ofauth-link-returned" },
      { type: "ofauth-link-returned", query: 7 },
    ];
    const received = messages.map(post);
    post({ type: "ofauth-link-returned", query: `?${"x".repeat(5000)}` });
    const other = new BroadcastChannel(callbackChannelName("attempt-2"));
    other.postMessage({ type: "ofauth-link-returned", query: null });
    afterwards(() => other.close());
    await quiet();
    expect(inputs).to.deep.equal([]);
    expect(received.flat()).to.not.deep.include(callbackReceipt);
  });

  it("reports the window as left open only if it may be severed and no callback arrived", async () => {
    const lost = setupPopupTransport();
    lost.transport.prepare(undefined);
    lost.transport.navigate(url);
    lost.popup.closed = true;
    lost.transport.close();
    expect(lost.transport.leftOpen).to.equal(true);

    const closed = setupPopupTransport();
    closed.transport.prepare(undefined);
    closed.transport.navigate(url);
    closed.popup.isAway = true;
    closed.clock.advance(1000);
    closed.popup.closed = true;
    closed.transport.close();
    expect(closed.transport.leftOpen).to.equal(false);

    const called = setupPopupTransport();
    called.transport.prepare(undefined);
    called.transport.navigate(url);
    called.post({ type: "ofauth-link-returned", query: null });
    await until(() => called.inputs.length);
    called.popup.closed = true;
    called.transport.close();
    expect(called.transport.leftOpen).to.equal(false);

    const unused = setupPopupTransport();
    unused.transport.prepare(undefined);
    unused.transport.close();
    expect(unused.transport.leftOpen).to.equal(false);
  });

  it("closes window, timer and channel, also repeatedly and before they exist", async () => {
    const { transport, calls, clock, inputs, post } = setupPopupTransport();
    transport.close();
    transport.prepare(undefined);
    transport.navigate(url);
    transport.close();
    transport.close();
    expect(calls.filter((call) => call === "close")).to.have.length(1);
    expect(clock.running).to.equal(0);
    post({ type: "ofauth-link-returned", query: null });
    await quiet();
    expect(inputs).to.deep.equal([]);
  });
});

function assertNever(): never {
  throw new TypeError("refused");
}

describe("openBlankWindow", () => {
  it("opens a window with an unguessable name and no opener", () => {
    const popup = createFakeWindow();
    const names: string[] = [];
    replace(window, "open", (address: string, name: string) => {
      expect(address).to.equal("");
      names.push(name);
      return popup;
    });
    openBlankWindow("Opening…");
    openBlankWindow("Opening…");
    expect(names[0]).to.match(/^\d+(-\d+){4}$/);
    expect(names[0]).to.not.equal(names[1]);
    expect(popup.opener).to.equal(null);
    expect(popup.document.title).to.equal("Opening…");
    expect(popup.document.body.textContent).to.contain("Opening…");
  });

  const closed = createFakeWindow();
  closed.closed = true;
  const foreign = createFakeWindow();
  foreign.isAway = true;
  for (const [what, outcome] of [
    ["nothing, because the browser blocks it", null],
    ["undefined", undefined],
    ["a closed window", closed],
    ["an error", new DOMException("sandboxed", "InvalidAccessError")],
    ["a window that cannot be written to", foreign],
    ["a stand-in of Cordova's InAppBrowser", { close() {}, addEventListener() {} }],
    ["a stand-in with a document", { closed: false, document: document.implementation.createHTMLDocument() }],
    ["a stand-in that refuses every property", new Proxy({}, { get: () => assertNever() })],
    ["a number", 7],
  ] as const) {
    it(`returns null when open() gives ${what}`, () => {
      replace(window, "open", () => {
        if (outcome instanceof Error) throw outcome;
        return outcome;
      });
      expect(openBlankWindow("x")).to.equal(null);
    });
  }

  it("returns the page's own window when open() gives that one, and leaves it alone", () => {
    const { title } = document;
    replace(window, "open", () => window);
    expect(openBlankWindow("Opening…")).to.equal(window);
    expect([document.title, document.body.textContent.includes("Opening…")]).to.deep.equal([title, false]);
  });

  it("returns null when open() gives a frame of the page, and leaves the frame alone", () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    afterwards(() => frame.remove());
    replace(window, "open", () => frame.contentWindow);
    expect(openBlankWindow("Opening…")).to.equal(null);
    expect(frame.contentDocument?.body.textContent).to.equal("");
  });
});

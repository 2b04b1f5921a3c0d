import { expect } from "@open-wc/testing";
import { PopupTransport } from "../../../src/browser/transports/popup.js";
import { openBlankWindow } from "../../../src/browser/transports/open-window.js";
import type { ConnectInput } from "../../../src/connect/attempt.js";
import { defaultLinkOrigins, parseSessionUrl } from "../../../src/protocol/link-session.js";
import { callbackReceipt, callbackChannelName } from "../../../src/protocol/callback-channel.js";
import { windowAttemptKey } from "../../../src/protocol/storage-keys.js";
import { FakeClock } from "../../support/fake-ports.js";
import { afterwards, quiet, replace, until } from "../page-setup.js";

const url = parseSessionUrl("https://link.ofauth.com/cs_1", { origins: defaultLinkOrigins, pageUrl: location.href });

/** A window that records what is done to it. */
function fakeWindow() {
  const calls: string[] = [];
  const stored = new Map<string, string>();
  const popup = {
    closed: false,
    opener: window,
    document: document.implementation.createHTMLDocument(),
    sessionStorage: { setItem: (key: string, value: string) => void stored.set(key, value) },
    location: { replace: (href: string) => void calls.push(`replace ${href}`) },
    focus: () => void calls.push("focus"),
    close() {
      calls.push("close");
      popup.closed = true;
    },
  };
  return { popup, window: popup as unknown as Window, calls, stored };
}

function setupPopupTransport(opened?: Window | null) {
  const { popup, window: fakeView, calls, stored } = fakeWindow();
  const clock = new FakeClock();
  const inputs: ConnectInput[] = [];
  const titles: string[] = [];
  const transport = new PopupTransport({
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
    const { transport, calls, stored } = setupPopupTransport();
    transport.prepare(undefined);
    transport.navigate(url);
    expect(calls).to.deep.equal(["replace https://link.ofauth.com/cs_1"]);
    expect(stored.get(windowAttemptKey)).to.equal("attempt-1");
  });

  it("navigates when the window's storage is denied", () => {
    const { transport, popup, calls } = setupPopupTransport();
    Object.defineProperty(popup, "sessionStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
    transport.prepare(undefined);
    transport.navigate(url);
    expect(calls).to.have.length(1);
  });

  it("reports once, at the next poll, that the window is closed", () => {
    const { transport, popup, clock, inputs } = setupPopupTransport();
    transport.prepare(undefined);
    clock.advance(5000);
    expect(inputs).to.deep.equal([]);
    popup.closed = true;
    clock.advance(500);
    clock.advance(60_000);
    expect(inputs).to.deep.equal([{ type: "popup-closed" }]);
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

  it("reports the window as left open only if it looks closed and no callback arrived", async () => {
    const lost = setupPopupTransport();
    lost.transport.prepare(undefined);
    lost.transport.navigate(url);
    lost.popup.closed = true;
    lost.transport.close();
    expect(lost.transport.leftOpen).to.equal(true);

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

describe("openBlankWindow", () => {
  it("opens a window with an unguessable name and no opener", () => {
    const { window: fakeView, popup } = fakeWindow();
    const names: string[] = [];
    replace(window, "open", (address: string, name: string) => {
      expect(address).to.equal("");
      names.push(name);
      return fakeView;
    });
    openBlankWindow("Opening…");
    openBlankWindow("Opening…");
    expect(names[0]).to.match(/^\d+(-\d+){4}$/);
    expect(names[0]).to.not.equal(names[1]);
    expect(popup.opener).to.equal(null);
    expect(popup.document.title).to.equal("Opening…");
    expect(popup.document.body.textContent).to.contain("Opening…");
  });

  it("returns null when the browser blocks the window, throws, or returns a closed one", () => {
    const { window: closed, popup } = fakeWindow();
    popup.closed = true;
    for (const outcome of [null, closed, new DOMException("sandboxed", "InvalidAccessError")]) {
      replace(window, "open", () => {
        if (outcome instanceof Error) throw outcome;
        return outcome;
      });
      expect(openBlankWindow("x")).to.equal(null);
    }
  });
});

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

/** A window that only notes what is done to it. */
function fakeWindow() {
  const done: string[] = [];
  const stored = new Map<string, string>();
  const popup = {
    closed: false,
    opener: window,
    document: document.implementation.createHTMLDocument(),
    sessionStorage: { setItem: (key: string, value: string) => void stored.set(key, value) },
    location: { replace: (href: string) => void done.push(`replace ${href}`) },
    focus: () => void done.push("focus"),
    close() {
      done.push("close");
      popup.closed = true;
    },
  };
  return { popup, window: popup as unknown as Window, done, stored };
}

function setup(opened?: Window | null) {
  const { popup, window: fake, done, stored } = fakeWindow();
  const clock = new FakeClock();
  const sent: ConnectInput[] = [];
  const titles: string[] = [];
  const transport = new PopupTransport({
    attemptId: "attempt-1",
    clock,
    text: (key) => key,
    send: (input) => sent.push(input),
    openWindow(title) {
      titles.push(title);
      return opened === undefined ? fake : opened;
    },
  });
  afterwards(() => transport.close());
  return {
    transport,
    popup,
    fake,
    done,
    stored,
    clock,
    sent,
    titles,
    /** What the callback page posts. */
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

describe("the hosted page in a window", () => {
  it("takes over the window that the click has opened, and opens no second one", () => {
    const { transport, fake, titles } = setup();
    expect(transport.prepare(fake)).to.equal(true);
    expect(titles).to.deep.equal([]);
  });

  it("opens a window when the click has not opened one", () => {
    const { transport, titles } = setup();
    expect(transport.prepare(undefined)).to.equal(true);
    expect(titles).to.deep.equal(["windowOpening"]);
  });

  it("is refused where the browser has refused the window", () => {
    const clicked = setup();
    expect(clicked.transport.prepare(null)).to.equal(false);
    const now = setup(null);
    expect(now.transport.prepare(undefined)).to.equal(false);
    expect(now.clock.running).to.equal(0);
  });

  it("goes to the hosted page without leaving the blank one behind, and notes the attempt in the window", () => {
    const { transport, done, stored } = setup();
    transport.prepare(undefined);
    transport.navigate(url);
    expect(done).to.deep.equal(["replace https://link.ofauth.com/cs_1"]);
    expect(stored.get(windowAttemptKey)).to.equal("attempt-1");
  });

  it("goes on where the window's storage is denied", () => {
    const { transport, popup, done } = setup();
    Object.defineProperty(popup, "sessionStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
    transport.prepare(undefined);
    transport.navigate(url);
    expect(done).to.have.length(1);
  });

  it("says that the window is closed once, on the next look", () => {
    const { transport, popup, clock, sent } = setup();
    transport.prepare(undefined);
    clock.advance(5000);
    expect(sent).to.deep.equal([]);
    popup.closed = true;
    clock.advance(500);
    clock.advance(60_000);
    expect(sent).to.deep.equal([{ type: "popup-closed" }]);
  });

  it("answers the window that has come back, and passes on what it brings", async () => {
    const { transport, sent, post } = setup();
    transport.prepare(undefined);
    transport.navigate(url);
    const received = post({ type: "ofauth-link-returned", query: "?status=success&connection_id=conn_1" });
    await until(() => received.length);
    expect(received).to.deep.equal([callbackReceipt]);
    expect(sent).to.deep.equal([
      { type: "callback", result: { outcome: "success", connectionId: "conn_1", clientReferenceId: undefined } },
    ]);
  });

  it("has the result read at the host when the host has taken it", async () => {
    const { transport, sent, post } = setup();
    transport.prepare(undefined);
    transport.navigate(url);
    post({ type: "ofauth-link-returned", query: null });
    await until(() => sent.length);
    expect(sent).to.deep.equal([{ type: "callback", result: undefined }]);
  });

  it("fails with bad_response when the window brings nonsense", async () => {
    for (const query of [
      "",
      "?x=1",
      "?status=success",
      "?status=success&status=error",
      "?status=nope&connection_id=conn_1",
    ]) {
      const { transport, sent, post } = setup();
      transport.prepare(undefined);
      transport.navigate(url);
      post({ type: "ofauth-link-returned", query });
      await until(() => sent.length);
      const [input] = sent;
      expect(input?.type === "failed" && input.error.code, query).to.equal("bad_response");
      transport.close();
    }
  });

  it("does not hear what is not the callback page's message, nor another attempt's channel", async () => {
    const { transport, sent, post } = setup();
    transport.prepare(undefined);
    transport.navigate(url);
    const all = [
      null,
      "returned",
      [],
      {},
      { type: "ofauth-link-returned" },
      { type: "ofauth-link-returned", query: 7 },
    ];
    const received = all.map(post);
    post({ type: "ofauth-link-returned", query: `?${"x".repeat(5000)}` });
    const other = new BroadcastChannel(callbackChannelName("attempt-2"));
    other.postMessage({ type: "ofauth-link-returned", query: null });
    afterwards(() => other.close());
    await quiet();
    expect(sent).to.deep.equal([]);
    expect(received.flat()).to.not.deep.include(callbackReceipt);
  });

  it("says that the window may still be there only if it looks closed and has never come back", async () => {
    const cut = setup();
    cut.transport.prepare(undefined);
    cut.transport.navigate(url);
    cut.popup.closed = true;
    cut.transport.close();
    expect(cut.transport.leftOpen).to.equal(true);

    const back = setup();
    back.transport.prepare(undefined);
    back.transport.navigate(url);
    back.post({ type: "ofauth-link-returned", query: null });
    await until(() => back.sent.length);
    back.popup.closed = true;
    back.transport.close();
    expect(back.transport.leftOpen).to.equal(false);

    const ours = setup();
    ours.transport.prepare(undefined);
    ours.transport.close();
    expect(ours.transport.leftOpen).to.equal(false);
  });

  it("closes window, timer and channel, also repeatedly and before they exist", async () => {
    const { transport, done, clock, sent, post } = setup();
    transport.close();
    transport.prepare(undefined);
    transport.navigate(url);
    transport.close();
    transport.close();
    expect(done.filter((what) => what === "close")).to.have.length(1);
    expect(clock.running).to.equal(0);
    post({ type: "ofauth-link-returned", query: null });
    await quiet();
    expect(sent).to.deep.equal([]);
  });
});

describe("a blank window", () => {
  it("has an unguessable name, and no opener", () => {
    const { window: fake, popup } = fakeWindow();
    const names: string[] = [];
    replace(window, "open", (address: string, name: string) => {
      expect(address).to.equal("");
      names.push(name);
      return fake;
    });
    openBlankWindow("Opening…");
    openBlankWindow("Opening…");
    expect(names[0]).to.match(/^\d+(-\d+){4}$/);
    expect(names[0]).to.not.equal(names[1]);
    expect(popup.opener).to.equal(null);
    expect(popup.document.title).to.equal("Opening…");
    expect(popup.document.body.textContent).to.contain("Opening…");
  });

  it("is null when the browser refuses it, throws, or hands out one that is closed already", () => {
    const { window: closed, popup } = fakeWindow();
    popup.closed = true;
    for (const answer of [null, closed, new DOMException("sandboxed", "InvalidAccessError")]) {
      replace(window, "open", () => {
        if (answer instanceof Error) throw answer;
        return answer;
      });
      expect(openBlankWindow("x")).to.equal(null);
    }
  });
});

import { expect } from "@open-wc/testing";
import { listenToFrame } from "../../../src/browser/transports/frame-messages.js";
import type { PageMessage } from "../../../src/protocol/page-messages.js";
import { afterwards, hostedOrigin, hostedUrl, quiet, successMessage, until, linkMessage } from "../page-setup.js";

/** A frame with the stand-in for the hosted page. */
async function openFrame(src = hostedUrl()): Promise<HTMLIFrameElement> {
  const frame = document.createElement("iframe");
  frame.src = src;
  const loaded = new Promise((done) => frame.addEventListener("load", done, { once: true }));
  document.body.append(frame);
  afterwards(() => frame.remove());
  await loaded;
  return frame;
}

async function setup(options: { origin?: string; listener?: Window } = {}) {
  const frame = await openFrame();
  const received: PageMessage[] = [];
  const { abort, signal } = (() => {
    const controller = new AbortController();
    return { abort: () => controller.abort(), signal: controller.signal };
  })();
  afterwards(abort);
  const { origin = hostedOrigin, listener = window } = options;
  listenToFrame({ window: listener, frame, origin, signal, receive: (message) => received.push(message) });
  /** Everything that arrives at this page, from any sender. */
  const arrived: MessageEvent[] = [];
  addEventListener("message", (event) => arrived.push(event), { signal });
  const tell = (tell: string, more: object = {}, to = frame, origin = hostedOrigin) =>
    to.contentWindow?.postMessage({ tell, ...more }, origin);
  return {
    frame,
    received,
    arrived,
    abort,
    tell,
    say: (data: unknown, transfer: Transferable[] = []) =>
      frame.contentWindow?.postMessage({ tell: "post", data }, hostedOrigin, transfer),
    /** Waits until `count` messages have arrived at this page and what follows from them has followed. */
    arrival: async (count = 1) => {
      await until(() => arrived.length >= count);
      await quiet();
    },
  };
}

/** What a hostile or broken hosted page may post, as far as it is not one of OFAuth's messages. */
const nonsense: Readonly<Record<string, unknown>> = {
  null: null,
  undefined: undefined,
  "a number": 0,
  "a big number": 10n,
  "a word": "OFAUTH_LINK",
  "a message as text": JSON.stringify(successMessage()),
  "a list": [successMessage()],
  "an empty object": {},
  "a type in a list": { ...successMessage(), type: ["OFAUTH_LINK"] },
  "a type in lower case": { ...successMessage(), type: "ofauth_link" },
  "no event": { type: "OFAUTH_LINK" },
  constructor: linkMessage("constructor"),
  toString: linkMessage("toString"),
  __proto__: linkMessage("__proto__"),
  "an event that is an object": linkMessage({}),
  "an event with a space": linkMessage("success "),
  "an event in capitals": linkMessage("SUCCESS"),
  "an exit without a type": linkMessage("exit", { step: "login" }),
  "an exit with a step that is an object": linkMessage("exit", { type: "user_exit", step: {} }),
  "an exit with an error that is text": linkMessage("exit", { type: "user_exit", step: "login", error: "<b>" }),
  "sandbox_info without scenarios": linkMessage("sandbox_info", {}),
  "a map": new Map(Object.entries(successMessage())),
  "a set": new Set([successMessage()]),
  "a date": new Date(0),
  "a blob": new Blob(["OFAUTH_LINK"]),
  "a buffer": new ArrayBuffer(8),
  "an array of bytes": new Uint8Array(1_000_000),
  "an error": new Error("OFAUTH_LINK"),
  "a cycle": (() => {
    const cycle: Record<string, unknown> = { type: "ofauth" };
    cycle["self"] = cycle;
    return cycle;
  })(),
  "a prototype": JSON.parse('{"__proto__":{"type":"OFAUTH_LINK","event":"loaded"}}') as unknown,
};

const badSuccesses: Readonly<Record<string, unknown>> = {
  "without metadata": linkMessage("success"),
  "metadata null": linkMessage("success", null),
  "metadata a list": linkMessage("success", []),
  "no connection": linkMessage("success", {}),
  "an empty id": successMessage(""),
  "an id that climbs": successMessage("conn_../../x"),
  "a megabyte of id": successMessage(`conn_${"a".repeat(1_000_000)}`),
  "a line in the id": successMessage("conn_1\n"),
  "a NUL in the id": successMessage("conn_\u0000"),
  "a right-to-left override in the id": successMessage("conn_\u202e1"),
  "a prototype instead of an id": linkMessage("success", {
    connection: JSON.parse('{"__proto__":{"id":"conn_1"}}') as unknown,
  }),
};

describe("the channel to the hosted page", () => {
  it("hears the frame of this flow on the origin of its session", async () => {
    const { received, say, arrival } = await setup();
    for (const data of [linkMessage("loaded"), linkMessage("invalid_session"), successMessage()]) say(data);
    await arrival(3);
    expect(received).to.deep.equal([
      { event: "loaded" },
      { event: "invalid_session" },
      { event: "success", connectionId: "conn_1", userData: null },
    ]);
  });

  it("does not hear another frame of the same origin", async () => {
    const { received, tell, arrival } = await setup();
    tell("post", { data: successMessage() }, await openFrame());
    await arrival();
    expect(received).to.deep.equal([]);
  });

  it("does not hear this page's own window, even if its origin is the session's", async () => {
    const { received, arrival } = await setup({ origin: location.origin });
    window.postMessage(successMessage(), location.origin);
    await arrival();
    expect(received).to.deep.equal([]);
  });

  it("does not hear the page above, when the flow runs in a frame itself", async () => {
    const inner = await openFrame("/test/support/pages/blank.html");
    const { received } = await setup({ origin: location.origin, listener: inner.contentWindow! });
    const arrived = new Promise((done) => inner.contentWindow!.addEventListener("message", done));
    inner.contentWindow!.postMessage(successMessage(), location.origin);
    await arrived;
    expect(received).to.deep.equal([]);
  });

  it("does not hear a sender that has removed itself, and so has no source", async () => {
    const { received, tell, arrived } = await setup();
    tell("postAndVanish", { data: successMessage() });
    const event = await until(() => arrived.find(({ data }) => (data as { event?: string }).event === "success"));
    await until(() => arrived.some(({ data }) => (data as { vanished?: boolean }).vanished));
    expect(event.origin).to.equal(hostedOrigin);
    expect(event.source).to.equal(null);
    expect(received).to.deep.equal([]);
  });

  it("does not hear a sender without a source even when its own frame has lost its window", async () => {
    const { received, frame, tell, arrived, say } = await setup();
    say(linkMessage("loaded"));
    await until(() => received.length);
    tell("postAndVanish", { data: successMessage() });
    frame.remove();
    await quiet();
    expect(frame.contentWindow).to.equal(null);
    dispatchEvent(new MessageEvent("message", { data: successMessage(), origin: hostedOrigin, source: null }));
    expect(arrived).to.not.be.empty;
    expect(received).to.deep.equal([{ event: "loaded" }]);
  });

  it("does not hear an event that a script of the page has made", async () => {
    const { received, frame } = await setup();
    const { contentWindow: source } = frame;
    dispatchEvent(new MessageEvent("message", { data: successMessage(), origin: hostedOrigin, source }));
    await quiet();
    expect(received).to.deep.equal([]);
  });

  it("does not hear its own frame once that shows another origin", async () => {
    const { received, frame, arrived, tell } = await setup();
    const { contentWindow: before } = frame;
    tell("go", { to: hostedUrl("loaded").replace(hostedOrigin, location.origin) });
    const event = await until(() => arrived.find(({ data }) => (data as { event?: string }).event === "loaded"));
    expect(event.source).to.equal(before);
    expect(event.origin).to.equal(location.origin);
    await quiet();
    expect(received).to.deep.equal([]);
  });

  it("ignores everything that is not a message of OFAuth's", async () => {
    const { received, say, arrival } = await setup();
    const all = Object.values(nonsense);
    for (const data of all) say(data);
    await arrival(all.length);
    expect(received).to.deep.equal([]);
    expect(({} as { type?: string }).type).to.equal(undefined);
  });

  it("passes on a success without a usable connection id as just that", async () => {
    const { received, say, arrival } = await setup();
    const all = Object.values(badSuccesses);
    for (const data of all) say(data);
    await arrival(all.length);
    expect(received).to.deep.equal(all.map(() => ({ event: "bad_success" })));
  });

  it("leaves behind where a message would like to send the page, and the ports that come with it", async () => {
    const { received, tell, arrival } = await setup();
    const data = linkMessage("success", {
      connection: { id: "conn_1" },
      redirect: true,
      successUrl: "javascript:window.__pwn=1",
    });
    tell("postWithPort", { data });
    await arrival();
    expect(received).to.deep.equal([{ event: "success", connectionId: "conn_1", userData: null }]);
    expect(window).to.not.have.property("__pwn");
  });

  it("carries markup as the text that it is", async () => {
    const { received, say, arrival } = await setup();
    const markup = "<img src=x onerror=window.__pwn=1>";
    say(linkMessage("exit", { type: "error", step: markup, error: { error_type: markup, message: markup } }));
    await arrival();
    expect(received).to.deep.equal([{ event: "exit", type: "error", step: markup, errorType: markup }]);
  });

  it("hears the same message ten thousand times", async () => {
    const { received, tell } = await setup();
    tell("post", { data: linkMessage("loaded"), times: 10_000 });
    await until(() => received.length === 10_000);
  });

  it("hears nothing any more once its signal aborts", async () => {
    const { received, say, abort } = await setup();
    const arrived = new Promise((done) => addEventListener("message", done, { once: true }));
    abort();
    say(successMessage());
    await arrived;
    expect(received).to.deep.equal([]);
  });
});

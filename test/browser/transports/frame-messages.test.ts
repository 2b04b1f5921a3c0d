import { expect } from "@open-wc/testing";
import { listenToFrame } from "../../../src/browser/transports/frame-messages.js";
import type { PageMessage } from "../../../src/protocol/page-messages.js";
import { afterwards, hostedOrigin, hostedUrl, quiet, successMessage, until, linkMessage } from "../page-setup.js";

/** Opens a frame with the stand-in for the hosted page (test/support/pages/hosted.js). */
async function openFrame(src = hostedUrl()): Promise<HTMLIFrameElement> {
  const frame = document.createElement("iframe");
  frame.src = src;
  const loaded = new Promise((done) => frame.addEventListener("load", done, { once: true }));
  document.body.append(frame);
  afterwards(() => frame.remove());
  await loaded;
  return frame;
}

async function setupFrame(options: { origin?: string; listener?: Window } = {}) {
  const frame = await openFrame();
  const received: PageMessage[] = [];
  const { abort, signal } = (() => {
    const controller = new AbortController();
    return { abort: () => controller.abort(), signal: controller.signal };
  })();
  afterwards(abort);
  const { origin = hostedOrigin, listener = window } = options;
  listenToFrame({ window: listener, frame, origin, signal, receive: (message) => received.push(message) });
  /** Every message that this page receives, from any sender. */
  const arrived: MessageEvent[] = [];
  addEventListener("message", (event) => arrived.push(event), { signal });
  const command = (command: string, fields: object = {}, to = frame, origin = hostedOrigin) =>
    to.contentWindow?.postMessage({ command, ...fields }, origin);
  return {
    frame,
    received,
    arrived,
    abort,
    command,
    post: (data: unknown, transfer: Transferable[] = []) =>
      frame.contentWindow?.postMessage({ command: "post", data }, hostedOrigin, transfer),
    /** Waits until `count` messages have arrived at this page and were handled. */
    waitForArrival: async (count = 1) => {
      await until(() => arrived.length >= count);
      await quiet();
    },
  };
}

/** Messages of a hostile or broken hosted page that are not OFAuth's. */
const invalidMessages: Readonly<Record<string, unknown>> = {
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

const invalidSuccesses: Readonly<Record<string, unknown>> = {
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

describe("listenToFrame", () => {
  it("receives messages of the attempt's frame from the session's origin", async () => {
    const { received, post, waitForArrival } = await setupFrame();
    for (const data of [linkMessage("loaded"), linkMessage("invalid_session"), successMessage()]) post(data);
    await waitForArrival(3);
    expect(received).to.deep.equal([
      { event: "loaded" },
      { event: "invalid_session" },
      { event: "success", connectionId: "conn_1", userData: null },
    ]);
  });

  it("ignores another frame of the same origin", async () => {
    const { received, command, waitForArrival } = await setupFrame();
    command("post", { data: successMessage() }, await openFrame());
    await waitForArrival();
    expect(received).to.deep.equal([]);
  });

  it("ignores this page's own window, even on the session's origin", async () => {
    const { received, waitForArrival } = await setupFrame({ origin: location.origin });
    window.postMessage(successMessage(), location.origin);
    await waitForArrival();
    expect(received).to.deep.equal([]);
  });

  it("ignores the parent page when the flow itself runs in a frame", async () => {
    const inner = await openFrame("/test/support/pages/blank.html");
    const { received } = await setupFrame({ origin: location.origin, listener: inner.contentWindow! });
    const arrived = new Promise((done) => inner.contentWindow!.addEventListener("message", done));
    inner.contentWindow!.postMessage(successMessage(), location.origin);
    await arrived;
    expect(received).to.deep.equal([]);
  });

  it("ignores a sender that removed itself and so has no source", async () => {
    const { received, command, arrived } = await setupFrame();
    command("postAndVanish", { data: successMessage() });
    const event = await until(() => arrived.find(({ data }) => (data as { event?: string }).event === "success"));
    await until(() => arrived.some(({ data }) => (data as { vanished?: boolean }).vanished));
    expect(event.origin).to.equal(hostedOrigin);
    expect(event.source).to.equal(null);
    expect(received).to.deep.equal([]);
  });

  it("ignores a sender without a source, even after its own frame lost its window", async () => {
    const { received, frame, command, arrived, post } = await setupFrame();
    post(linkMessage("loaded"));
    await until(() => received.length);
    command("postAndVanish", { data: successMessage() });
    frame.remove();
    await quiet();
    expect(frame.contentWindow).to.equal(null);
    dispatchEvent(new MessageEvent("message", { data: successMessage(), origin: hostedOrigin, source: null }));
    expect(arrived).to.not.be.empty;
    expect(received).to.deep.equal([{ event: "loaded" }]);
  });

  it("ignores an event that a script of the page dispatched", async () => {
    const { received, frame } = await setupFrame();
    const event = new MessageEvent("message", { data: successMessage(), origin: hostedOrigin });
    // Not by the constructor: Firefox takes no window of another origin there.
    Object.defineProperty(event, "source", { value: frame.contentWindow });
    dispatchEvent(event);
    await quiet();
    expect(received).to.deep.equal([]);
  });

  it("ignores its own frame after it navigated to another origin", async () => {
    const { received, frame, arrived, command } = await setupFrame();
    const { contentWindow: before } = frame;
    command("go", { to: hostedUrl("loaded").replace(hostedOrigin, location.origin) });
    const event = await until(() => arrived.find(({ data }) => (data as { event?: string }).event === "loaded"));
    expect(event.source).to.equal(before);
    expect(event.origin).to.equal(location.origin);
    await quiet();
    expect(received).to.deep.equal([]);
  });

  it("ignores messages that are not OFAuth's", async () => {
    const { received, post, waitForArrival } = await setupFrame();
    const all = Object.values(invalidMessages);
    for (const data of all) post(data);
    await waitForArrival(all.length);
    expect(received).to.deep.equal([]);
    expect(({} as { type?: string }).type).to.equal(undefined);
  });

  it("reports a success without a valid connection id as bad_success", async () => {
    const { received, post, waitForArrival } = await setupFrame();
    const all = Object.values(invalidSuccesses);
    for (const data of all) post(data);
    await waitForArrival(all.length);
    expect(received).to.deep.equal(all.map(() => ({ event: "bad_success" })));
  });

  it("drops redirect URLs and ports of a message", async () => {
    const { received, command, waitForArrival } = await setupFrame();
    const data = linkMessage("success", {
      connection: { id: "conn_1" },
      redirect: true,
      successUrl: "javascript:window.__pwn=1",
    });
    command("postWithPort", { data });
    await waitForArrival();
    expect(received).to.deep.equal([{ event: "success", connectionId: "conn_1", userData: null }]);
    expect(window).to.not.have.property("__pwn");
  });

  it("passes markup on as text", async () => {
    const { received, post, waitForArrival } = await setupFrame();
    const markup = "<img src=x onerror=window.__pwn=1>";
    post(linkMessage("exit", { type: "error", step: markup, error: { error_type: markup, message: markup } }));
    await waitForArrival();
    expect(received).to.deep.equal([{ event: "exit", type: "error", step: markup, errorType: markup }]);
  });

  it("receives ten thousand copies of a message", async () => {
    const { received, command } = await setupFrame();
    command("post", { data: linkMessage("loaded"), times: 10_000 });
    await until(() => received.length === 10_000);
  });

  it("receives nothing after its signal aborts", async () => {
    const { received, post, abort } = await setupFrame();
    const arrived = new Promise((done) => addEventListener("message", done, { once: true }));
    abort();
    post(successMessage());
    await arrived;
    expect(received).to.deep.equal([]);
  });
});

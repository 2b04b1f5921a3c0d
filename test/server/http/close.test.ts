import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventReader } from "../events/events-setup.js";
import { connectionOf } from "../fake-ofauth.js";
import { assertError, bodyOf, setupHandler, settle, waitUntil } from "../handler-setup.js";
import { setupWebhooks } from "../webhooks/webhook-setup.js";

const attempt = "attempt-0001";
const page = { "sec-fetch-site": "same-origin" };

/** Whether `promise` is settled after everything has run that is due. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const mark = () => void (settled = true);
  promise.then(mark, mark);
  await settle();
  return settled;
}

describe("handler.close()", () => {
  test("ends the event streams without an error, so that their pages reconnect", async () => {
    const { browser, handler } = setupHandler();
    const streams = [];
    for (const user of ["user-1", "user-1", "user-2"]) {
      const response = await browser(user).send("/api/ofauth/events", { headers: page });
      const reader = eventReader(response.body!);
      await reader.untilIdle();
      streams.push(reader);
    }
    await handler.close();
    for (const stream of streams) {
      await assert.rejects(stream.next(), /the stream has ended/);
      assert.equal(stream.hasEnded, true);
    }
  });

  test("has new requests of every route answered with 503 and Retry-After, without authorize and OFAuth", async () => {
    let authorized = 0;
    const { browser, handler, ofauth } = setupHandler({
      authorize: () => {
        authorized += 1;
        return { clientReferenceId: "user-1" };
      },
    });
    await handler.close();
    const user = browser();
    for (const response of [await user.init(attempt), await user.get("/connections"), await user.get("/events")]) {
      assert.equal(response.headers.get("retry-after"), "1");
      await assertError(response, 503, "server_error");
    }
    assert.equal((await user.callback("?status=cancelled")).status, 503);
    assert.deepEqual([authorized, ofauth.requests.length], [0, 0]);
  });

  test("opens no stream for a request that authorize held up in the meantime", async () => {
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    let isAsked = false;
    const { browser, handler } = setupHandler({
      authorize: async () => {
        isAsked = true;
        await held;
        return { clientReferenceId: "user-1" };
      },
    });
    const response = browser().get("/events");
    await waitUntil(() => isAsked);
    const closed = handler.close();
    release();
    await assertError(await response, 503, "server_error");
    await closed;
  });

  test("waits for requests in progress, which are answered", async () => {
    let answer!: (response: Response) => void;
    const { browser, handler, ofauth } = setupHandler();
    const { onInit } = ofauth;
    ofauth.onInit = () => new Promise<Response>((resolve) => (answer = resolve));
    const response = browser().init(attempt);
    await waitUntil(() => ofauth.inits().length === 1);
    const closed = handler.close();
    assert.equal(await isSettled(closed), false);
    answer(await onInit(ofauth.requests[0]!));
    await bodyOf(await response);
    await closed;
  });

  test("waits for onConnected although its request timed out", async () => {
    let finish!: () => void;
    let isCalled = false;
    const { browser, handler, ofauth, fireTimers } = setupHandler({
      onConnected: () => {
        isCalled = true;
        return new Promise<void>((resolve) => (finish = resolve));
      },
    });
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    const user = browser();
    await user.init(attempt);
    const response = user.complete(attempt, "conn_1");
    await waitUntil(() => isCalled);
    fireTimers();
    assert.equal((await response).status, 504);
    const closed = handler.close();
    assert.equal(await isSettled(closed), false);
    finish();
    await closed;
  });

  test("waits for the event that a webhook's request has left behind", async () => {
    let finish!: () => void;
    const { handler, deliver, fireTimers } = setupWebhooks({
      onEvent: () => new Promise<void>((resolve) => (finish = resolve)),
    });
    const response = deliver({ type: "rules.updated", timestamp: "2026-01-01T00:00:00Z", data: {} });
    await waitUntil(() => finish !== undefined);
    fireTimers();
    assert.equal((await response).status, 504);
    const closed = handler.close();
    assert.equal(await isSettled(closed), false);
    finish();
    await closed;
  });

  test("gives up after its time, so that a function that never returns does not keep the process", async () => {
    const { browser, handler, ofauth, fireTimers } = setupHandler({ onConnected: () => new Promise(() => undefined) });
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    const user = browser();
    await user.init(attempt);
    const response = user.complete(attempt, "conn_1");
    await waitUntil(() => ofauth.lists().length > 0);
    await settle();
    fireTimers();
    await response;
    const closed = handler.close();
    assert.equal(await isSettled(closed), false);
    fireTimers();
    await closed;
  });

  test("can be called twice", async () => {
    const { handler } = setupHandler();
    await Promise.all([handler.close(), handler.close()]);
    await handler.close();
  });
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import type { StoreChange } from "../../../src/server/store/store.js";
import { connectionOf, json, unknownConnection, type Responder } from "../fake-ofauth.js";
import { apiKey, assertError, bodyOf, settle, setupHandler, waitUntil } from "../handler-setup.js";

async function setupOwn(options: Parameters<typeof setupHandler>[0] = {}) {
  const store = createMemoryStore({ now: () => Date.parse("2026-01-01T00:00:00Z") });
  const parts = setupHandler({ store, ...options });
  parts.ofauth.connections = [connectionOf("conn_1", "user-1"), connectionOf("conn_2", "user-2")];
  const changes: StoreChange[] = [];
  await store.subscribe((change) => changes.push(change));
  return {
    ...parts,
    store,
    changes,
    published: () => changes.map(({ type, connectionId, connection }) => [type, connectionId, connection?.status]),
  };
}

type Act = (user: ReturnType<ReturnType<typeof setupHandler>["browser"]>, signal?: AbortSignal) => Promise<Response>;
const invalidate: Act = (user, signal) => user.invalidate("conn_1", signal);
const disconnect: Act = (user, signal) => user.disconnect("conn_1", signal);

describe("invalidating and disconnecting a connection", () => {
  test("invalidate: calls OFAuth, returns the expired connection, and publishes the change", async () => {
    const { browser, ofauth, published } = await setupOwn();
    const user = browser();
    assert.deepEqual(await bodyOf(await invalidate(user)), connectionOf("conn_1", "user-1", { status: "expired" }));
    const [request] = ofauth.writes();
    assert.deepEqual([request?.method, request?.path], ["POST", "/v2/account/connections/conn_1/invalidate"]);
    assert.equal(request?.headers.get("apikey"), apiKey);
    assert.equal(request?.body, undefined);
    // Later reads return the new state without another read of OFAuth's list.
    assert.equal((await bodyOf(await user.get("/connections/conn_1"))).status, "expired");
    assert.equal(ofauth.lists().length, 1);
    assert.deepEqual(published(), [["connection.expired", "conn_1", "expired"]]);
  });

  const emptyResponses: readonly (readonly [string, Responder])[] = [
    ["no body", () => new Response(null, { status: 204 })],
    ["an empty object", () => json({})],
    ["success: true", () => json({ success: true })],
    ["text that is not JSON", () => new Response("OK")],
  ];
  for (const [what, answer] of emptyResponses) {
    test(`invalidate: OFAuth may respond with ${what}`, async () => {
      const { browser, ofauth, published } = await setupOwn();
      ofauth.onWrite = answer;
      const body = await bodyOf(await invalidate(browser()));
      assert.deepEqual(body, connectionOf("conn_1", "user-1", { status: "expired" }));
      assert.deepEqual(published(), [["connection.expired", "conn_1", "expired"]]);
    });
  }

  test("invalidate: does not pass on another connection or another user's", async () => {
    for (const answer of [
      connectionOf("conn_2", "user-1"),
      connectionOf("conn_1", "user-2"),
      connectionOf("conn_1", null),
    ]) {
      const { browser, ofauth, changes } = await setupOwn();
      ofauth.onWrite = () => json(answer);
      await assertError(await invalidate(browser()), 502, "bad_response");
      assert.equal(changes.length, 0);
    }
  });

  test("invalidate: a connection that OFAuth no longer has is a 404, and is published as disconnected", async () => {
    const { browser, ofauth, published } = await setupOwn();
    ofauth.onWrite = unknownConnection;
    await assertError(await invalidate(browser()), 404, "not_found");
    assert.deepEqual(published(), [["connection.disconnected", "conn_1", undefined]]);
    assert.equal((await browser().get("/connections/conn_1")).status, 404);
  });

  for (const [what, answer] of [
    ["204", () => new Response(null, { status: 204 })],
    ["200 with a body", () => json({ success: true })],
    ["404", unknownConnection],
  ] as const) {
    test(`disconnect: responds with a 204 when OFAuth responds with ${what}, and publishes the change`, async () => {
      const { browser, ofauth, published, store } = await setupOwn();
      ofauth.onWrite = answer;
      const response = await disconnect(browser());
      assert.deepEqual([response.status, response.body, response.headers.get("content-type")], [204, null, null]);
      assert.equal(response.headers.get("cache-control"), "no-store");
      const [request] = ofauth.writes();
      assert.deepEqual([request?.method, request?.path], ["DELETE", "/v2/account/connections/conn_1"]);
      assert.deepEqual(await store.get(["conn_1"]), [undefined]);
      assert.deepEqual(published(), [["connection.disconnected", "conn_1", undefined]]);
      await assertError(await disconnect(browser()), 404, "not_found");
      assert.equal(ofauth.writes().length, 1);
    });
  }

  for (const [what, ask] of [
    ["invalidate", invalidate],
    ["disconnect", disconnect],
  ] as const) {
    test(`${what}: a 404 from a proxy does not remove the connection`, async () => {
      const { browser, ofauth, published, store } = await setupOwn();
      ofauth.onWrite = () => new Response("<h1>404</h1>", { status: 404 });
      await assertError(await ask(browser()), 502, "bad_response");
      assert.deepEqual(published(), []);
      assert.ok((await store.get(["conn_1"]))[0]);
    });
  }

  test("disconnect: a list that was being read does not restore the connection", async () => {
    const { browser, ofauth, clock } = await setupOwn();
    const user = browser();
    await user.get("/connections");
    clock.now += 10_000;
    const before = ofauth.onList;
    let answer!: () => void;
    ofauth.onList = (request) =>
      new Promise((resolve) => {
        const old = before(request);
        answer = () => resolve(old);
      });
    const reading = browser("user-2").get("/connections");
    await waitUntil(() => ofauth.lists().length >= 2);
    clock.now += 1;
    const disconnecting = user.disconnect("conn_1");
    await settle();
    answer();
    assert.equal((await reading).status, 200);
    assert.equal((await disconnecting).status, 204);
    assert.equal((await user.get("/connections/conn_1")).status, 404);
  });

  const secret = "upstream-secret";
  const failing =
    (status: number, more: object = {}, headers: Record<string, string> = {}) =>
    () =>
      json({ error: `${secret} ${apiKey}`, requestId: "req_1", ...more }, status, headers);
  const failures: readonly (readonly [string, Responder, number, string])[] = [
    ["400", failing(400), 502, "bad_response"],
    ["401", failing(401), 500, "misconfigured"],
    ["403", failing(403), 500, "misconfigured"],
    ["an unknown route", failing(404, { type: "ROUTE_NOT_FOUND" }), 502, "bad_response"],
    ["409", failing(409), 502, "bad_response"],
    ["429", failing(429, {}, { "retry-after": "7" }), 429, "rate_limited"],
    ["500", failing(500), 502, "server_error"],
    ["503", failing(503), 502, "server_error"],
    [
      "a redirect",
      () => new Response(null, { status: 302, headers: { location: "https://evil.test" } }),
      502,
      "bad_response",
    ],
    ["a network error", () => Promise.reject(new TypeError(secret)), 502, "server_error"],
  ];
  for (const [act, what] of [
    [invalidate, "invalidate"],
    [disconnect, "disconnect"],
  ] as const) {
    for (const [failure, answer, status, code] of failures) {
      test(`${what}: ${failure} from OFAuth is a ${status} ${code}, and the stored connection stays unchanged`, async () => {
        const { browser, ofauth, changes, store } = await setupOwn();
        ofauth.onWrite = answer;
        const response = await act(browser());
        const seen = (await response.clone().text()) + JSON.stringify([...response.headers]);
        assert.ok(!seen.includes(secret) && !seen.includes(apiKey) && !seen.includes("req_1"), seen);
        await assertError(response, status, code);
        assert.equal(response.headers.get("retry-after"), status === 429 ? "7" : null);
        assert.equal(changes.length, 0);
        assert.equal((await store.get(["conn_1"]))[0]?.connection.status, "active");
      });
    }

    test(`${what}: no response from OFAuth is a 504, and aborts the request`, async () => {
      const { browser, ofauth, fireTimers, openTimers } = await setupOwn();
      ofauth.onWrite = () => new Promise(() => undefined);
      const answer = act(browser());
      await waitUntil(() => ofauth.writes().length > 0);
      fireTimers();
      await assertError(await answer, 504, "timeout");
      assert.equal(ofauth.writes()[0]?.signal?.aborted, true);
      assert.equal(openTimers(), 0);
    });

    test(`${what}: completes even if the client disconnects`, async () => {
      const { browser, ofauth, changes } = await setupOwn();
      const answerAtOnce = ofauth.onWrite;
      let answer!: () => void;
      ofauth.onWrite = (request) => new Promise((resolve) => (answer = () => resolve(answerAtOnce(request))));
      const client = new AbortController();
      const response = act(browser(), client.signal);
      await waitUntil(() => ofauth.writes().length > 0);
      client.abort();
      await settle();
      assert.equal(ofauth.writes()[0]?.signal?.aborted, false);
      answer();
      assert.ok((await response).ok);
      assert.equal(changes.length, 1);
    });

    test(`${what}: sixty requests a minute with any ids, then a 429 without a call to OFAuth`, async () => {
      const { browser, ofauth } = await setupOwn();
      for (let index = 0; index < 60; index++) await browser().disconnect(`conn_x${index}`);
      const before = ofauth.requests.length;
      const response = await act(browser());
      assert.ok(response.headers.has("retry-after"));
      await assertError(response, 429, "rate_limited");
      assert.equal(ofauth.requests.length, before);
      assert.notEqual((await browser("user-2").invalidate("conn_2")).status, 429);
    });
  }

  test("calls onChanged and onDisconnected only for webhooks: each change would be reported twice otherwise", async () => {
    const calls: string[] = [];
    const { browser } = await setupOwn({
      onChanged: () => calls.push("changed"),
      onDisconnected: () => calls.push("disconnected"),
    });
    await invalidate(browser());
    await disconnect(browser());
    assert.deepEqual(calls, []);
  });
});

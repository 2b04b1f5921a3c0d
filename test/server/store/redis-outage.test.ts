/** The Redis store while Redis is killed, hangs, or restarts without its data. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createClient } from "redis";
import type { Store } from "../../../src/server/store/store.js";
import { HttpError } from "../../../src/server/http/http-error.js";
import { createRedisStore } from "../../../src/server/redis.js";
import { changeOf, setupEvents } from "../events/events-setup.js";
import { assertError, settle, waitUntil } from "../handler-setup.js";
import { setupRedis } from "./redis-setup.js";
import { connection, listen } from "./contract-setup.js";
import { setupWebhooks } from "../webhooks/webhook-setup.js";

const server = setupRedis();
const start = Date.parse("2026-01-01T00:00:00Z");
const change = changeOf("conn_1");
const intent = {
  clientReferenceId: "user-1",
  attemptId: "attempt-0001",
  nonce: "nonce",
  connectionId: "conn_1",
  at: start,
  expiresAt: start + 60_000,
};

beforeEach(() => server.redis().restart());

const isUnreachableError = (error: unknown) =>
  error instanceof HttpError && error.status === 503 && error.code === "server_error" && error.retryAfter === 1;

const everyCall = (store: Store): Record<string, () => Promise<unknown>> => ({
  lock: () => store.lock("key", "me", 60),
  renew: () => store.renew("key", "me", 60),
  unlock: () => store.unlock("key", "me"),
  mark: () => store.mark("key", 60),
  marked: () => store.marked(["key"]),
  addIntent: () => store.addIntent(intent),
  intentsOf: () => store.intentsOf("user-1"),
  removeIntents: () => store.removeIntents("user-1", "nonce"),
  get: () => store.get(["conn_1"]),
  idsOf: () => store.idsOf("user-1"),
  put: () => store.put([{ connection: connection("conn_1"), at: start }]),
  confirm: () => store.confirm("conn_1", { clientReferenceId: "user-1", userId: null }),
  remove: () => store.remove(["conn_1"], start),
  rankOf: () => store.rankOf("conn_1"),
  count: () => store.count(),
  addSeen: () => store.addSeen("walk", ["conn_1"]),
  unseenBy: () => store.unseenBy("walk"),
  dropSeen: () => store.dropSeen("walk"),
  readRecords: () => store.readRecords(["head"]),
  writeRecord: () => store.writeRecord("head", "{}"),
  since: () => store.since(),
  publish: () => store.publish(change),
});

/** Waits until the store is connected to Redis again. */
async function untilReachable(store: Store): Promise<void> {
  for (;;) {
    try {
      await store.since();
      return;
    } catch (error) {
      if (!isUnreachableError(error)) throw error;
      await settle();
    }
  }
}

/** Waits until the store notices that Redis is unreachable, which is some time after it ended. */
async function untilUnreachable(store: Store): Promise<void> {
  await assert.rejects(async () => {
    for (;;) await store.since();
  }, isUnreachableError);
}

test("every call fails at once with the same error, and works again afterwards", async (t) => {
  const store = server.open(t, { prefix: server.newPrefix() });
  await store.mark("key", 60);
  await server.redis().kill();
  await untilUnreachable(store);
  for (const [name, call] of Object.entries(everyCall(store))) await assert.rejects(call, isUnreachableError, name);
  await assert.rejects(
    store.subscribe(() => undefined),
    isUnreachableError,
  );
  await server.redis().start();
  await untilReachable(store);
  for (const call of Object.values(everyCall(store))) await call();
  const changes = await listen(store);
  await store.publish(change);
  assert.deepEqual(await changes.next(1), [change]);
});

test("pending calls fail when Redis is killed, without an unhandled rejection", async (t) => {
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  process.on("unhandledRejection", note);
  t.after(() => void process.off("unhandledRejection", note));
  const store = server.open(t, { prefix: server.newPrefix() });
  await store.since();
  server.redis().freeze();
  const calls = Object.values(everyCall(store)).map((call) => call());
  const ended = Promise.allSettled(calls);
  await settle();
  await server.redis().kill();
  for (const outcome of await ended) assert.ok(outcome.status === "rejected" && isUnreachableError(outcome.reason));
  await settle();
  assert.deepEqual(unhandled, []);
});

test("a subscription continues after a restart, and onGap is called", async (t) => {
  const prefix = server.newPrefix();
  const [store, other] = [server.open(t, { prefix }), server.open(t, { prefix })];
  let gaps = 0;
  let onGap = () => {};
  const gap = new Promise<void>((resolve) => (onGap = resolve));
  await store.subscribe(
    () => undefined,
    () => {
      gaps += 1;
      onGap();
    },
  );
  const changes = await listen(store);
  await other.publish(change);
  assert.deepEqual(await changes.next(1), [change]);
  assert.equal(gaps, 0);
  await server.redis().restart();
  await gap;
  await untilReachable(other);
  await other.publish(change);
  assert.deepEqual(await changes.next(1), [change]);
  assert.equal(gaps, 1);
});

test("calls time out while Redis hangs", async (t) => {
  const timers = new Set<() => void>();
  const store = server.open(t, { prefix: server.newPrefix() }, (ms, onEnd) => {
    assert.equal(ms, 2000);
    timers.add(onEnd);
    return () => timers.delete(onEnd);
  });
  await store.since();
  server.redis().freeze();
  const calls = [store.mark("key", 60), store.get(["conn_1"]), store.subscribe(() => undefined)];
  const ended = Promise.allSettled(calls);
  await waitUntil(() => timers.size >= calls.length);
  for (const onEnd of Array.from(timers)) onEnd();
  for (const outcome of await ended) assert.ok(outcome.status === "rejected" && isUnreachableError(outcome.reason));
  server.redis().wake();
  await untilReachable(store);
  assert.equal(await store.mark("another", 60), true);
  (await listen(store)).stop();
});

test("the store can be created while Redis is down, and each call fails", async (t) => {
  await server.redis().kill();
  const store = server.open(t, { prefix: server.newPrefix() });
  await assert.rejects(store.since(), isUnreachableError);
  await assert.rejects(
    store.subscribe(() => undefined),
    isUnreachableError,
  );
  await server.redis().start();
  await untilReachable(store);
  const changes = await listen(store);
  await store.publish(change);
  assert.deepEqual(await changes.next(1), [change]);
});

test("every call fails after close, and closing twice does nothing", async (t) => {
  const store = server.open(t, { prefix: server.newPrefix() });
  await listen(store);
  await store.close();
  await store.close();
  for (const [name, call] of Object.entries(everyCall(store))) await assert.rejects(call, isUnreachableError, name);
  const never = server.open(t, { prefix: server.newPrefix() });
  await never.close();
  await assert.rejects(
    never.subscribe(() => undefined),
    isUnreachableError,
  );
});

test("the store recovers with the host's own client, too", async (t) => {
  const client = createClient({ url: server.redis().url, disableOfflineQueue: true });
  client.on("error", () => undefined);
  await client.connect();
  t.after(() => client.destroy());
  const store = createRedisStore({ client, prefix: server.newPrefix() });
  t.after(() => store.close());
  const changes = await listen(store);
  await server.redis().kill();
  await untilUnreachable(store);
  await server.redis().start();
  await untilReachable(store);
  while (changes.count() === 0) {
    await store.publish(change);
    await settle();
  }
});

test("the handler answers with 503 and Retry-After, and recovers with Redis", async (t) => {
  const parts = setupWebhooks({ store: server.open(t, { prefix: server.newPrefix(), now: () => start }) });
  const rules = { type: "rules.updated", timestamp: "2026-01-01T00:00:00Z", data: {} };
  await parts.store.since();
  await server.redis().kill();
  await untilUnreachable(parts.store);
  const refused = await parts.deliver(rules);
  assert.equal(refused.headers.get("retry-after"), "1");
  await assertError(refused, 503, "server_error");
  const headers = { "sec-fetch-site": "same-origin" };
  await assertError(await parts.browser().send("/api/ofauth/connections", { headers }), 503, "server_error");
  assert.ok(parts.errors.every(({ cause }) => cause instanceof Error));
  await server.redis().start();
  await untilReachable(parts.store);
  assert.equal((await parts.deliver(rules)).status, 200);
  assert.equal(parts.events.length, 1);
});

test("an open event stream stays open, and gets a reset", async (t) => {
  const events = setupEvents({ store: server.open(t, { prefix: server.newPrefix() }) });
  const source = await events.listen();
  await events.publish("conn_1");
  assert.equal((await source.next()).event, "message");
  await server.redis().kill();
  await untilUnreachable(events.store);
  await server.redis().start();
  assert.equal((await source.next()).event, "reset");
  await untilReachable(events.store);
  await events.publish("conn_2");
  assert.deepEqual((await source.next()).data, {
    connectionId: "conn_2",
    status: "active",
    connection: changeOf("conn_2").connection,
  });
});

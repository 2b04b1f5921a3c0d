/** Redis goes, hangs, and comes back with nothing of what it knew. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createClient } from "redis";
import type { Store } from "../../../src/server/store/store.js";
import { HttpError } from "../../../src/server/http/http-error.js";
import { createRedisStore } from "../../../src/server/redis.js";
import { changeOf, setupEvents } from "../events/events-setup.js";
import { assertError, settle } from "../handler-setup.js";
import { setupRedis } from "./redis-setup.js";
import { connection, listen } from "./store-contract.js";
import { setupWebhooks } from "../webhooks/webhook-setup.js";

const server = setupRedis();
const start = Date.parse("2026-01-01T00:00:00Z");
const change = changeOf("conn_1");

beforeEach(() => server.redis().restart());

const isGone = (error: unknown) =>
  error instanceof HttpError && error.status === 503 && error.code === "server_error" && error.retryAfter === 1;

const everyCall = (store: Store): Record<string, () => Promise<unknown>> => ({
  claim: () => store.claim("key", 60),
  release: () => store.release("key"),
  isClaimed: () => store.isClaimed("key"),
  get: () => store.get("conn_1"),
  listOf: () => store.listOf("user-1"),
  put: () => store.put({ connection: connection("conn_1"), at: start }),
  remove: () => store.remove("conn_1", start),
  replaceAll: () => store.replaceAll([connection("conn_1")], start),
  "replaceAll of nothing": () => store.replaceAll([], start),
  listedAt: () => store.listedAt(),
  since: () => store.since(),
  publish: () => store.publish(change),
});

/** Until Redis is seen again; then every call must work. */
async function back(store: Store): Promise<void> {
  for (;;) {
    try {
      await store.since();
      return;
    } catch (error) {
      if (!isGone(error)) throw error;
      await settle();
    }
  }
}

/** Until it is seen that Redis is gone: its end and the news of it are two moments. */
async function gone(store: Store): Promise<void> {
  await assert.rejects(async () => {
    for (;;) await store.since();
  }, isGone);
}

test("every call fails at once with the same clear error, without a deadline, and works again afterwards", async (t) => {
  const store = server.open(t, { prefix: server.newPrefix() });
  await store.claim("key", 60);
  await server.redis().kill();
  await gone(store);
  for (const [name, call] of Object.entries(everyCall(store))) await assert.rejects(call, isGone, name);
  await assert.rejects(
    store.subscribe(() => undefined),
    isGone,
  );
  await server.redis().start();
  await back(store);
  for (const call of Object.values(everyCall(store))) await call();
  const heard = await listen(store);
  await store.publish(change);
  assert.deepEqual(await heard.next(1), [change]);
});

test("calls that are under way when it goes fail, and nothing is left unhandled", async (t) => {
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
  for (const outcome of await ended) assert.ok(outcome.status === "rejected" && isGone(outcome.reason));
  await settle();
  assert.deepEqual(unhandled, []);
});

test("a listener goes on when it is back, and is told that it may have missed something", async (t) => {
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
  const heard = await listen(store);
  await other.publish(change);
  assert.deepEqual(await heard.next(1), [change]);
  assert.equal(gaps, 0);
  await server.redis().restart();
  await gap;
  await back(other);
  await other.publish(change);
  assert.deepEqual(await heard.next(1), [change]);
  assert.equal(gaps, 1);
});

test("one that hangs is not waited for", async (t) => {
  const timers = new Set<() => void>();
  const store = server.open(t, { prefix: server.newPrefix() }, (ms, onEnd) => {
    assert.equal(ms, 2000);
    timers.add(onEnd);
    return () => timers.delete(onEnd);
  });
  await store.since();
  server.redis().freeze();
  const calls = [store.claim("key", 60), store.get("conn_1"), store.subscribe(() => undefined)];
  const ended = Promise.allSettled(calls);
  while (timers.size < calls.length) await settle();
  for (const onEnd of Array.from(timers)) onEnd();
  for (const outcome of await ended) assert.ok(outcome.status === "rejected" && isGone(outcome.reason));
  server.redis().wake();
  await back(store);
  assert.equal(await store.claim("another", 60), true);
  (await listen(store)).stop();
});

test("a server that was never there fails each call, and does not keep the process from making the store", async (t) => {
  await server.redis().kill();
  const store = server.open(t, { prefix: server.newPrefix() });
  await assert.rejects(store.since(), isGone);
  await assert.rejects(
    store.subscribe(() => undefined),
    isGone,
  );
  await server.redis().start();
  await back(store);
  const heard = await listen(store);
  await store.publish(change);
  assert.deepEqual(await heard.next(1), [change]);
});

test("after it was closed every call fails, and closing twice is harmless", async (t) => {
  const store = server.open(t, { prefix: server.newPrefix() });
  await listen(store);
  await store.close();
  await store.close();
  for (const [name, call] of Object.entries(everyCall(store))) await assert.rejects(call, isGone, name);
  const never = server.open(t, { prefix: server.newPrefix() });
  await never.close();
  await assert.rejects(
    never.subscribe(() => undefined),
    isGone,
  );
});

test("a host's own client that goes is no crash either", async (t) => {
  const client = createClient({ url: server.redis().url, disableOfflineQueue: true });
  client.on("error", () => undefined);
  await client.connect();
  t.after(() => client.destroy());
  const store = createRedisStore({ client, prefix: server.newPrefix() });
  t.after(() => store.close());
  const heard = await listen(store);
  await server.redis().kill();
  await gone(store);
  await server.redis().start();
  await back(store);
  while (heard.count() === 0) {
    await store.publish(change);
    await settle();
  }
});

test("the handler answers 503 and tells when to come again, and goes on when it is back", async (t) => {
  const parts = setupWebhooks({ store: server.open(t, { prefix: server.newPrefix(), now: () => start }) });
  const rules = { type: "rules.updated", timestamp: "2026-01-01T00:00:00Z", data: {} };
  await parts.store.since();
  await server.redis().kill();
  await gone(parts.store);
  const refused = await parts.deliver(rules);
  assert.equal(refused.headers.get("retry-after"), "1");
  await assertError(refused, 503, "server_error");
  const headers = { "sec-fetch-site": "same-origin" };
  await assertError(await parts.browser().send("/api/ofauth/connections", { headers }), 503, "server_error");
  assert.ok(parts.errors.every(({ cause }) => cause instanceof Error));
  await server.redis().start();
  await back(parts.store);
  assert.equal((await parts.deliver(rules)).status, 200);
  assert.equal(parts.events.length, 1);
});

test("a page that listens stays, and is told to read everything again", async (t) => {
  const events = setupEvents({ store: server.open(t, { prefix: server.newPrefix() }) });
  const source = await events.listen();
  await events.publish("conn_1");
  assert.equal((await source.next()).event, "message");
  await server.redis().kill();
  await gone(events.store);
  await server.redis().start();
  assert.equal((await source.next()).event, "reset");
  await back(events.store);
  await events.publish("conn_2");
  assert.deepEqual((await source.next()).data, {
    connectionId: "conn_2",
    status: "active",
    connection: changeOf("conn_2").connection,
  });
});

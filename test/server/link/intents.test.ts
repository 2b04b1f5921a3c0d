/** What a browser reported is recorded before OFAuth is asked, and finished later. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseConnection, type Connection } from "../../../src/protocol/connection.js";
import { createIntentFinisher } from "../../../src/server/link/finish-intents.js";
import { createIntents } from "../../../src/server/link/intents.js";
import { createOnConnected } from "../../../src/server/link/on-connected.js";
import { createSaveConnection } from "../../../src/server/link/save-connection.js";
import type { OFAuthHandlerOptions } from "../../../src/server/options.js";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import type { Intent, Store } from "../../../src/server/store/store.js";
import { connectionOf, json } from "../fake-ofauth.js";
import { assertConfirming, assertError, bodyOf, settle, setupHandler, waitUntil } from "../handler-setup.js";

const attempt = "attempt-0001";

function setupFlow({ store, ...options }: Partial<OFAuthHandlerOptions> = {}) {
  let parts: ReturnType<typeof setupHandler> | undefined;
  const shared = store ?? createMemoryStore({ now: () => parts?.clock.now ?? Date.parse("2026-01-01T00:00:00Z") });
  const { ofauth, connected, browser } = (parts = setupHandler({ ...options, store: shared }));
  const connect = (id = "conn_own") =>
    void ofauth.connections.push(connectionOf(id, "user-1", { createdAt: "2026-01-01T00:05:00.000Z" }));
  const savedIds = () => connected.map(({ connection }) => connection.id);
  return { ...parts, store: shared, user: browser(), connect, savedIds };
}

/** A store whose methods reject while `outage.isOn`. */
function setupFailingStore(memory: Store) {
  const outage = { isOn: false };
  const store = new Proxy(memory, {
    get: (target, name: keyof Store) => {
      const method = target[name] as (...args: unknown[]) => Promise<unknown>;
      return (...args: unknown[]) =>
        outage.isOn ? Promise.reject(new Error("the store is down")) : method.apply(target, args);
    },
  });
  return { memory, store, outage };
}

describe("link/complete", () => {
  test("records the intent before it asks OFAuth, for three days", async () => {
    const { user, ofauth, store, clock, connect } = setupFlow();
    await user.init(attempt, "embed");
    connect();
    const { onList } = ofauth;
    let atFirst: readonly Intent[] = [];
    ofauth.onList = async (request) => {
      atFirst = await store.intentsOf("user-1");
      return onList(request);
    };
    await bodyOf(await user.complete(attempt, "conn_own"));
    assert.equal(atFirst.length, 1);
    const [{ attemptId, connectionId, clientReferenceId, at, expiresAt, requestedConnectionId } = {} as Intent] =
      atFirst;
    assert.deepEqual(
      { attemptId, connectionId, clientReferenceId, at, requestedConnectionId },
      {
        attemptId: attempt,
        connectionId: "conn_own",
        clientReferenceId: "user-1",
        at: clock.now,
        requestedConnectionId: undefined,
      },
    );
    assert.equal(expiresAt, clock.now + 3 * 24 * 60 * 60_000);
  });

  for (const [what, answer, status] of [
    ["an error of OFAuth", () => json({ error: "x" }, 500), 502],
    ["a rate limit of OFAuth", () => json({ error: "x" }, 429, { "retry-after": "7" }), 429],
    ["a list without the connection", undefined, 503],
  ] as const) {
    test(`after ${what} a page that is loaded again confirms the connection`, async () => {
      const { user, ofauth, connect, clock, savedIds } = setupFlow();
      await user.init(attempt, "embed");
      const { onList } = ofauth;
      if (answer) ofauth.onList = answer;
      const refused = await user.complete(attempt, "conn_own");
      assert.equal(refused.status, status);
      assert.equal(refused.headers.getSetCookie().length, 1, "the cookie has the intent, too");
      await assertConfirming(await user.result(attempt), attempt);
      ofauth.onList = onList;
      connect();
      clock.now += 61_000;
      assert.equal((await bodyOf(await user.result(attempt))).connection.id, "conn_own");
      assert.deepEqual(savedIds(), ["conn_own"]);
    });
  }

  test("a connection that OFAuth does not list yet is a 503 with Retry-After", async () => {
    const { user } = setupFlow();
    await user.init(attempt, "embed");
    const response = await user.complete(attempt, "conn_own");
    assert.match(response.headers.get("retry-after") ?? "", /^\d+$/);
    await assertError(response, 503, "server_error");
  });

  test("while the store is down the cookie alone keeps the intent, and a page that is loaded again confirms it", async () => {
    const { memory, store, outage } = setupFailingStore(createMemoryStore());
    const { user, connect, clock, savedIds } = setupFlow({ store });
    await user.init(attempt, "embed");
    connect();
    outage.isOn = true;
    assert.equal((await user.complete(attempt, "conn_own")).status, 500);
    await assertConfirming(await user.result(attempt), attempt);
    assert.deepEqual(await memory.intentsOf("user-1"), []);
    outage.isOn = false;
    clock.now += 11_000;
    assert.equal((await bodyOf(await user.result(attempt))).connection.id, "conn_own");
    assert.deepEqual(savedIds(), ["conn_own"]);
  });

  for (const path of ["/connections", "/connections/conn_own"]) {
    test(`what only the cookie has is finished by GET ${path} once the store is back`, async () => {
      const { store, outage } = setupFailingStore(createMemoryStore({ now: () => Date.parse("2026-01-01T00:00:00Z") }));
      const { user, connect, clock, savedIds } = setupFlow({ store });
      await user.init(attempt, "embed");
      connect();
      outage.isOn = true;
      assert.equal((await user.complete(attempt, "conn_own")).status, 500);
      assert.equal((await user.get(path)).status, 500);
      outage.isOn = false;
      clock.now += 11_000;
      for (let read = 0; read < 3; read++) {
        await user.get(path);
        await settle();
      }
      assert.deepEqual(savedIds(), ["conn_own"]);
      assert.ok((await (await user.get("/connections")).text()).includes("conn_own"));
    });
  }

  test("a refused connection leaves no intent", async () => {
    const { user, ofauth, store } = setupFlow();
    ofauth.connections = [connectionOf("conn_other", "user-2")];
    await user.init(attempt, "embed");
    await assertError(await user.complete(attempt, "conn_other"), 403, "verify_failed");
    assert.deepEqual(await store.intentsOf("user-1"), []);
    assert.equal((await user.result(attempt)).status, 404);
  });

  test("the first connection that OFAuth confirms uses up the attempt", async () => {
    const { user, connect, clock, savedIds } = setupFlow();
    await user.init(attempt, "redirect");
    for (const id of ["conn_1", "conn_2"]) await user.callback(`?status=success&connection_id=${id}`);
    connect("conn_2");
    clock.now += 11_000;
    assert.equal((await bodyOf(await user.result(attempt))).connection.id, "conn_2");
    connect("conn_1");
    clock.now += 11_000;
    assert.notEqual((await user.complete(attempt, "conn_1")).status, 200);
    assert.deepEqual(savedIds(), ["conn_2"]);
  });
});

/** Sets up a finisher with an intent of user-1 for conn_own, as another process left it. */
async function setupFinisher({ onConnected }: Pick<OFAuthHandlerOptions, "onConnected"> = {}) {
  const clock = { now: Date.parse("2026-01-01T01:00:00Z") };
  const now = () => clock.now;
  const store = createMemoryStore({ now });
  const intents = createIntents(store, now);
  const saved: string[] = [];
  const confirmed: string[] = [];
  const errors: unknown[] = [];
  const timers: (() => void)[] = [];
  const host = createOnConnected(
    async (event) => {
      await onConnected?.(event);
      saved.push(event.connection.id);
    },
    () => () => undefined,
  );
  const saveConnection = createSaveConnection({
    store,
    intents,
    changes: { confirmed: async ({ id }) => void confirmed.push(id) },
    onConnected: host,
    backgroundTimer: () => () => undefined,
    track: (work) => work,
  });
  const finisher = createIntentFinisher({
    store,
    intents,
    saveConnection,
    timer: (_ms, onEnd) => {
      timers.push(onEnd);
      return () => undefined;
    },
    onBackgroundError: (error) => void errors.push(error),
    now,
  });
  const add = (more: Partial<Intent> = {}) =>
    store.addIntent({
      clientReferenceId: "user-1",
      attemptId: attempt,
      nonce: "nonce-1",
      connectionId: "conn_own",
      at: clock.now,
      expiresAt: clock.now + 3_600_000,
      ...more,
    });
  const shown = (id: string, owner: string | null, extra: object = {}, at = clock.now) => ({
    connection: parseConnection(connectionOf(id, owner, extra)) as Connection,
    at,
  });
  return { clock, store, finisher, saved, confirmed, errors, timers, add, shown };
}

describe("the intent finisher", () => {
  test("finishes the intent of a connection that OFAuth shows, once", async () => {
    const { finisher, add, shown, saved, confirmed } = await setupFinisher();
    await add();
    const entry = shown("conn_own", "user-1");
    await Promise.all([finisher.finish("user-1", [entry]), finisher.finish("user-1", [entry])]);
    await finisher.finish("user-1", [{ ...entry, confirmation: { clientReferenceId: "user-1", userId: "1" } }]);
    assert.deepEqual(saved, ["conn_own"]);
    assert.deepEqual(confirmed, ["conn_own"]);
  });

  test("does nothing for another user's connection, or one that no browser reported", async () => {
    const { finisher, add, shown, saved } = await setupFinisher();
    await add();
    await finisher.finish("user-1", [shown("conn_own", "user-2"), shown("conn_other", "user-1")]);
    await finisher.finish("user-2", [shown("conn_own", "user-2")]);
    await finisher.finish("user-1", []);
    assert.deepEqual(saved, []);
  });

  test("of one attempt's intents only the first that OFAuth shows is finished", async () => {
    const { finisher, add, shown, saved, clock, store } = await setupFinisher();
    await add({ connectionId: "conn_1" });
    await add({ connectionId: "conn_2", at: clock.now + 1 });
    await finisher.finish("user-1", [shown("conn_2", "user-1"), shown("conn_1", "user-1")]);
    assert.deepEqual(saved, ["conn_1"]);
    assert.deepEqual(
      (await store.intentsOf("user-1")).map(({ connectionId }) => connectionId),
      ["conn_1"],
      "kept for the page's questions",
    );
  });

  test("a reconnect is finished by a state that OFAuth showed after the browser's report", async () => {
    const { finisher, add, shown, saved, clock } = await setupFinisher();
    await add({ requestedConnectionId: "conn_own" });
    await finisher.finish("user-1", [shown("conn_own", "user-1", {}, clock.now - 1)]);
    assert.deepEqual(saved, []);
    await finisher.finish("user-1", [shown("conn_own", "user-1", {}, clock.now)]);
    assert.deepEqual(saved, ["conn_own"]);
  });

  test("a reconnect that brought another account is not finished, and is forgotten", async () => {
    const { finisher, add, shown, saved, store } = await setupFinisher();
    await add({ requestedConnectionId: "conn_own" });
    const entry = shown("conn_own", "user-1", { userData: { id: "2", name: "Bo", username: "bo", avatar: null } });
    await finisher.finish("user-1", [{ ...entry, confirmation: { clientReferenceId: "user-1", userId: "1" } }]);
    assert.deepEqual(saved, []);
    assert.deepEqual(await store.intentsOf("user-1"), []);
  });

  test("reports an onConnected that fails, and tries again after 30 seconds", async () => {
    let fails = true;
    const { finisher, add, shown, saved, errors, clock } = await setupFinisher({
      onConnected: () => {
        if (fails) throw new Error("down");
      },
    });
    await add();
    const finish = () => finisher.finish("user-1", [shown("conn_own", "user-1")]);
    await finish();
    fails = false;
    await finish();
    assert.deepEqual([errors.length, saved], [1, []]);
    clock.now += 30_000;
    await finish();
    assert.deepEqual([errors.length, saved], [1, ["conn_own"]]);
  });
});

test("what shows a connection does not wait long for a slow onConnected, which goes on", async () => {
  let finish!: () => void;
  const { finisher, add, shown, saved, errors, timers } = await setupFinisher({
    onConnected: () => new Promise<void>((resolve) => (finish = resolve)),
  });
  await add();
  const shows = finisher.finish("user-1", [shown("conn_own", "user-1")]);
  await waitUntil(() => finish !== undefined);
  for (const onEnd of timers) onEnd();
  await shows;
  assert.deepEqual(saved, []);
  finish();
  await waitUntil(() => saved.length > 0);
  assert.deepEqual([saved, errors], [["conn_own"], []]);
});

test("an onConnected that is done when the store fails to mark it is not called again by its process", async () => {
  const memory = createMemoryStore();
  let isDown = true;
  const store: Store = {
    ...memory,
    mark: (key, seconds) =>
      isDown && key.startsWith(`told:`) ? Promise.reject(new Error("down")) : memory.mark(key, seconds),
  };
  const { user, connect, savedIds } = setupFlow({ store });
  await user.init(attempt, "embed");
  connect();
  assert.equal((await user.complete(attempt, "conn_own")).status, 500);
  isDown = false;
  assert.equal((await bodyOf(await user.complete(attempt, "conn_own"))).id, "conn_own");
  assert.deepEqual(savedIds(), ["conn_own"]);
});

test("a dead process's lock ends within 5 seconds, and that of a live one is renewed", async () => {
  let finish!: () => void;
  const { store, clock, user, connect, advance, ofauth } = setupFlow({
    onConnected: () => new Promise<void>((resolve) => (finish = resolve)),
  });
  await user.init(attempt, "embed");
  connect();
  const other = setupHandler({ store });
  other.ofauth.connections = ofauth.connections;
  const copy = other.browser();
  for (const [name, value] of user.cookies) copy.cookies.set(name, value);
  const first = user.complete(attempt, "conn_own");
  await waitUntil(() => finish !== undefined);
  for (let seconds = 0; seconds < 60; seconds++) await advance(1000);
  await assertError(await copy.complete(attempt, "conn_own"), 503, "server_error");
  // The process is suspended: its timers do not run.
  clock.now += 5000;
  assert.equal((await bodyOf(await copy.complete(attempt, "conn_own"))).id, "conn_own");
  assert.equal(other.connected.length, 1);
  finish();
  assert.equal((await first).status, 200);
});

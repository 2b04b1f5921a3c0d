import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import type { ConnectedEvent } from "../../../src/server/host-events.js";
import type { Store } from "../../../src/server/store/store.js";
import { connectionOf } from "../fake-ofauth.js";
import { fakeBrowser } from "../fake-browser.js";
import {
  assertError,
  assertConfirming,
  assertNoResult,
  bodyOf,
  origin,
  setupHandler,
  waitUntil,
} from "../handler-setup.js";

const attempt = "attempt-0001";

/** Sets up two processes of one host behind a load balancer. */
function setupCluster(
  onConnected?: (event: ConnectedEvent) => unknown,
  store: Store = createMemoryStore(),
  storeOfOther = store,
) {
  const options = { ...(onConnected && { onConnected }) };
  const processes = [setupHandler({ ...options, store }), setupHandler({ ...options, store: storeOfOther })] as const;
  for (const { ofauth } of processes) {
    ofauth.connections = [connectionOf("conn_1", "user-1"), connectionOf("conn_2", "user-1")];
  }
  const [one, other] = processes;
  const user = one.browser();
  return {
    one,
    other,
    user,
    /** The same browser, with its current cookies, connected to the other process. */
    atOther: () => {
      const browser = fakeBrowser(other.handler, origin, "user-1");
      for (const [name, value] of user.cookies) browser.cookies.set(name, value);
      return browser;
    },
    savedIds: () => processes.flatMap(({ connected }) => connected.map(({ connection }) => connection.id)),
  };
}

describe("the link routes on two processes", () => {
  test("a callback that is loaded again at another process succeeds there, too, and its result is read once", async () => {
    const { user, atOther, savedIds } = setupCluster();
    await user.init(attempt, "redirect");
    const copy = atOther();
    assert.equal((await user.callback("?status=success&connection_id=conn_1")).status, 303);
    assert.equal((await copy.callback("?status=success&connection_id=conn_1")).status, 303);
    assert.deepEqual(savedIds(), ["conn_1"]);
    assert.equal((await bodyOf(await copy.result(attempt))).outcome, "connected");
    await assertNoResult(await user.result(attempt), "present");
  });

  test("returns a result once across processes", async () => {
    const { user, atOther } = setupCluster();
    await user.init(attempt, "redirect");
    await user.callback("?status=success&connection_id=conn_1");
    const copy = atOther();
    assert.equal((await bodyOf(await user.result(attempt))).outcome, "connected");
    await assertNoResult(await copy.result(attempt), "present");
  });

  test("calls onConnected once, and a retry at another process gets the same response", async () => {
    const { user, atOther, savedIds } = setupCluster();
    await user.init(attempt, "embed");
    const copy = atOther();
    assert.equal((await bodyOf(await user.complete(attempt, "conn_1"))).id, "conn_1");
    assert.equal((await bodyOf(await copy.complete(attempt, "conn_1"))).id, "conn_1");
    assert.deepEqual(savedIds(), ["conn_1"]);
  });

  test("one attempt attaches one connection, across processes", async () => {
    const { user, atOther, savedIds } = setupCluster();
    await user.init(attempt, "embed");
    const copy = atOther();
    await user.complete(attempt, "conn_1");
    await assertError(await copy.complete(attempt, "conn_2"), 403, "verify_failed");
    assert.deepEqual(savedIds(), ["conn_1"]);
  });

  test("while one process calls onConnected, the other responds with a 503 and Retry-After", async () => {
    let calls = 0;
    let saved!: () => void;
    const { user, atOther } = setupCluster(() => {
      calls += 1;
      return new Promise<void>((resolve) => (saved = resolve));
    });
    await user.init(attempt, "embed");
    const copy = atOther();
    const first = user.complete(attempt, "conn_1");
    await waitUntil(() => calls > 0);
    const meanwhile = await copy.complete(attempt, "conn_1");
    assert.equal(meanwhile.headers.get("retry-after"), "1");
    await assertError(meanwhile, 503, "server_error");
    saved();
    assert.equal((await first).status, 200);
    assert.equal((await copy.complete(attempt, "conn_1")).status, 200);
    assert.equal(calls, 1);
  });

  for (const id of ["conn_1", "conn_2"]) {
    test(`a process does not rely on what it read from the store before the other finished: ${id}`, async () => {
      const store = createMemoryStore();
      const delayed: (() => void)[] = [];
      const slow: Store = {
        ...store,
        marked: async (keys) => {
          const answer = await store.marked(keys);
          if (keys.some((key) => key.startsWith("used:")))
            await new Promise<void>((resolve) => void delayed.push(resolve));
          return answer;
        },
      };
      const { user, atOther, savedIds } = setupCluster(undefined, store, slow);
      await user.init(attempt, "embed");
      const copy = atOther();
      const answer = copy.complete(attempt, id);
      await waitUntil(() => delayed.length > 0);
      await user.complete(attempt, "conn_1");
      delayed[0]?.();
      await answer;
      assert.equal(savedIds().length, 1);
    });
  }

  test("a connection that one process failed to save can be saved by the other", async () => {
    let calls = 0;
    const { user, atOther } = setupCluster(() => {
      calls += 1;
      if (calls === 1) throw new Error("down");
    });
    await user.init(attempt, "embed");
    const copy = atOther();
    await assertError(await user.complete(attempt, "conn_1"), 500, "server_error");
    assert.equal((await copy.complete(attempt, "conn_1")).status, 200);
    assert.equal(calls, 2);
  });

  /** Creates a store that fails while `outage.isActive`. */
  function createFailingStore() {
    const store = createMemoryStore();
    const outage = { isActive: false };
    const guarded = new Proxy(store, {
      get: (target, name: keyof Store) => {
        const method = target[name] as (...args: unknown[]) => Promise<unknown>;
        return (...args: unknown[]) =>
          outage.isActive ? Promise.reject(new Error("the store is down")) : method.apply(target, args);
      },
    });
    return { store: guarded, outage };
  }

  test("an unavailable store fails requests without using up the attempt, and works again", async () => {
    const { store, outage } = createFailingStore();
    const { user, one, savedIds } = setupCluster(undefined, store);
    await user.init(attempt, "redirect");
    outage.isActive = true;
    // The cookie has what the browser reported.
    assert.equal((await user.callback("?status=success&connection_id=conn_1")).status, 303);
    await assertConfirming(await user.result(attempt), attempt);
    await assertError(await user.get("/connections"), 500, "server_error");
    await assertError(await user.disconnect("conn_1"), 500, "server_error");
    assert.equal(one.ofauth.writes().length, 0);
    assert.ok(one.errors.every(({ cause }) => (cause as Error).message === "the store is down"));
    outage.isActive = false;
    assert.equal((await bodyOf(await user.result(attempt))).outcome, "connected");
    assert.equal((await user.get("/connections")).status, 200);
    assert.deepEqual(savedIds(), ["conn_1"]);
  });
});

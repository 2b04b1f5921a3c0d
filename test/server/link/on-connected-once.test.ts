import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import type { ConnectedEvent } from "../../../src/server/options.js";
import type { Store } from "../../../src/server/store/store.js";
import { connectionOf } from "../fake-ofauth.js";
import { fakeBrowser } from "../fake-browser.js";
import { assertError, bodyOf, origin, setupHandler, waitUntil } from "../handler-setup.js";

const attempt = "attempt-0001";

/** Two processes of one host behind a load balancer. */
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
  const person = one.browser();
  return {
    one,
    other,
    person,
    /** The same browser, as it is now, at the other process. */
    atOther: () => {
      const browser = fakeBrowser(other.handler, origin, "user-1");
      for (const [name, value] of person.cookies) browser.cookies.set(name, value);
      return browser;
    },
    told: () => processes.flatMap(({ connected }) => connected.map(({ connection }) => connection.id)),
  };
}

test("a return counts once, whichever process it meets", async () => {
  const { person, atOther, told } = setupCluster();
  await person.init(attempt, "redirect");
  const copy = atOther();
  assert.equal((await person.callback("?status=success&connection_id=conn_1")).status, 303);
  assert.equal((await copy.callback("?status=success&connection_id=conn_1")).status, 400);
  assert.deepEqual(told(), ["conn_1"]);
});

test("a result is read once, whichever process is asked", async () => {
  const { person, atOther } = setupCluster();
  await person.init(attempt, "redirect");
  await person.callback("?status=success&connection_id=conn_1");
  const copy = atOther();
  assert.equal((await bodyOf(await person.result(attempt))).outcome, "connected");
  await assertError(await copy.result(attempt), 404, "not_found");
});

test("the host is told once, and the retry at another process gets the same answer", async () => {
  const { person, atOther, told } = setupCluster();
  await person.init(attempt, "embed");
  const copy = atOther();
  assert.equal((await bodyOf(await person.complete(attempt, "conn_1"))).id, "conn_1");
  assert.equal((await bodyOf(await copy.complete(attempt, "conn_1"))).id, "conn_1");
  assert.deepEqual(told(), ["conn_1"]);
});

test("one attempt attaches one connection, also at another process", async () => {
  const { person, atOther, told } = setupCluster();
  await person.init(attempt, "embed");
  const copy = atOther();
  await person.complete(attempt, "conn_1");
  await assertError(await copy.complete(attempt, "conn_2"), 403, "verify_failed");
  assert.deepEqual(told(), ["conn_1"]);
});

test("while one process is telling the host, the other asks to come again", async () => {
  let calls = 0;
  let saved!: () => void;
  const { person, atOther } = setupCluster(() => {
    calls += 1;
    return new Promise<void>((resolve) => (saved = resolve));
  });
  await person.init(attempt, "embed");
  const copy = atOther();
  const first = person.complete(attempt, "conn_1");
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
  test(`what a process has heard of the store before the other was done does not count: ${id}`, async () => {
    const store = createMemoryStore();
    const late: (() => void)[] = [];
    const slow: Store = {
      ...store,
      isClaimed: async (key) => {
        const answer = await store.isClaimed(key);
        if (key.startsWith("used:")) await new Promise<void>((resolve) => void late.push(resolve));
        return answer;
      },
    };
    const { person, atOther, told } = setupCluster(undefined, store, slow);
    await person.init(attempt, "embed");
    const copy = atOther();
    const answer = copy.complete(attempt, id);
    await waitUntil(() => late.length > 0);
    await person.complete(attempt, "conn_1");
    late[0]?.();
    await answer;
    assert.equal(told().length, 1);
  });
}

test("what the host could not save at one process can be saved at the other", async () => {
  let calls = 0;
  const { person, atOther } = setupCluster(() => {
    calls += 1;
    if (calls === 1) throw new Error("down");
  });
  await person.init(attempt, "embed");
  const copy = atOther();
  await assertError(await person.complete(attempt, "conn_1"), 500, "server_error");
  assert.equal((await copy.complete(attempt, "conn_1")).status, 200);
  assert.equal(calls, 2);
});

/** A store whose way to its server is cut when the test says so. */
function breakable() {
  const store = createMemoryStore();
  const way = { isCut: false };
  const guarded = new Proxy(store, {
    get: (target, name: keyof Store) => {
      const method = target[name] as (...args: unknown[]) => Promise<unknown>;
      return (...args: unknown[]) =>
        way.isCut ? Promise.reject(new Error("the store is down")) : method.apply(target, args);
    },
  });
  return { store: guarded, way };
}

test("a store that is down refuses, uses nothing up, and works again", async () => {
  const { store, way } = breakable();
  const { person, one, told } = setupCluster(undefined, store);
  await person.init(attempt, "redirect");
  way.isCut = true;
  assert.equal((await person.callback("?status=success&connection_id=conn_1")).status, 500);
  await assertError(await person.get("/connections"), 500, "server_error");
  await assertError(await person.disconnect("conn_1"), 500, "server_error");
  assert.equal(one.ofauth.writes().length, 0);
  assert.ok(one.errors.every(({ cause }) => (cause as Error).message === "the store is down"));
  way.isCut = false;
  assert.equal((await person.callback("?status=success&connection_id=conn_1")).status, 303);
  assert.equal((await person.get("/connections")).status, 200);
  assert.deepEqual(told(), ["conn_1"]);
});

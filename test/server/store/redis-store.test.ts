import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createClient } from "redis";
import { createRedisStore } from "../../../src/server/redis.js";
import { keysOf, passTime, setupRedis } from "./redis-setup.js";
import { connection, listen } from "./contract-setup.js";
import { storeContract } from "./store-contract.js";

const server = setupRedis();
const start = Date.parse("2026-01-01T00:00:00Z");

storeContract("Redis store", async (t) => {
  const prefix = server.newPrefix();
  const client = await server.raw(t);
  const clock = { now: start };
  return {
    store: server.open(t, { prefix, now: () => clock.now }),
    pass: async (seconds) => {
      clock.now += seconds * 1000;
      await passTime(client, prefix, seconds);
    },
  };
});

describe("Redis store: for several processes", () => {
  test("only one of two gets a lock or a mark, and both see it", async (t) => {
    const prefix = server.newPrefix();
    const stores = [server.open(t, { prefix }), server.open(t, { prefix })];
    for (let round = 0; round < 20; round++) {
      const answers = await Promise.all(
        stores.flatMap((store) => [store.mark(`key ${round}`, 60), store.mark(`key ${round}`, 60)]),
      );
      const locks = await Promise.all(stores.map((store, index) => store.lock(`key ${round}`, String(index), 60)));
      for (const each of [answers, locks]) assert.equal(each.filter(Boolean).length, 1);
      for (const store of stores) assert.deepEqual(await store.marked([`key ${round}`]), [true]);
    }
  });

  test("both have what one stores, and both receive changes", async (t) => {
    const prefix = server.newPrefix();
    const [here, there] = [server.open(t, { prefix }), server.open(t, { prefix })];
    const changes = [await listen(here), await listen(there)];
    await here.put([{ connection: connection("conn_1"), at: start }]);
    assert.deepEqual(await there.get(["conn_1"]), [{ connection: connection("conn_1"), at: start }]);
    const change = {
      clientReferenceId: "user-1",
      type: "connection.updated",
      connectionId: "conn_1",
      connection: null,
    };
    await there.publish(change);
    for (const each of changes) assert.deepEqual(await each.next(1), [change]);
    await there.remove(["conn_1"], start);
    assert.deepEqual(await here.get(["conn_1"]), [undefined]);
  });

  test("since is when the first store began, also after all were closed", async (t) => {
    const prefix = server.newPrefix();
    const first = server.open(t, { prefix, now: () => start });
    assert.equal(await first.since(), start);
    await first.close();
    const second = server.open(t, { prefix, now: () => start + 1000 });
    assert.equal(await second.since(), start);
  });

  test("since is recorded when the store is created", async (t) => {
    const prefix = server.newPrefix();
    const client = await server.raw(t);
    server.open(t, { prefix, now: () => start });
    while ((await keysOf(client, prefix)).length === 0) await client.ping();
    assert.equal(await client.get(`${prefix}since`), String(start));
  });

  test("stores with different prefixes are separate", async (t) => {
    const [here, there] = [
      server.open(t, { prefix: server.newPrefix() }),
      server.open(t, { prefix: server.newPrefix() }),
    ];
    await here.put([{ connection: connection("conn_1"), at: start }]);
    await here.mark("key", 60);
    await here.lock("key", "me", 60);
    assert.deepEqual(await there.get(["conn_1"]), [undefined]);
    assert.equal(await there.mark("key", 60), true);
    assert.equal(await there.lock("key", "other", 60), true);
  });
});

describe("Redis store: stored keys", () => {
  test("keeps only connections, records and a time without an expiry", async (t) => {
    const prefix = server.newPrefix();
    const store = server.open(t, { prefix });
    const client = await server.raw(t);
    const ids = ["conn_1", "conn_2", "conn_3"];
    await store.put(ids.map((id) => ({ connection: connection(id), at: start })));
    await store.put([{ connection: connection("conn_2", { status: "expired" }), at: start }], true);
    await store.mark("key", 60);
    await store.lock("key", "me", 60);
    await store.addSeen("walk", ids);
    const intent = { clientReferenceId: "user-1", attemptId: "a", nonce: "n", connectionId: "conn_1", at: start };
    await store.addIntent({ ...intent, expiresAt: Date.now() + 60_000 });
    await store.writeRecord("head", "{}");
    await store.publish({ clientReferenceId: "user-1", type: "x", connectionId: "conn_1", connection: null });
    await store.remove(["conn_3"], start + 1);
    const endless: string[] = [];
    for (const key of await keysOf(client, prefix)) if ((await client.pTTL(prefix + key)) < 0) endless.push(key);
    const kept = ["entries", "entriesOf:user-1", "entry:conn_1", "entry:conn_2", "record:head", "since"];
    assert.deepEqual(endless, kept);
    await store.remove(["conn_1", "conn_2"], start + 1);
    await passTime(client, prefix, 4 * 24 * 3600);
    assert.deepEqual(await keysOf(client, prefix), ["record:head", "since"]);
  });

  test("a connection that was removed and restored does not expire", async (t) => {
    const prefix = server.newPrefix();
    const store = server.open(t, { prefix });
    const client = await server.raw(t);
    await store.remove(["conn_1"], start);
    await store.put([{ connection: connection("conn_1"), at: start + 1 }]);
    await passTime(client, prefix, 4 * 24 * 3600);
    assert.ok((await store.get(["conn_1"]))[0]);
  });

  test("marks of earlier versions confirm and announce a connection when it is first stored", async (t) => {
    const prefix = server.newPrefix();
    const store = server.open(t, { prefix });
    const client = await server.raw(t);
    const getOne = async (id: string) => (await store.get([id]))[0];
    for (const id of ["conn_1", "conn_2", "conn_3"]) {
      await client.hSet(`${prefix}connection:${id}`, {
        at: "1",
        json: JSON.stringify(connection(id)),
        owner: "user-1",
      });
      await client.set(`${prefix}claim:${id === "conn_3" ? "announced" : "claimed"}:${id}`, "1");
    }
    await client.set(`${prefix}claim:announced:conn_1`, "1");
    const unnamed = connection("conn_2", { userData: null });
    await store.put(
      [connection("conn_1"), unnamed, connection("conn_3")].map((each) => ({ connection: each, at: start })),
    );
    const confirmation = { clientReferenceId: "user-1", userId: connection("conn_1").userData!.id };
    assert.deepEqual(await getOne("conn_1"), { connection: connection("conn_1"), at: start, confirmation });
    assert.deepEqual((await getOne("conn_2"))?.confirmation, { clientReferenceId: "user-1", userId: null });
    assert.deepEqual(await getOne("conn_3"), { connection: connection("conn_3"), at: start, isAnnounced: true });
    // The confirmation ends with the connection.
    await store.remove(["conn_1"], start);
    await store.put([{ connection: connection("conn_1"), at: start + 1 }]);
    assert.deepEqual(await getOne("conn_1"), { connection: connection("conn_1"), at: start + 1 });
  });

  test("messages and keys of other software are ignored", async (t) => {
    const prefix = server.newPrefix();
    const store = server.open(t, { prefix });
    const client = await server.raw(t);
    const changes = await listen(store);
    const good = { clientReferenceId: "user-1", type: "x", connectionId: "conn_1", connection: connection("conn_1") };
    for (const message of [
      "",
      "{",
      "null",
      "[]",
      JSON.stringify({ ...good, connection: undefined }),
      JSON.stringify({ ...good, connection: { id: "conn_1" } }),
      JSON.stringify({ ...good, connectionId: "conn_2" }),
      JSON.stringify({ ...good, clientReferenceId: 7 }),
      '{"__proto__":{"clientReferenceId":"user-1"}}',
      JSON.stringify(good),
    ]) {
      await client.publish(`${prefix}changes`, message);
    }
    assert.deepEqual(await changes.next(1), [good]);
  });
});

describe("Redis store: creation", () => {
  for (const options of [
    {},
    { url: "" },
    { url: "http://127.0.0.1" },
    { url: undefined },
    { url: "redis://x", prefix: "" },
  ]) {
    test(`throws for the options ${JSON.stringify(options)}`, () => {
      assert.throws(() => createRedisStore(options), /^Error: createRedisStore: /);
    });
  }

  test("uses the host's client, and leaves it open", async (t) => {
    const prefix = server.newPrefix();
    const client = await server.raw(t);
    const store = createRedisStore({ client, prefix });
    const changes = await listen(store);
    const change = { clientReferenceId: "user-1", type: "x", connectionId: "conn_1", connection: null };
    await store.publish(change);
    assert.deepEqual(await changes.next(1), [change]);
    await store.close();
    assert.equal(await client.ping(), "PONG");
    assert.equal(await store.mark("key", 1), true);
  });

  test("waits for a client that is not connected yet", async (t) => {
    const client = createClient({ url: server.redis().url });
    t.after(() => client.destroy());
    const store = createRedisStore({ client, prefix: server.newPrefix() });
    const early = store.mark("key", 1);
    await client.connect();
    assert.equal(await early, true);
  });
});

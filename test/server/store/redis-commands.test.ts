/** Which commands the Redis store sends, how many, and with which permissions. */
import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { createClient } from "redis";
import { createRedisStore } from "../../../src/server/redis.js";
import { changeOf } from "../events/events-setup.js";
import { connection, listen, start } from "./contract-setup.js";
import { readPermissions, setupRedis, takeCommands } from "./redis-setup.js";

const server = setupRedis();

describe("Redis store: commands", () => {
  async function setupMany(t: TestContext) {
    const store = server.open(t, { prefix: server.newPrefix() });
    const client = await server.raw(t);
    const many = Array.from({ length: 5000 }, (_, index) => connection(`conn_${index}`));
    await store.put(many.map((each) => ({ connection: each, at: start })));
    await takeCommands(client);
    return { store, client, many };
  }

  test("one page of an owner's 5,000 connections takes two", async (t) => {
    const { store, client } = await setupMany(t);
    const ids = await store.idsOf("user-1");
    assert.equal((await store.get(ids.slice(0, 10))).filter(Boolean).length, 10);
    assert.equal(ids.length, 5000);
    assert.deepEqual(await takeCommands(client), { zrange: 1, mget: 1 });
  });

  test("many marks, records or connections are read with one", async (t) => {
    const { store, client } = await setupMany(t);
    const keys = Array.from({ length: 100 }, (_, index) => `key ${index}`);
    await store.marked(keys);
    await store.readRecords(keys);
    await store.get(keys.map((_, index) => `conn_${index}`));
    assert.deepEqual(await takeCommands(client), { mget: 3 });
  });

  test("a list that has not changed is not written again, and of another one only what changed", async (t) => {
    const { store, client, many } = await setupMany(t);
    const page = many.slice(0, 100).map((each) => ({ connection: each, at: start + 60_000 }));
    await store.put(page);
    const { evalsha, ...others } = await takeCommands(client);
    assert.deepEqual([evalsha, others], [1, { mget: 1 }]);
    await store.put([
      { connection: connection("conn_7", { status: "expired" }), at: start + 60_000 },
      ...page.slice(8),
    ]);
    const { set } = await takeCommands(client);
    assert.equal(set, 1);
  });

  test("confirmations and announcements that are there already are not written again", async (t) => {
    const { store, client } = await setupMany(t);
    const confirmation = { clientReferenceId: "user-1", userId: "1" };
    await store.confirm("conn_1", confirmation);
    await store.put([{ connection: connection("conn_2"), at: start, isAnnounced: true }]);
    await takeCommands(client);
    await store.confirm("conn_1", confirmation);
    await store.put([{ connection: connection("conn_2"), at: start, isAnnounced: true }]);
    assert.deepEqual(await takeCommands(client), { evalsha: 2, mget: 2 });
  });

  test("a walk of 5,000 connections takes one for each batch, not for each connection", async (t) => {
    const { store, client, many } = await setupMany(t);
    const ids = many.map(({ id }) => id);
    for (let index = 0; index < ids.length; index += 100) await store.addSeen("walk", ids.slice(index, index + 100));
    assert.deepEqual(await store.unseenBy("walk"), []);
    const { evalsha = 0 } = await takeCommands(client);
    assert.ok(evalsha <= 60, String(evalsha));
  });
});

describe("Redis store: permissions", () => {
  test("the ones in the documentation suffice, and those for keys and commands are needed", async (t) => {
    const admin = await server.raw(t);
    const { rules } = readPermissions();
    const open = async (changes: readonly string[] = []) => {
      await admin.sendCommand(["ACL", "SETUSER", "ofauth", "reset", ...rules, ...changes]);
      const store = createRedisStore({ url: server.redis().url.replace("redis://", "redis://ofauth:secret@") });
      t.after(() => store.close());
      return store;
    };
    const intent = {
      clientReferenceId: "user-1",
      attemptId: "attempt-0001",
      nonce: "n",
      connectionId: "conn_1",
      at: Date.now(),
      expiresAt: Date.now() + 60_000,
    };
    const store = await open();
    await takeCommands(admin);
    const changes = await listen(store);
    const entries = ["conn_1", "conn_2"].map((id) => ({ connection: connection(id), at: start }));
    await store.since();
    await store.lock("key", "me", 5);
    await store.renew("key", "me", 5);
    await store.unlock("key", "me");
    await store.mark("key", 5);
    await store.marked(["key"]);
    for (const each of [intent, { ...intent, nonce: "old", expiresAt: 1 }, { ...intent, nonce: "m" }])
      await store.addIntent(each);
    await store.intentsOf("user-1");
    await store.removeIntents("user-1", "n");
    await store.put(entries);
    await store.put([{ connection: connection("conn_1", {}, "user-2"), at: start + 1 }], true);
    await store.confirm("conn_1", { clientReferenceId: "user-2", userId: null });
    assert.equal((await store.get(["conn_1"])).length, 1);
    await store.idsOf("user-1");
    await store.rankOf("conn_1");
    await store.count();
    await store.addSeen("walk", ["conn_1"]);
    assert.deepEqual(await store.unseenBy("walk"), ["conn_2"]);
    await store.dropSeen("walk");
    await store.writeRecord("head", "{}");
    await store.readRecords(["head"]);
    assert.deepEqual(await store.remove(["conn_1", "conn_2"], start + 2), [true, true]);
    await store.publish(changeOf("conn_1"));
    assert.deepEqual(await changes.next(1), [changeOf("conn_1")]);
    // After a restart of Redis, scripts are sent again.
    await admin.scriptFlush();
    await store.lock("key", "me", 5);
    const used = Object.keys(await takeCommands(admin)).filter((name) => !["acl", "script", "auth"].includes(name));
    const allowed = rules.filter((each) => each.startsWith("+")).map((each) => each.slice(1));
    assert.deepEqual(allowed.sort(), used.sort());
    const narrow = await open(["resetkeys", "~other:*"]);
    await assert.rejects(narrow.mark("key", 5));
  });
});

test("13 stores, subscriptions and simultaneous calls of one client cause no warning", async (t) => {
  const warnings: Error[] = [];
  const note = (warning: Error) => void warnings.push(warning);
  process.on("warning", note);
  t.after(() => void process.off("warning", note));
  const client = createClient({ url: server.redis().url, disableOfflineQueue: true });
  client.on("error", () => undefined);
  await client.connect();
  t.after(() => client.destroy());
  const stores = Array.from({ length: 13 }, () => createRedisStore({ client, prefix: server.newPrefix() }));
  for (const store of stores) t.after(() => store.close());
  let gaps = 0;
  await Promise.all(
    stores.map((store) =>
      store.subscribe(
        () => undefined,
        () => (gaps += 1),
      ),
    ),
  );
  await Promise.all(stores.flatMap((store) => Array.from({ length: 13 }, (_, index) => store.get([`conn_${index}`]))));
  await server.redis().restart();
  while (gaps < stores.length) await new Promise((resolve) => void setImmediate(resolve));
  assert.deepEqual(warnings, []);
});

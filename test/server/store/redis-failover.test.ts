/** The Redis store when a replica becomes the master: behind an address that moves, and with Sentinel. */
import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { createClient } from "redis";
import { createRedisStore, type RedisStoreOptions } from "../../../src/server/redis.js";
import type { Store } from "../../../src/server/store/store.js";
import { changeOf } from "../events/events-setup.js";
import { settle } from "../handler-setup.js";
import { connection, listen, start } from "./contract-setup.js";
import {
  rawClient,
  replicate,
  sentinelClient,
  startAddress,
  startRedisPair,
  startSentinel,
  until,
} from "./redis-topologies.js";

/** Two servers behind one address, which leads to the first one. */
async function setupAddress(t: TestContext) {
  const after = (end: () => Promise<void>) => t.after(end);
  const [first, second] = await startRedisPair(after);
  const address = await startAddress(after, first);
  const [firstRaw, secondRaw] = await Promise.all([rawClient(first), rawClient(second)]);
  t.after(() => {
    firstRaw.destroy();
    secondRaw.destroy();
  });
  await replicate(secondRaw, first);

  /** Makes the second server the master and the first one its replica, as a provider does for maintenance. */
  async function failOver({ movesAddress = true } = {}): Promise<void> {
    await until(async () => (await secondRaw.dbSize()) === (await firstRaw.dbSize()));
    await secondRaw.sendCommand(["REPLICAOF", "NO", "ONE"]);
    if (movesAddress) address.leadTo(second);
    await replicate(firstRaw, second);
  }

  const open = (options: RedisStoreOptions = {}) => {
    const store = createRedisStore({ url: address.url, ...options });
    t.after(() => store.close());
    return store;
  };
  return { address, second, open, failOver };
}

const putOne = (store: Store, id: string) => store.put([{ connection: connection(id), at: start }]);

describe("a failover behind an address", () => {
  test("the store connects to the new master instead of failing for good", async (t) => {
    const { open, failOver } = await setupAddress(t);
    const store = open();
    await putOne(store, "conn_1");
    await store.mark("key", 60);
    const listener = await listen(store);
    await failOver();
    // Both a plain command and one in a script are refused by a replica.
    assert.equal(await store.mark("key", 60), false);
    assert.deepEqual(await putOne(store, "conn_2"), ["new"]);
    assert.ok((await store.get(["conn_1"]))[0]);
    while (listener.count() === 0) {
      await store.publish(changeOf("conn_1"));
      await settle();
    }
  });

  test("in a script, too, as the first command", async (t) => {
    const { open, failOver } = await setupAddress(t);
    const store = open();
    await putOne(store, "conn_1");
    await failOver();
    const outcomes = await Promise.all([putOne(store, "conn_2"), putOne(store, "conn_3"), store.lock("key", "me", 5)]);
    assert.deepEqual(outcomes, [["new"], ["new"], true]);
  });

  test("the host's own client stays open, and close ends the store's connections", async (t) => {
    const { address, open, failOver } = await setupAddress(t);
    const client = createClient({ url: address.url });
    client.on("error", () => undefined);
    await client.connect();
    t.after(() => client.destroy());
    const store = open({ client });
    await putOne(store, "conn_1");
    const before = address.count();
    await failOver();
    assert.equal(await store.mark("key", 60), true);
    assert.equal(client.isReady, true);
    assert.equal(address.count(), before + 1);
    await store.close();
    while (address.count() > before) await settle();
    assert.equal(await client.ping(), "PONG");
  });

  test("while the address still leads to a replica, calls fail, and connections do not pile up", async (t) => {
    const { address, second, open, failOver } = await setupAddress(t);
    const store = open();
    await putOne(store, "conn_1");
    await failOver({ movesAddress: false });
    for (let index = 0; index < 20; index++) await assert.rejects(store.mark("key", 60), /cannot be reached/);
    assert.ok(address.count() <= 2, String(address.count()));
    address.leadTo(second);
    await until(() => store.mark("key", 60).catch(() => false));
  });
});

describe("Sentinel", () => {
  test("a failover is survived, and changes arrive again", async (t) => {
    const { master, replica, sentinel } = await startSentinel((end) => t.after(end));
    const here = createRedisStore({ client: await sentinelClient(t, sentinel) });
    const there = createRedisStore({ client: await sentinelClient(t, sentinel) });
    for (const store of [here, there]) t.after(() => store.close());
    await putOne(here, "conn_1");
    let received = 0;
    let gaps = 0;
    await there.subscribe(
      () => (received += 1),
      () => (gaps += 1),
    );
    await here.publish(changeOf("conn_1"));
    while (received === 0) await settle();
    const raw = await rawClient(replica);
    t.after(() => raw.destroy());
    await until(async () => (await raw.dbSize()) > 1);
    await master.kill();
    await until(() => here.mark("after", 60).catch(() => false));
    assert.ok((await there.get(["conn_1"]))[0]);
    while (gaps === 0) await settle();
    received = 0;
    while (received === 0) {
      await here.publish(changeOf("conn_1"));
      await settle();
    }
  });
});

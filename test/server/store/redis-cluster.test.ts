/** The Redis store on a cluster of three nodes. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createClientPool, createSentinel } from "redis";
import { HttpError } from "../../../src/server/http/http-error.js";
import { createRedisStore, type RedisStoreOptions } from "../../../src/server/redis.js";
import type { RedisServer } from "../../support/redis-server.js";
import { changeOf } from "../events/events-setup.js";
import { settle } from "../handler-setup.js";
import { connection, listen, start } from "./contract-setup.js";
import { passTime, readPermissions } from "./redis-setup.js";
import { clusterClient, rawClient, startCluster, until, untilWhole } from "./redis-topologies.js";
import { storeContract } from "./store-contract.js";

let nodes: readonly RedisServer[];
const ends: (() => Promise<void>)[] = [];
before(async () => {
  nodes = await startCluster((end) => void ends.push(end));
});
after(async () => {
  for (const end of ends) await end();
});

let count = 0;
const newPrefix = () => `{test:${(count += 1)}}:`;

storeContract("Redis store on a cluster", async (t) => {
  const prefix = newPrefix();
  const clock = { now: start };
  const client = await clusterClient(t, nodes);
  const store = createRedisStore({ client, prefix, now: () => clock.now });
  t.after(() => store.close());
  return {
    store,
    pass: async (seconds) => {
      clock.now += seconds * 1000;
      for (const node of nodes) {
        const raw = await rawClient(node);
        await passTime(raw, prefix, seconds);
        raw.destroy();
      }
    },
  };
});

describe("Redis store on a cluster", () => {
  test("changes reach the other processes, whichever nodes they are connected to", async (t) => {
    const prefix = newPrefix();
    const stores = await Promise.all(
      Array.from({ length: 6 }, async () => createRedisStore({ client: await clusterClient(t, nodes), prefix })),
    );
    for (const store of stores) t.after(() => store.close());
    const listeners = await Promise.all(stores.map(listen));
    for (const store of stores) await store.publish(changeOf("conn_1"));
    for (const listener of listeners) assert.equal((await listener.next(stores.length)).length, stores.length);
  });

  test("recovers when each node in turn has been killed and started again, and says so", async (t) => {
    const store = createRedisStore({ client: await clusterClient(t, nodes), prefix: newPrefix() });
    t.after(() => store.close());
    let received = 0;
    let gaps = 0;
    await store.subscribe(
      () => (received += 1),
      () => (gaps += 1),
    );
    for (const node of nodes) {
      await node.restart();
      await untilWhole(nodes);
    }
    // One of them was the node of the subscription.
    while (gaps === 0) await settle();
    received = 0;
    await until(async () => {
      await store.publish(changeOf("conn_1")).catch(() => undefined);
      return received > 0;
    });
    await store.put([{ connection: connection("conn_1"), at: start }]);
    assert.ok((await store.get(["conn_1"]))[0]);
  });
});

test("a subscription whose node has died for good moves to another node", async (t) => {
  const raws = await Promise.all(nodes.map(rawClient));
  t.after(() => raws.forEach((raw) => raw.destroy()));
  const client = await clusterClient(t, nodes);

  /** Opens a store whose subscription is on another node than its keys. The client chooses the node at random. */
  async function openApart() {
    for (;;) {
      const prefix = newPrefix();
      const store = createRedisStore({ client, prefix });
      t.after(() => store.close());
      let gaps = 0;
      const changes: string[] = [];
      await store.subscribe(
        ({ connectionId }) => changes.push(connectionId),
        () => (gaps += 1),
      );
      const channels = await Promise.all(raws.map((raw) => raw.pubSubChannels(`${prefix}*`)));
      const node = channels.findIndex((list) => list.length > 0);
      const hasKeys = await raws[node]!.set(`${prefix}probe`, "1").then(
        () => true,
        () => false,
      );
      if (!hasKeys) return { store, node: nodes[node]!, changes, gaps: () => gaps };
    }
  }

  const { store, node, changes, gaps } = await openApart();
  await node.kill();
  t.after(async () => {
    await node.start();
    await untilWhole(nodes);
  });
  await until(async () => {
    // The node of the keys lives: nothing fails.
    await store.publish(changeOf("conn_1"));
    await store.put([{ connection: connection("conn_1"), at: start }]);
    await store.marked(["key"]);
    await store.idsOf("user-1");
    return changes.length > 0;
  });
  assert.ok(gaps() > 0);
});

test("a cluster's user needs one permission more, as documented", async (t) => {
  const { rules, clusterRules } = readPermissions();
  for (const node of nodes) {
    const raw = await rawClient(node);
    await raw.sendCommand(["ACL", "SETUSER", "ofauth", "reset", ...rules, ...clusterRules]);
    raw.destroy();
  }
  const client = await clusterClient(t, nodes, { username: "ofauth", password: "secret" });
  const store = createRedisStore({ client });
  t.after(() => store.close());
  const changes = await listen(store);
  await store.put([{ connection: connection("conn_1"), at: start }]);
  assert.ok((await store.get(["conn_1"]))[0]);
  await store.publish(changeOf("conn_1"));
  assert.equal((await changes.next(1)).length, 1);
});

describe("Redis store: a client that cannot work", () => {
  test("a cluster is refused with a prefix without a hash tag", async (t) => {
    const client = await clusterClient(t, nodes);
    for (const prefix of ["ofauth:", "{}:"]) {
      assert.throws(() => createRedisStore({ client, prefix }), /^Error: createRedisStore: prefix needs a hash tag/);
    }
  });

  test("a pool, clients of other packages, and those of Sentinel in version 5 are refused", () => {
    const pool = createClientPool();
    const sentinel = createSentinel({ name: "main", sentinelRootNodes: [{ host: "127.0.0.1", port: 1 }] });
    Object.defineProperty(sentinel, "duplicate", { value: undefined });
    for (const client of [
      pool,
      sentinel,
      {},
      null,
      "redis://localhost",
      { isOpen: true, sendCommand: () => undefined },
    ]) {
      assert.throws(
        () => createRedisStore({ client } as unknown as RedisStoreOptions),
        /^Error: createRedisStore: client has no .*createCluster/,
      );
    }
  });

  test("a client for one server that is connected to a cluster says what to pass", async (t) => {
    // One of three different prefixes at least is not on this node.
    const stores = ["a", "b", "c", "d"].map((tag) => createRedisStore({ url: nodes[0]!.url, prefix: `{${tag}}:` }));
    for (const store of stores) t.after(() => store.close());
    const outcomes = await Promise.allSettled(stores.map((store) => store.mark("key", 60)));
    const reasons = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
    assert.ok(reasons.length > 0);
    for (const reason of reasons) {
      assert.ok(reason instanceof HttpError && reason.cause instanceof Error);
      assert.match(reason.cause.message, /this Redis is a cluster\. Pass createCluster/);
    }
  });
});

/** Redis as people run it: a cluster of three nodes, a server with a replica behind Sentinel, and an address that moves. */
import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { createClient, createCluster, createSentinel } from "redis";
import { startRedis, type RedisServer } from "../../support/redis-server.js";
import { settle } from "../handler-setup.js";

type After = (end: () => Promise<void>) => void;

const SLOTS = 16_384;

/** Opens a plain client to one server. */
export async function rawClient({ url }: RedisServer) {
  const client = createClient({ url });
  client.on("error", () => undefined);
  return client.connect();
}

/** Calls `check` until it resolves with true. */
export async function until(check: () => Promise<boolean>): Promise<void> {
  while (!(await check())) await settle();
}

/** Starts three nodes that form a cluster, and waits until all of them serve all slots. */
export async function startCluster(after: After): Promise<readonly RedisServer[]> {
  const flags = ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000", "--cluster-require-full-coverage", "no"];
  const nodes = await Promise.all(Array.from({ length: 3 }, () => startRedis(after, { flags })));
  const clients = await Promise.all(nodes.map(rawClient));
  for (const [index, client] of clients.entries()) {
    const first = Math.ceil((SLOTS * index) / nodes.length);
    const count = Math.ceil((SLOTS * (index + 1)) / nodes.length) - first;
    await client.sendCommand([
      "CLUSTER",
      "ADDSLOTS",
      ...Array.from({ length: count }, (_, slot) => String(first + slot)),
    ]);
    await client.sendCommand(["CLUSTER", "SET-CONFIG-EPOCH", String(index + 1)]);
    if (index > 0) await client.sendCommand(["CLUSTER", "MEET", "127.0.0.1", String(nodes[0]!.port)]);
  }
  for (const client of clients) client.destroy();
  await untilWhole(nodes);
  return nodes;
}

/** Waits until each node of a cluster knows all nodes, and that they serve all slots. */
export async function untilWhole(nodes: readonly RedisServer[]): Promise<void> {
  for (const node of nodes) {
    const client = await rawClient(node);
    await until(async () => {
      const info = await client.clusterInfo();
      return ["cluster_state:ok", "cluster_known_nodes:3", `cluster_slots_ok:${SLOTS}`].every((line) =>
        info.includes(line),
      );
    });
    client.destroy();
  }
}

/** Opens the host's client of a cluster. */
export async function clusterClient(t: TestContext, nodes: readonly RedisServer[], user: object = {}) {
  const client = createCluster({
    rootNodes: nodes.map(({ url }) => ({ url, ...user })),
    defaults: { ...user, disableOfflineQueue: true, socket: { reconnectStrategy: 50 } },
  });
  client.on("error", () => undefined);
  await client.connect();
  t.after(() => client.destroy());
  return client;
}

/** Starts two servers of which either can become the other's replica at once. */
export const startRedisPair = (after: After) => {
  const options = { flags: ["--repl-diskless-sync-delay", "0"] };
  return Promise.all([startRedis(after, options), startRedis(after, options)]);
};

/** Starts a server, its replica, and Sentinel, which makes the replica the master when the master fails. */
export async function startSentinel(after: After) {
  const [master, replica] = await startRedisPair(after);
  const client = await rawClient(replica);
  await replicate(client, master);
  client.destroy();
  const sentinelConfig = [
    `sentinel monitor main 127.0.0.1 ${master.port} 1`,
    "sentinel down-after-milliseconds main 500",
    "sentinel failover-timeout main 2000",
    "",
  ].join("\n");
  const sentinel = await startRedis(after, { sentinelConfig });
  const monitor = await rawClient(sentinel);
  // Sentinel finds the replica through the master.
  await until(async () =>
    JSON.stringify(await monitor.sendCommand(["SENTINEL", "REPLICAS", "main"])).includes(String(replica.port)),
  );
  monitor.destroy();
  return { master, replica, sentinel };
}

/** Opens the host's client of a server behind Sentinel. */
export async function sentinelClient(t: TestContext, { port }: RedisServer) {
  const client = createSentinel({ name: "main", sentinelRootNodes: [{ host: "127.0.0.1", port }] });
  client.on("error", () => undefined);
  await client.connect();
  t.after(() => client.destroy());
  return client;
}

/** Makes a server the replica of another one, and waits until it has the same data. */
export async function replicate(client: Awaited<ReturnType<typeof rawClient>>, master: RedisServer): Promise<void> {
  await client.sendCommand(["REPLICAOF", "127.0.0.1", String(master.port)]);
  await until(async () => (await client.info("replication")).includes("master_link_status:up"));
}

/** Starts an address that leads new connections to a server, such as a DNS name. Open connections stay where they are. */
export async function startAddress(after: After, server: RedisServer) {
  let target = server;
  const sockets = new Set<Socket>();
  const listener = createServer((incoming) => {
    const outgoing = connect(target.port, "127.0.0.1");
    for (const [from, to] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => void listener.listen(0, "127.0.0.1", resolve));
  after(async () => {
    for (const socket of sockets) socket.destroy();
    listener.close();
  });
  return {
    url: `redis://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    /** How many connections are open. */
    count: () => sockets.size / 2,
    leadTo: (other: RedisServer) => void (target = other),
  };
}

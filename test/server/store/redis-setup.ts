/** Opens stores on a real Redis server. */
import { readFileSync } from "node:fs";
import { after, before, type TestContext } from "node:test";
import { createClient } from "redis";
import type { StartTimer } from "../../../src/server/http/timeout.js";
import { openRedisStore, type RedisStoreOptions } from "../../../src/server/store/open-redis-store.js";
import { startRedis, type RedisServer } from "../../support/redis-server.js";

/** Starts a server for the test file; each test opens stores with a prefix of its own. */
export function setupRedis() {
  let redis!: RedisServer;
  let count = 0;
  const ends: (() => Promise<void>)[] = [];
  before(async () => {
    redis = await startRedis((end) => void ends.push(end));
  });
  after(async () => {
    for (const end of ends) await end();
  });

  return {
    redis: () => redis,
    newPrefix: () => `test:${process.pid}:${(count += 1)}:`,
    /** Opens a store that is closed after the test. By default no timeout ever ends, so that a busy machine causes none. */
    open: (t: TestContext, options: RedisStoreOptions, timer: StartTimer = () => () => undefined) => {
      const store = openRedisStore({ url: redis.url, ...options }, timer);
      t.after(() => store.close());
      return store;
    },
    /** Opens a plain client, to check the stored keys. */
    raw: async (t: TestContext) => {
      const client = await createClient({ url: redis.url }).connect();
      t.after(() => client.destroy());
      return client;
    },
  };
}

export type RawRedis = Awaited<ReturnType<ReturnType<typeof setupRedis>["raw"]>>;

/** Returns all keys below the prefix, without it. */
export async function keysOf(client: RawRedis, prefix: string): Promise<string[]> {
  return (await client.keys(`${prefix}*`)).map((key) => key.slice(prefix.length)).sort();
}

/** Returns how often each command was called since the last call, also by scripts. */
export async function takeCommands(client: RawRedis): Promise<Record<string, number>> {
  const info = await client.info("commandstats");
  await client.sendCommand(["CONFIG", "RESETSTAT"]);
  const calls = Array.from(
    info.matchAll(/^cmdstat_([^:|]+)[^:]*:calls=(\d+)/gm),
    ([, name, count]) => [name!, Number(count)] as const,
  );
  return Object.fromEntries(calls.filter(([name]) => !["info", "config", "hello", "client"].includes(name)));
}

/** Reduces the remaining time of all keys, because the clock of Redis cannot be set. */
export async function passTime(client: RawRedis, prefix: string, seconds: number): Promise<void> {
  for (const key of await client.keys(`${prefix}*`)) {
    const left = await client.pTTL(key);
    if (left >= 0) await client.pExpire(key, left - seconds * 1000);
  }
}

/** Reads the permissions of a Redis user from the documentation. The password is `secret`. */
export function readPermissions() {
  const text = readFileSync(new URL("../../../docs/stores.md", import.meta.url), "utf8");
  const split = (found: string | undefined) => (found ?? "").trim().split(/[\s\\]+/);
  return {
    rules: split(/^ACL SETUSER ofauth ([^`]+)/m.exec(text)?.[1]).map((rule) => rule.replace(">password", ">secret")),
    clusterRules: split(/^A client of a cluster also needs `([^`]+)`/m.exec(text)?.[1]),
  };
}

/** Stores on one real Redis. */
import { after, before, type TestContext } from "node:test";
import { createClient } from "redis";
import type { StartTimer } from "../../../src/server/http/timeout.js";
import { openRedisStore, type RedisStoreOptions } from "../../../src/server/store/open-redis-store.js";
import { startRedis, type RedisServer } from "../../support/redis-server.js";

/** For a test file: its server, and stores that see nothing of the other tests'. */
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
    /** Closed with the test. However busy the machine is, no deadline passes unless a test's own `timer` says so. */
    open: (t: TestContext, options: RedisStoreOptions, timer: StartTimer = () => () => undefined) => {
      const store = openRedisStore({ url: redis.url, ...options }, timer);
      t.after(() => store.close());
      return store;
    },
    /** For what the store does not show. */
    raw: async (t: TestContext) => {
      const client = await createClient({ url: redis.url }).connect();
      t.after(() => client.destroy());
      return client;
    },
  };
}

export type RawRedis = Awaited<ReturnType<ReturnType<typeof setupRedis>["raw"]>>;

/** All keys below the prefix. */
export async function keysOf(client: RawRedis, prefix: string): Promise<string[]> {
  return (await client.keys(`${prefix}*`)).map((key) => key.slice(prefix.length)).sort();
}

/** Redis's own clock cannot be set: what it is to forget comes nearer instead. */
export async function passTime(client: RawRedis, prefix: string, seconds: number): Promise<void> {
  for (const key of await client.keys(`${prefix}*`)) {
    const left = await client.pTTL(key);
    if (left >= 0) await client.pExpire(key, left - seconds * 1000);
  }
}

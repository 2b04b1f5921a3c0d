/**
 * Store for several processes or machines, on Redis 6 or later. Uses the package `redis` (5 or 6), which you install.
 *
 * All processes then share the index of connections, which of them are confirmed, what was handled before, and live
 * updates. While Redis is unavailable, requests get a 503 `server_error` within two seconds; when it is back, the
 * handler goes on, and pages with an open event stream reload their connections. Set `maxmemory-policy noeviction`: a
 * connection whose confirmation Redis evicts is hidden.
 */
import { startTimer } from "./http/timeout.js";
import { openRedisStore, type RedisStore, type RedisStoreOptions } from "./store/open-redis-store.js";
import { refuseInBrowser } from "./refuse-in-browser.js";

refuseInBrowser();

/**
 * Creates the store. It connects in the background and waits for a server that is not up yet.
 *
 * @param options - Either `url` or `client` is required.
 * @returns The store, for the option `store` of `createOFAuthHandler`.
 * @throws Error when an option is missing or wrong; also when called in a browser.
 *
 * @example
 * const handler = createOFAuthHandler({
 *   store: createRedisStore({ url: process.env.REDIS_URL }),
 *   …
 * });
 */
export const createRedisStore = (options: RedisStoreOptions): RedisStore => openRedisStore(options, startTimer);

export type { RedisStore, RedisStoreOptions } from "./store/open-redis-store.js";
export type { RedisClient, RedisClusterClient, RedisSentinelClient } from "./store/redis-client.js";
export type { Confirmation, Intent, PutOutcome, Store, StoreChange, StoredConnection } from "./store/store.js";
export type { Connection } from "../protocol/connection.js";

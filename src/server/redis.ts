/**
 * The store for a host on several processes or machines, on Redis 6 or later, by the package `redis` (5 or 6), which the
 * host installs.
 *
 * What all processes share then: which connection is whose, which of them are claimed, what was handled before, and the
 * live events. When Redis is gone, requests are answered with a 503 `server_error` within two seconds; when it is back,
 * everything goes on, and pages that listen are told to read anew. Let Redis refuse what it has no room for
 * (`maxmemory-policy noeviction`): a claim that it throws away hides a connection.
 */
import { startTimer } from "./http/timeout.js";
import { openRedisStore, type RedisStore, type RedisStoreOptions } from "./store/open-redis-store.js";
import { refuseInBrowser } from "./refuse-in-browser.js";

refuseInBrowser();

/**
 * Makes the store. Throws at once when an option is missing or wrong; a server that is not there yet is waited for.
 *
 * @example
 * const handler = createOFAuthHandler({
 *   store: createRedisStore({ url: process.env.REDIS_URL }),
 *   …
 * });
 */
export const createRedisStore = (options: RedisStoreOptions): RedisStore => openRedisStore(options, startTimer);

export type { RedisStore, RedisStoreOptions } from "./store/open-redis-store.js";
export type { RedisClient } from "./store/redis-connection.js";
export type { Store, StoreChange, StoredConnection } from "./store/store.js";
export type { Connection } from "../protocol/connection.js";

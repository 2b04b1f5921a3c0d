/** Opens the Redis store, with a client of its own or with the host's. */
import { createClient } from "redis";
import { startBackgroundTimer, type StartTimer } from "../http/timeout.js";
import {
  destroyClient,
  findClientProblem,
  ignoreError,
  isClusterClient,
  type RedisClient,
  type SomeRedisClient,
} from "./redis-client.js";
import { createRedisConnection } from "./redis-connection.js";
import { createStoreOnRedis } from "./redis-store.js";
import type { Store } from "./store.js";

/** What every key starts with by default. */
const DEFAULT_PREFIX = "{ofauth}:";
/** How long one attempt to connect may take, in milliseconds. */
const CONNECT_TIMEOUT_MS = 2000;
/** The first and the longest delay between two attempts to reconnect, in milliseconds; it doubles in between. */
const MIN_RECONNECT_DELAY_MS = 50;
const MAX_RECONNECT_DELAY_MS = 1000;

/** Options of `createRedisStore`. Either `url` or `client` is required. */
export interface RedisStoreOptions {
  /** `redis://…` or `rediss://…`. The store opens a client of its own. */
  readonly url?: string | undefined;
  /**
   * A client that the host connects and closes, of `createClient`, `createCluster` or `createSentinel`. Its
   * `reconnectStrategy` must not give up. With `disableOfflineQueue: true`, requests fail at once while Redis is
   * unreachable instead of waiting.
   */
  readonly client?: SomeRedisClient | undefined;
  /**
   * What every key starts with. Handlers with the same prefix share their data; each API key needs its own prefix.
   * Default: `{ofauth}:`. The braces are a hash tag, which keeps all keys in one slot of a Redis Cluster.
   */
  readonly prefix?: string | undefined;
  /** Returns the current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** A {@link Store} on Redis, shared by all processes that use the same server and prefix. */
export interface RedisStore extends Store {
  /** Closes the store's own connections to Redis. The stored data is kept, and the host's `client` stays open. */
  close(): Promise<void>;
}

/** Opens the store; the timers can be replaced in tests. */
export function openRedisStore(
  options: RedisStoreOptions,
  timer: StartTimer,
  backgroundTimer: StartTimer = startBackgroundTimer,
): RedisStore {
  const { prefix = DEFAULT_PREFIX, now = Date.now } = options;
  if (typeof prefix !== "string" || prefix === "") throw optionError("prefix is empty or not a string");
  const clientProblem = options.client === undefined ? undefined : findClientProblem(options.client);
  if (clientProblem !== undefined) throw optionError(clientProblem);
  if (options.client && isClusterClient(options.client) && !/\{[^}]+\}/.test(prefix)) {
    throw optionError(
      "prefix needs a hash tag, such as {ofauth}:, because a cluster spreads other keys over its nodes",
    );
  }
  const ownClient = options.client ? undefined : createOwnClient(options.url);
  const client = options.client ?? ownClient!;
  const opening = ownClient ? connect(ownClient) : Promise.resolve();
  const redis = createRedisConnection({ client, opening, timer, backgroundTimer });
  const store = createStoreOnRedis({ redis, prefix, now });
  // Records now when the store began: connections that are made from now on need a confirmation. If this fails, the
  // first call of `since` does the same.
  store.since().catch(ignoreError);
  return {
    ...store,
    close: async () => {
      redis.close();
      if (ownClient) destroyClient(ownClient);
    },
  };
}

const optionError = (problem: string) => new Error(`createRedisStore: ${problem}.`);

function createOwnClient(url: string | undefined): RedisClient {
  if (typeof url !== "string" || !/^rediss?:\/\//.test(url)) {
    throw optionError(
      "pass a client, or a url that starts with redis:// or rediss://. Check that its environment variable is set",
    );
  }
  return createClient({
    url,
    // A command must fail at once instead of waiting for a server that may never come back.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectStrategy: (retries) => Math.min(MIN_RECONNECT_DELAY_MS * 2 ** retries, MAX_RECONNECT_DELAY_MS),
    },
  });
}

/**
 * Resolves after the first attempt to connect, successful or not; from then on, `isReady` of the client is reliable.
 */
function connect(client: RedisClient): Promise<unknown> {
  const firstError = new Promise<void>((resolve) => void client.on("error", () => resolve()));
  // Settles only once connected, or rejects when the store is closed: the client retries forever.
  const connected = client.connect().catch(ignoreError);
  return Promise.race([connected, firstError]);
}

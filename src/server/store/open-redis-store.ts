/** Makes the store on Redis, with a connection of its own or on the host's. */
import { createClient } from "redis";
import type { StartTimer } from "../http/timeout.js";
import { createRedisConnection, destroyClient, ignoreError, type RedisClient } from "./redis-connection.js";
import { createStoreOnRedis } from "./redis-store.js";
import type { Store } from "./store.js";

export interface RedisStoreOptions {
  /** `redis://…` or `rediss://…`: the store has a connection of its own. */
  readonly url?: string | undefined;
  /**
   * A client that the host has connected, and closes. Its `reconnectStrategy` must not give up; with
   * `disableOfflineQueue: true` requests hear at once that Redis is gone.
   */
  readonly client?: RedisClient | undefined;
  /**
   * What every key begins with. Two handlers with the same prefix are the same one; another API key needs another prefix.
   * Default `{ofauth}:`; the braces keep all keys in one place of a cluster.
   */
  readonly prefix?: string | undefined;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

export interface RedisStore extends Store {
  /** Ends the store's own connections. What is kept stays. */
  close(): Promise<void>;
}

/** `createRedisStore` with its seam open. */
export function openRedisStore(options: RedisStoreOptions, timer: StartTimer): RedisStore {
  const { prefix = "{ofauth}:", now = Date.now } = options;
  if (typeof prefix !== "string" || prefix === "") throw fault("prefix is empty or not a string");
  const own = options.client ? undefined : clientFor(options.url);
  const client = options.client ?? own!;
  const connection = createRedisConnection(client, own ? connect(own) : Promise.resolve(), timer);
  const store = createStoreOnRedis({ connection, prefix, now });
  // What is connected from now on is recent. If it fails, the first question does the same.
  store.since().catch(ignoreError);
  return {
    ...store,
    close: async () => {
      connection.close();
      if (own) destroyClient(own);
    },
  };
}

const fault = (why: string) => new Error(`createRedisStore: ${why}.`);

function clientFor(url: string | undefined): RedisClient {
  if (typeof url !== "string" || !/^rediss?:\/\//.test(url)) {
    throw fault("give it a client, or a url that begins with redis:// or rediss://; is its environment variable set?");
  }
  return createClient({
    url,
    // A request must not wait for a server that may never come back.
    disableOfflineQueue: true,
    socket: { connectTimeout: 2000, reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 1000) },
  });
}

/** Resolves at the first success, and at the first failure: from then on the client itself knows whether it is there. */
function connect(client: RedisClient): Promise<unknown> {
  const tried = new Promise<void>((resolve) => void client.on("error", () => resolve()));
  // It ends only with a success, or because the store was closed.
  const connected = client.connect().catch(ignoreError);
  return Promise.race([connected, tried]);
}

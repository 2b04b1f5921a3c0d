/**
 * Connection to Redis: commands that fail fast with one clear error while Redis is unreachable, and the channel on
 * which processes publish changes to each other. Both recover on their own when Redis is back.
 */
import { HttpError } from "../http/http-error.js";
import { waitAtMost, type StartTimer } from "../http/timeout.js";
import {
  destroyClient,
  duplicateClient,
  ignoreError,
  isReady,
  isSingleClient,
  sendTo,
  type SomeRedisClient,
} from "./redis-client.js";
import type { RedisScript } from "./redis-script.js";
import { openSubscription, type Subscription, type SubscriptionOptions } from "./redis-subscription.js";

/** How long a request waits for Redis, in milliseconds. */
const COMMAND_TIMEOUT_MS = 2000;
/** How long a new connection to the same address is not replaced again, in milliseconds. */
const REPLACE_INTERVAL_MS = 1000;
/** How long a client is asked to wait while Redis is unreachable, in seconds. */
const RETRY_AFTER_SECONDS = 1;

/** Every method rejects with a 503 if Redis does not answer in time. */
export interface RedisConnection {
  /** Sends a command about `key`; a cluster chooses the node by it. */
  sendCommand(key: string, ...args: string[]): Promise<unknown>;
  /** Runs a Lua script. `key` is one of the keys it uses. */
  runScript(script: RedisScript, key: string, ...args: string[]): Promise<unknown>;
  /** Subscribes to a channel. May be called once for each connection. */
  subscribe(options: SubscriptionOptions): Promise<void>;
  /** Closes the clients that the connection has opened itself, and rejects later calls that need another one. */
  close(): void;
}

interface RedisConnectionDeps {
  readonly client: SomeRedisClient;
  /** Settles when `client` has tried to connect. */
  readonly opening: Promise<unknown>;
  /** Timer for work that a request waits for. */
  readonly timer: StartTimer;
  /** Timer for work that no request waits for. */
  readonly backgroundTimer: StartTimer;
}

export function createRedisConnection(deps: RedisConnectionDeps): RedisConnection {
  const { opening, timer, backgroundTimer } = deps;
  let client = deps.client;
  let subscription: Subscription | undefined;
  let replacing: Promise<void> | undefined;
  let replacedAt = -Infinity;
  let isClosed = false;

  /**
   * Turns every failure into one error for clients: the store is unreachable. `onError` gets the original as `cause`.
   */
  async function failFast<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await waitAtMost(work, { ms: COMMAND_TIMEOUT_MS, timer });
    } catch (cause) {
      const detail = { retryAfter: RETRY_AFTER_SECONDS, cause: explain(cause) };
      throw new HttpError(503, "server_error", "The store cannot be reached.", detail);
    }
  }

  async function send(key: string, args: readonly string[]): Promise<unknown> {
    if (!isReady(client)) await opening;
    const sender = client;
    try {
      return await sendTo(sender, key, args);
    } catch (error) {
      if (!isReadOnlyError(error) || !isSingleClient(sender)) throw error;
      // A failover has made this server a replica. A new connection gets to the one that the address leads to now.
      replacing ??= replaceClient(sender).finally(() => (replacing = undefined));
      await replacing;
      return sendTo(client, key, args);
    }
  }

  /** Replaces a client that is connected to a replica by a new one with the same options. */
  async function replaceClient(before: SomeRedisClient): Promise<void> {
    if (client !== before) return;
    if (performance.now() - replacedAt < REPLACE_INTERVAL_MS) throw new Error("Redis is a replica: READONLY.");
    replacedAt = performance.now();
    const opened = duplicateClient(before);
    try {
      const firstError = new Promise<never>((_, reject) => void opened.on("error", reject));
      firstError.catch(ignoreError);
      await waitAtMost(() => Promise.race([opened.connect(), firstError]), {
        ms: COMMAND_TIMEOUT_MS,
        timer: backgroundTimer,
      });
      if (isClosed) throw new Error("The store was closed.");
    } catch (error) {
      destroyClient(opened);
      throw error;
    }
    // The host's client is the host's to close.
    if (before !== deps.client) destroyClient(before);
    client = opened;
  }

  return {
    sendCommand: (key, ...args) => failFast(() => send(key, args)),
    runScript: (script, key, ...args) =>
      failFast(async () => {
        try {
          return await send(key, ["EVALSHA", script.sha, "1", key, ...args]);
        } catch (error) {
          // This server has not cached the script yet, or has lost it in a restart
          // (https://redis.io/docs/latest/commands/evalsha/).
          if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
          return send(key, ["EVAL", script.text, "1", key, ...args]);
        }
      }),
    subscribe: async (options) => {
      const opened = await openSubscription({
        ...options,
        createClient: () => {
          if (isClosed) throw new Error("The store was closed.");
          return duplicateClient(client);
        },
        failFast,
        backgroundTimer,
      });
      if (isClosed) opened.close();
      subscription = opened;
    },
    close: () => {
      isClosed = true;
      subscription?.close();
      if (client !== deps.client) destroyClient(client);
    },
  };
}

/** Redis 6 reports the error of a command in a script inside of another one. */
const isReadOnlyError = (error: unknown): boolean => error instanceof Error && /\bREADONLY\b/.test(error.message);

/** Says what to do about an error that does not pass. */
function explain(cause: unknown): unknown {
  return cause instanceof Error && cause.message.startsWith("MOVED ")
    ? new Error("createRedisStore: this Redis is a cluster. Pass createCluster() of the package redis as client.", {
        cause,
      })
    : cause;
}

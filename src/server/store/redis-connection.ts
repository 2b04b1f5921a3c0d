/**
 * Connection to Redis: commands that fail fast with one clear error while Redis is unreachable, and the channel on
 * which processes publish changes to each other. Both recover on their own when Redis is back.
 */
import { HttpError } from "../http/http-error.js";
import { neverAborted, withTimeout, type StartTimer } from "../http/timeout.js";
import type { RedisScript } from "./redis-script.js";

/** The members of a client of the npm package `redis` that the store uses. */
export interface RedisClient {
  /** Whether the client was opened and not closed yet. */
  readonly isOpen: boolean;
  /** Whether the client is connected and accepts commands. */
  readonly isReady: boolean;
  /** Sends a command, such as `["GET", "key"]`. */
  sendCommand(args: readonly string[]): Promise<unknown>;
  /** Subscribes to the messages of a channel. */
  subscribe(channel: string, listener: (message: string) => void): Promise<void>;
  /** Creates another client with the same options. A subscribed client cannot send other commands. */
  duplicate(): RedisClient;
  /** Opens the connection. */
  connect(): Promise<unknown>;
  /** Closes the connection at once; pending commands fail. */
  destroy(): void;
  /** Adds an event listener. */
  on(event: "error" | "ready", listener: (error: unknown) => void): unknown;
}

/** How long a request waits for Redis, in milliseconds. */
const COMMAND_TIMEOUT_MS = 2000;
/** How long a client is asked to wait while Redis is unreachable, in seconds. */
const RETRY_AFTER_SECONDS = 1;

/** Every method rejects with a 503 if Redis does not answer in time. */
export interface RedisConnection {
  sendCommand(command: string, ...args: string[]): Promise<unknown>;
  /** Runs a Lua script. `key` is one of the keys it uses; a cluster chooses the node by it. */
  runScript(script: RedisScript, key: string, ...args: string[]): Promise<unknown>;
  /**
   * Subscribes to a channel. `onGap` is called after a reconnect, because messages may have been missed. May be called
   * once for each connection.
   */
  subscribe(channel: string, onMessage: (message: string) => void, onGap: () => void): Promise<void>;
  /** Closes the subscription's client, and rejects later subscriptions. */
  close(): void;
}

/** Creates the connection. `opening` settles when `client` has tried to connect. */
export function createRedisConnection(
  client: RedisClient,
  opening: Promise<unknown>,
  timer: StartTimer,
): RedisConnection {
  let subscriber: RedisClient | undefined;
  let isClosed = false;

  /**
   * Turns every failure into one error for clients: the store is unreachable. `onError` gets the original as `cause`.
   */
  async function failFast<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await withTimeout(work, { ms: COMMAND_TIMEOUT_MS, timer, client: neverAborted() });
    } catch (cause) {
      const detail = { retryAfter: RETRY_AFTER_SECONDS, cause };
      throw new HttpError(503, "server_error", "The store cannot be reached.", detail);
    }
  }

  async function send(args: readonly string[]): Promise<unknown> {
    if (!client.isReady) await opening;
    return client.sendCommand(args);
  }

  return {
    sendCommand: (...args) => failFast(() => send(args)),
    runScript: (script, key, ...args) =>
      failFast(async () => {
        try {
          return await send(["EVALSHA", script.sha, "1", key, ...args]);
        } catch (error) {
          // This server has not cached the script yet, or has lost it in a restart
          // (https://redis.io/docs/latest/commands/evalsha/).
          if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
          return send(["EVAL", script.text, "1", key, ...args]);
        }
      }),
    subscribe: async (channel, onMessage, onGap) => {
      const duplicate = client.duplicate();
      subscriber = duplicate;
      let isSubscribed = false;
      // The client retries forever; the caller gets the first failure.
      const firstError = new Promise<never>((_, reject) => void duplicate.on("error", reject));
      firstError.catch(ignoreError);
      // The client has resubscribed before it emits "ready".
      duplicate.on("ready", () => {
        if (isSubscribed) onGap();
      });
      const start = async () => {
        await duplicate.connect();
        await duplicate.subscribe(channel, onMessage);
      };
      try {
        await failFast(async () => {
          if (isClosed) throw new Error("The store was closed.");
          await Promise.race([start(), firstError]);
        });
        isSubscribed = true;
      } catch (error) {
        destroyClient(duplicate);
        throw error;
      }
    },
    close: () => {
      isClosed = true;
      if (subscriber) destroyClient(subscriber);
    },
  };
}

/** Closes a client, unless it is not open: `destroy` would throw. */
export function destroyClient(client: RedisClient): void {
  if (client.isOpen) client.destroy();
}

/** Handles an error that is reported elsewhere: unhandled, it would end the process. */
export const ignoreError = (): void => undefined;

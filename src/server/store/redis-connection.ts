/**
 * The way to Redis: commands that fail soon and clearly when it is gone, and the one channel on which processes tell each
 * other of changes. Both come back by themselves.
 */
import { withTimeout, type StartTimer } from "../http/timeout.js";
import type { RedisScript } from "./redis-scripts.js";
import { HttpError } from "../http/http-error.js";

/** What the store needs of a client of the package `redis`. */
export interface RedisClient {
  readonly isOpen: boolean;
  readonly isReady: boolean;
  sendCommand(args: readonly string[]): Promise<unknown>;
  subscribe(channel: string, listener: (message: string) => void): Promise<void>;
  duplicate(): RedisClient;
  connect(): Promise<unknown>;
  destroy(): void;
  on(event: "error" | "ready", listener: (error: unknown) => void): unknown;
}

/** A request waits no longer than this. */
const deadlineMs = 2000;

export interface RedisConnection {
  sendCommand(command: string, ...args: string[]): Promise<unknown>;
  runScript(script: RedisScript, key: string, ...args: string[]): Promise<unknown>;
  /** Calls `heard` with each message from now on, and `onGap` when some may have been missed. Once for each link. */
  subscribe(channel: string, heard: (message: string) => void, onGap: () => void): Promise<void>;
  close(): void;
}

/** `client`: connected, or being connected as `opening` says. */
export function createRedisConnection(
  client: RedisClient,
  opening: Promise<unknown>,
  timer: StartTimer,
): RedisConnection {
  const noClient = new AbortController().signal;
  let subscriber: RedisClient | undefined;
  let isClosed = false;

  /** Every failure is the same one to the outside: the store is gone for the moment. What Redis said goes to the log. */
  async function soon<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await withTimeout(work, { ms: deadlineMs, timer, client: noClient });
    } catch (cause) {
      throw new HttpError(503, "server_error", "The store cannot be reached.", { retryAfter: 1, cause });
    }
  }

  async function send(args: readonly string[]): Promise<unknown> {
    if (!client.isReady) await opening;
    return client.sendCommand(args);
  }

  return {
    sendCommand: (...args) => soon(() => send(args)),
    runScript: (script, key, ...args) =>
      soon(async () => {
        try {
          return await send(["EVALSHA", script.sha, "1", key, ...args]);
        } catch (error) {
          // New to this server, or forgotten in its restart.
          if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
          return send(["EVAL", script.text, "1", key, ...args]);
        }
      }),
    subscribe: async (channel, heard, onGap) => {
      const own = client.duplicate();
      subscriber = own;
      let isListening = false;
      // It would try for ever; whoever waits is told of the first failure.
      const failure = new Promise<never>((_, reject) => void own.on("error", reject));
      failure.catch(ignoreError);
      // The client subscribes again before it says so.
      own.on("ready", () => {
        if (isListening) onGap();
      });
      const begin = async () => {
        await own.connect();
        await own.subscribe(channel, heard);
      };
      try {
        await soon(async () => {
          if (isClosed) throw new Error("The store was closed.");
          await Promise.race([begin(), failure]);
        });
        isListening = true;
      } catch (error) {
        destroyClient(own);
        throw error;
      }
    },
    close: () => {
      isClosed = true;
      if (subscriber) destroyClient(subscriber);
    },
  };
}

/** A client that has ended, or was never opened, would throw. */
export function destroyClient(client: RedisClient): void {
  if (client.isOpen) client.destroy();
}

/** Without a listener an error would end the process. Each call that suffers from it says so itself. */
export const ignoreError = (): void => undefined;

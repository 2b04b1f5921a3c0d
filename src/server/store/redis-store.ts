/** The store for several processes: all data in Redis, and changes published on a Redis channel. */
import { parseConnection } from "../../protocol/connection.js";
import { asRecord } from "../../protocol/record.js";
import { once } from "../http/once.js";
import type { RedisConnection } from "./redis-connection.js";
import { endListScript, listScript, putListScript, putScript, removeScript, sinceScript } from "./redis-scripts.js";
import type { Store, StoreChange, StoredConnection } from "./store.js";

/** How many connections of a list one script stores. Redis serves no other client while a script runs. */
const LIST_BATCH_SIZE = 500;

interface RedisStoreDeps {
  readonly redis: RedisConnection;
  readonly prefix: string;
  readonly now: () => number;
}

interface Subscription {
  readonly listener: (change: StoreChange) => void;
  readonly onGap: (() => void) | undefined;
}

export function createStoreOnRedis({ redis, prefix, now }: RedisStoreDeps): Store {
  const subscriptions = new Set<Subscription>();

  /**
   * Every script takes the prefix as its first argument, and `<prefix>ids` as the key that chooses the cluster's node.
   */
  const runScript = (script: Parameters<RedisConnection["runScript"]>[0], ...args: string[]) =>
    redis.runScript(script, `${prefix}ids`, prefix, ...args);
  const claimKey = (key: string) => `${prefix}claim:${key}`;
  const toFlag = (value: boolean) => (value ? "1" : "0");

  function notify(call: (subscription: Subscription) => void): void {
    for (const subscription of Array.from(subscriptions)) {
      try {
        call(subscription);
      } catch {
        // One listener's error must not affect the other listeners.
      }
    }
  }

  function onMessage(message: string): void {
    const change = parseChange(message);
    if (change) notify(({ listener }) => listener(change));
  }

  const subscribeOnce = once(() =>
    redis.subscribe(`${prefix}changes`, onMessage, () => notify(({ onGap }) => onGap?.())),
  );

  return {
    claim: async (key, seconds) => {
      const ttl = String(Math.max(1, Math.ceil(seconds)));
      return (await redis.sendCommand("SET", claimKey(key), "1", "NX", "EX", ttl)) === "OK";
    },
    release: async (key) => void (await redis.sendCommand("DEL", claimKey(key))),
    isClaimed: async (key) => Number(await redis.sendCommand("EXISTS", claimKey(key))) === 1,
    async get(id) {
      const fields = await redis.sendCommand("HMGET", `${prefix}connection:${id}`, "json", "at");
      return parseFields(fields as unknown[]);
    },
    async listOf(clientReferenceId) {
      // The scripts store an empty string for a connection without an owner.
      if (clientReferenceId === "") return [];
      const found = (await runScript(listScript, clientReferenceId)) as unknown[];
      const pairs = Array.from({ length: found.length / 2 }, (_, index) => found.slice(index * 2, index * 2 + 2));
      return pairs.map(parseFields).filter((entry) => entry !== undefined);
    },
    async put({ connection, at }, byEvent = false) {
      const { id, clientReferenceId } = connection;
      const args = [id, clientReferenceId ?? "", JSON.stringify(connection), String(at), toFlag(byEvent)];
      return Number(await runScript(putScript, ...args)) === 1;
    },
    remove: async (id, at, byEvent = false) =>
      Number(await runScript(removeScript, id, String(at), toFlag(byEvent))) === 1,
    async replaceAll(connections, at) {
      for (let index = 0; index < connections.length; index += LIST_BATCH_SIZE) {
        const batch = connections.slice(index, index + LIST_BATCH_SIZE);
        const args = batch.flatMap((connection) => [
          connection.id,
          connection.clientReferenceId ?? "",
          JSON.stringify(connection),
        ]);
        // A newer list has been stored in the meantime.
        if (Number(await runScript(putListScript, String(at), ...args)) === 0) return;
      }
      await runScript(endListScript, String(at));
    },
    async listedAt() {
      const at = await redis.sendCommand("GET", `${prefix}listed`);
      return typeof at === "string" ? Number(at) : undefined;
    },
    since: async () => Number(await runScript(sinceScript, String(now()))),
    publish: async (change) => void (await redis.sendCommand("PUBLISH", `${prefix}changes`, JSON.stringify(change))),
    async subscribe(listener, onGap) {
      const subscription: Subscription = { listener, onGap };
      subscriptions.add(subscription);
      try {
        await subscribeOnce();
      } catch (error) {
        subscriptions.delete(subscription);
        throw error;
      }
      return () => void subscriptions.delete(subscription);
    },
  };
}

function parseFields([json, at]: readonly unknown[]): StoredConnection | undefined {
  const connection = typeof json === "string" ? parseConnection(JSON.parse(json)) : undefined;
  return connection && { connection, at: Number(at) };
}

/** Parses a published change. Other software may use the same Redis: a message that is not a change is ignored. */
function parseChange(message: string): StoreChange | undefined {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return undefined;
  }
  const { clientReferenceId, type, connectionId, connection: wireConnection } = asRecord(value) ?? {};
  const connection = wireConnection === null ? null : parseConnection(wireConnection);
  if (typeof clientReferenceId !== "string" || typeof type !== "string" || typeof connectionId !== "string") return;
  if (connection === undefined || (connection && connection.id !== connectionId)) return undefined;
  return { clientReferenceId, type, connectionId, connection };
}

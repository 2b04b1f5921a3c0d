/** The store for several processes: everything in Redis, and changes told through its channels. */
import { once } from "../http/once.js";
import { parseConnection } from "../../protocol/connection.js";
import { asRecord } from "../../protocol/record.js";
import type { RedisConnection } from "./redis-connection.js";
import { endListScript, listScript, putListScript, putScript, removeScript, sinceScript } from "./redis-scripts.js";
import type { Store, StoreChange, StoredConnection } from "./store.js";

/** A script stops everybody else while it runs: a long list comes in parts. */
const partOfList = 500;

export interface RedisStoreDeps {
  readonly connection: RedisConnection;
  readonly prefix: string;
  readonly now: () => number;
}

interface Listener {
  readonly heard: (change: StoreChange) => void;
  readonly onGap: (() => void) | undefined;
}

export function createStoreOnRedis({ connection, prefix, now }: RedisStoreDeps): Store {
  const listeners = new Set<Listener>();

  const run = (script: Parameters<RedisConnection["runScript"]>[0], key: string, ...args: string[]) =>
    connection.runScript(script, prefix + key, prefix, ...args);
  const claimKey = (key: string) => `${prefix}claim:${key}`;
  const flag = (value: boolean) => (value ? "1" : "0");

  function tell(act: (listener: Listener) => void): void {
    for (const listener of Array.from(listeners)) {
      try {
        act(listener);
      } catch {
        // Somebody else's fault is no reason to keep it from the others.
      }
    }
  }

  function heard(message: string): void {
    const change = parseChange(message);
    if (change) tell((listener) => listener.heard(change));
  }

  const listen = once(() => connection.subscribe(`${prefix}changes`, heard, () => tell(({ onGap }) => onGap?.())));

  return {
    claim: async (key, seconds) =>
      (await connection.sendCommand("SET", claimKey(key), "1", "NX", "EX", String(Math.max(1, Math.ceil(seconds))))) ===
      "OK",
    release: async (key) => void (await connection.sendCommand("DEL", claimKey(key))),
    isClaimed: async (key) => Number(await connection.sendCommand("EXISTS", claimKey(key))) === 1,
    get: async (id) =>
      entryOf((await connection.sendCommand("HMGET", `${prefix}connection:${id}`, "json", "at")) as unknown[]),
    async listOf(clientReferenceId) {
      // Nobody's connections are in no list.
      if (clientReferenceId === "") return [];
      const found = (await run(listScript, "ids", clientReferenceId)) as unknown[];
      const entries = Array.from({ length: found.length / 2 }, (_, index) => found.slice(index * 2, index * 2 + 2));
      return entries.map(entryOf).filter((entry) => entry !== undefined);
    },
    async put({ connection, at }, byEvent = false) {
      const { id, clientReferenceId } = connection;
      const args = [id, clientReferenceId ?? "", JSON.stringify(connection), String(at), flag(byEvent)];
      return Number(await run(putScript, "ids", ...args)) === 1;
    },
    remove: async (id, at, byEvent = false) =>
      Number(await run(removeScript, "ids", id, String(at), flag(byEvent))) === 1,
    async replaceAll(connections, at) {
      for (let index = 0; index < connections.length; index += partOfList) {
        const part = connections.slice(index, index + partOfList);
        const args = part.flatMap((one) => [one.id, one.clientReferenceId ?? "", JSON.stringify(one)]);
        if (Number(await run(putListScript, "ids", String(at), ...args)) === 0) return;
      }
      await run(endListScript, "ids", String(at));
    },
    async listedAt() {
      const at = await connection.sendCommand("GET", `${prefix}listed`);
      return typeof at === "string" ? Number(at) : undefined;
    },
    since: async () => Number(await run(sinceScript, "ids", String(now()))),
    publish: async (change) =>
      void (await connection.sendCommand("PUBLISH", `${prefix}changes`, JSON.stringify(change))),
    async subscribe(change, onGap) {
      const listener: Listener = { heard: change, onGap };
      listeners.add(listener);
      try {
        await listen();
      } catch (error) {
        listeners.delete(listener);
        throw error;
      }
      return () => void listeners.delete(listener);
    },
  };
}

function entryOf([json, at]: readonly unknown[]): StoredConnection | undefined {
  const connection = typeof json === "string" ? parseConnection(JSON.parse(json)) : undefined;
  return connection && { connection, at: Number(at) };
}

/** Others may use the same Redis: what is not a change is nobody's business. */
function parseChange(message: string): StoreChange | undefined {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return undefined;
  }
  const { clientReferenceId, type, connectionId, connection } = asRecord(value) ?? {};
  const known = connection === null ? null : parseConnection(connection);
  if (typeof clientReferenceId !== "string" || typeof type !== "string" || typeof connectionId !== "string") return;
  if (known === undefined || (known && known.id !== connectionId)) return undefined;
  return { clientReferenceId, type, connectionId, connection: known };
}

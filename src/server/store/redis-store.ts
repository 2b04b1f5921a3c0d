/** The store for several processes: all data in Redis, and changes published on a Redis channel. */
import { parseConnection } from "../../protocol/connection.js";
import { asRecord, isString, asRecordOrEmpty } from "../../protocol/record.js";
import { once } from "../http/once.js";
import type { RedisConnection } from "./redis-connection.js";
import { confirmScript, putScript, removeScript } from "./redis-entry-scripts.js";
import { publishScript } from "./redis-key-scripts.js";
import { createRedisKeys } from "./redis-keys.js";
import type { RedisScript } from "./redis-script.js";
import { createdTimeOf, stringifyConnection, userIdOf } from "./stored-connection.js";
import type { Confirmation, PutOutcome, Store, StoreChange, StoredConnection } from "./store.js";

/** How many connections one script stores or removes. Redis serves no other client while a script runs. */
const BATCH_SIZE = 100;
/** How many connections one command reads. */
const READ_BATCH_SIZE = 5000;

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

  /** A cluster has all keys on the node of this one. */
  const routingKey = `${prefix}entries`;
  /** Every script takes the prefix as its first argument. */
  const runScript = (script: RedisScript, ...args: string[]) => redis.runScript(script, routingKey, prefix, ...args);
  const toFlag = (value: boolean | undefined) => (value ? "1" : "0");

  /** Runs a script for one batch after another, and returns all answers. */
  async function runBatches<T>(script: RedisScript, list: readonly T[], toArgs: (batch: readonly T[]) => string[]) {
    const answers: unknown[] = [];
    for (let index = 0; index < list.length; index += BATCH_SIZE) {
      const batch = list.slice(index, index + BATCH_SIZE);
      answers.push(...((await runScript(script, ...toArgs(batch))) as unknown[]));
    }
    return answers;
  }

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

  const publish = async (message: string) => void (await runScript(publishScript, message));
  const subscribeOnce = once(() =>
    redis.subscribe({
      channel: `${prefix}changes`,
      publish,
      onMessage,
      onGap: () => notify(({ onGap }) => onGap?.()),
    }),
  );

  return {
    ...createRedisKeys({ redis, prefix, now, runScript }),
    async get(ids) {
      const entries: (StoredConnection | undefined)[] = [];
      for (let index = 0; index < ids.length; index += READ_BATCH_SIZE) {
        const keys = ids.slice(index, index + READ_BATCH_SIZE).map((id) => `${prefix}entry:${id}`);
        for (const text of (await redis.sendCommand(routingKey, "MGET", ...keys)) as unknown[]) {
          entries.push(parseEntry(text));
        }
      }
      return entries;
    },
    async idsOf(clientReferenceId) {
      return (await redis.sendCommand(
        routingKey,
        "ZRANGE",
        `${prefix}entriesOf:${clientReferenceId}`,
        "0",
        "-1",
      )) as string[];
    },
    async put(entries, byEvent = false) {
      const outcomes = await runBatches(putScript, entries, (batch) => [
        toFlag(byEvent),
        ...batch.flatMap(({ connection, at, isAnnounced }) => {
          const createdAt = createdTimeOf(connection);
          return [
            connection.id,
            connection.clientReferenceId ?? "",
            stringifyConnection(connection),
            String(at),
            createdAt === undefined ? "+inf" : String(-createdAt),
            userIdOf(connection) ?? "",
            toFlag(isAnnounced),
          ];
        }),
      ]);
      return outcomes as PutOutcome[];
    },
    confirm: async (id, { clientReferenceId, userId }) =>
      Number(await runScript(confirmScript, id, clientReferenceId, userId ?? "")) === 1,
    async remove(ids, at, byEvent = false) {
      const answers = await runBatches(removeScript, ids, (batch) => [String(at), toFlag(byEvent), ...batch]);
      return answers.map((answer) => Number(answer) === 1);
    },
    async rankOf(id) {
      const rank = await redis.sendCommand(routingKey, "ZRANK", `${prefix}entries`, id);
      return rank === null ? undefined : Number(rank);
    },
    count: async () => Number(await redis.sendCommand(routingKey, "ZCARD", `${prefix}entries`)),
    publish: (change) => publish(JSON.stringify(change)),
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

/** Parses the text of an entry: see `redis-script.ts`. */
function parseEntry(text: unknown): StoredConnection | undefined {
  if (!isString(text) || !text.includes("\n")) return undefined;
  const end = text.indexOf("\n");
  const { at, confirmation, isAnnounced } = asRecord(JSON.parse(text.slice(0, end))) ?? {};
  const connection = parseConnection(JSON.parse(text.slice(end + 1)));
  if (!connection || typeof at !== "number") return undefined;
  return {
    connection,
    at,
    ...(confirmation !== undefined && { confirmation: parseConfirmation(confirmation) }),
    ...(isAnnounced === true && { isAnnounced }),
  };
}

function parseConfirmation(value: unknown): Confirmation | undefined {
  const { clientReferenceId, userId } = asRecordOrEmpty(value);
  return isString(clientReferenceId) ? { clientReferenceId, userId: isString(userId) ? userId : null } : undefined;
}

/** Parses a published change. Other software may use the same Redis: a message that is not a change is ignored. */
function parseChange(message: string): StoreChange | undefined {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return undefined;
  }
  const { clientReferenceId, type, connectionId, connection: wireConnection } = asRecordOrEmpty(value);
  const connection = wireConnection === null ? null : parseConnection(wireConnection);
  if (typeof clientReferenceId !== "string" || typeof type !== "string" || typeof connectionId !== "string") return;
  if (connection === undefined || (connection && connection.id !== connectionId)) return undefined;
  return { clientReferenceId, type, connectionId, connection };
}

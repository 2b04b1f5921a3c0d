/** Locks, marks, intents, what walks have seen, and records in Redis. */
import { asRecord, isString } from "../../protocol/record.js";
import type { RedisConnection } from "./redis-connection.js";
import {
  addIntentScript,
  addSeenScript,
  lockScript,
  removeIntentsScript,
  renewScript,
  sinceScript,
  unlockScript,
  unseenScript,
} from "./redis-key-scripts.js";
import type { RedisScript } from "./redis-script.js";
import { MAX_MARK_SECONDS, type Intent, type Store } from "./store.js";

/** How many ids one script looks at. Redis serves no other client while a script runs. */
const UNSEEN_BATCH_SIZE = 2000;
/** How many ids one script records as seen: Lua can return and unpack a few thousand values. */
const SEEN_BATCH_SIZE = 1000;

interface RedisKeysDeps {
  readonly redis: RedisConnection;
  readonly prefix: string;
  readonly now: () => number;
  /** Runs a script; its first argument, the prefix, is added. */
  readonly runScript: (script: RedisScript, ...args: string[]) => Promise<unknown>;
}

type RedisKeys = Pick<
  Store,
  | ("lock" | "renew" | "unlock" | "mark" | "marked" | "addIntent" | "intentsOf" | "removeIntents")
  | ("addSeen" | "unseenBy" | "dropSeen" | "readRecords" | "writeRecord" | "since")
>;

export function createRedisKeys({ redis, prefix, now, runScript }: RedisKeysDeps): RedisKeys {
  const toMilliseconds = (seconds: number) => String(Math.max(1, Math.ceil(seconds * 1000)));
  const send = (...args: string[]) => redis.sendCommand(`${prefix}entries`, ...args);
  const isTrue = (answer: unknown) => Number(answer) === 1;

  async function getTexts(keys: readonly string[]): Promise<readonly (string | undefined)[]> {
    if (keys.length === 0) return [];
    const texts = (await send("MGET", ...keys)) as unknown[];
    return texts.map((text) => (isString(text) ? text : undefined));
  }

  return {
    lock: async (key, owner, seconds) => isTrue(await runScript(lockScript, key, owner, toMilliseconds(seconds))),
    renew: async (key, owner, seconds) => isTrue(await runScript(renewScript, key, owner, toMilliseconds(seconds))),
    unlock: async (key, owner) => void (await runScript(unlockScript, key, owner)),
    async mark(key, seconds) {
      const args = ["NX", "PX", toMilliseconds(Math.min(seconds, MAX_MARK_SECONDS))];
      return (await send("SET", `${prefix}claim:${key}`, "1", ...args)) === "OK";
    },
    marked: async (keys) =>
      (await getTexts(keys.map((key) => `${prefix}claim:${key}`))).map((text) => text !== undefined),
    async addIntent(intent) {
      const { clientReferenceId, nonce, connectionId, expiresAt } = intent;
      const args = [clientReferenceId, nonce, connectionId, JSON.stringify(intent), String(expiresAt), String(now())];
      return isTrue(await runScript(addIntentScript, ...args));
    },
    async intentsOf(clientReferenceId) {
      const texts = (await send("HVALS", `${prefix}intents:${clientReferenceId}`)) as unknown[];
      return texts
        .map(parseIntent)
        .filter((intent) => intent !== undefined)
        .filter(({ expiresAt }) => expiresAt > now())
        .sort((a, b) => a.at - b.at);
    },
    removeIntents: async (clientReferenceId, nonce) =>
      void (await runScript(removeIntentsScript, clientReferenceId, nonce)),
    async addSeen(walk, ids) {
      for (let index = 0; index < ids.length; index += SEEN_BATCH_SIZE) {
        await runScript(addSeenScript, walk, ...ids.slice(index, index + SEEN_BATCH_SIZE));
      }
    },
    async unseenBy(walk) {
      const unseen = new Set<string>();
      for (let first = 0; ; first += UNSEEN_BATCH_SIZE) {
        const last = first + UNSEEN_BATCH_SIZE - 1;
        const [count, ...ids] = (await runScript(unseenScript, walk, String(first), String(last))) as [
          number,
          ...string[],
        ];
        for (const id of ids) unseen.add(id);
        if (count < UNSEEN_BATCH_SIZE) return Array.from(unseen);
      }
    },
    dropSeen: async (walk) => void (await send("DEL", `${prefix}seen:${walk}`)),
    readRecords: (names) => getTexts(names.map((name) => `${prefix}record:${name}`)),
    writeRecord: async (name, text) => void (await send("SET", `${prefix}record:${name}`, text)),
    since: async () => Number(await runScript(sinceScript, String(now()))),
  };
}

function parseIntent(text: unknown): Intent | undefined {
  const fields = isString(text) ? asRecord(JSON.parse(text)) : undefined;
  if (!fields) return undefined;
  const { clientReferenceId, attemptId, nonce, connectionId, requestedConnectionId, at, expiresAt } = fields;
  if (!isString(clientReferenceId) || !isString(attemptId) || !isString(nonce) || !isString(connectionId))
    return undefined;
  if (typeof at !== "number" || typeof expiresAt !== "number") return undefined;
  const intent = { clientReferenceId, attemptId, nonce, connectionId, at, expiresAt };
  return isString(requestedConnectionId) ? { ...intent, requestedConnectionId } : intent;
}

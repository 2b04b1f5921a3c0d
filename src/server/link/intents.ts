/**
 * Intents: what a browser reported, recorded before OFAuth is asked, in the store and in the attempt's cookie. Whatever
 * happens then, the next request of this browser, read, webhook or walk finishes them.
 */
import type { RequestLog } from "../http/route.js";
import { MAX_INTENTS_PER_ATTEMPT, type Intent, type Store } from "../store/store.js";
import { ATTEMPT_SECONDS, type AttemptRecord } from "./attempt-record.js";

/** How long the store keeps an intent: longer than two walks through OFAuth's list, and than webhooks are retried. */
const INTENT_SECONDS = 3 * 24 * 60 * 60;
/** How long they may be in a cookie: made-up ids must not push the cookies of other attempts out. */
const MAX_COOKIE_CHARACTERS = 300;

export interface Intents {
  /**
   * Records that the browser reported `connectionId`, in the store and in the returned record for its cookie. A store
   * that fails is only reported: the cookie has the intent, too.
   */
  add(record: AttemptRecord, connectionId: string, owner: string, log: RequestLog): Promise<AttemptRecord>;
  /** Returns the attempt's intents that the cookie or the store has, the oldest first. */
  listOf(record: AttemptRecord, owner: string): Promise<readonly Intent[]>;
  /** Returns the nonces of the attempts of which the store has an intent for the connection. */
  noncesOf(connectionId: string, owner: string): Promise<readonly string[]>;
  /** Stores what the store has lost, or could not take when the browser reported it. */
  restore(intents: readonly Intent[]): Promise<void>;
  /** Forgets an intent that OFAuth denied. Returns the record without it. */
  drop(record: AttemptRecord, connectionId: string, owner: string, log: RequestLog): Promise<AttemptRecord>;
  /** Forgets a stored intent that OFAuth denied. */
  dropStored(intent: Intent): Promise<void>;
  /**
   * OFAuth has confirmed the connection, and the host has saved it. Ends the attempt's other intents; this one is kept
   * for as long as a page may ask how the attempt ended.
   */
  settle(intent: Intent): Promise<void>;
}

/** Returns the record with the intent; one that it has keeps its time. */
export function withIntent(record: AttemptRecord, connectionId: string, now: number): AttemptRecord {
  const intent: ReportedIntent = [connectionId, timeOf(record, connectionId) ?? now];
  const intents = [...without(record, connectionId), intent];
  // The last ones are kept: any site can send the browser to the callback, with ids of its own.
  while (intents.length > MAX_INTENTS_PER_ATTEMPT || (intents.length > 1 && sizeOf(intents) > MAX_COOKIE_CHARACTERS)) {
    intents.shift();
  }
  return { ...record, intents };
}

type ReportedIntent = NonNullable<AttemptRecord["intents"]>[number];

const sizeOf = (intents: readonly ReportedIntent[]): number => JSON.stringify(intents).length;

/** Returns the record's intent for `connectionId`. */
export function intentOf(record: AttemptRecord, connectionId: string, owner: string): Intent {
  const { attemptId, nonce, isReconnect, startedAt } = record;
  const at = timeOf(record, connectionId) ?? startedAt;
  return {
    clientReferenceId: owner,
    attemptId,
    nonce,
    connectionId,
    ...(isReconnect && { requestedConnectionId: record.connectionId }),
    at,
    expiresAt: at + INTENT_SECONDS * 1000,
  };
}

const timeOf = ({ intents }: AttemptRecord, connectionId: string): number | undefined =>
  intents?.find(([id]) => id === connectionId)?.[1];

type IntentStore = Pick<Store, "addIntent" | "intentsOf" | "removeIntents">;

export function createIntents(store: IntentStore, now: () => number): Intents {
  const storedOf = async (owner: string, nonce: string) =>
    (await store.intentsOf(owner)).filter((intent) => intent.nonce === nonce);

  async function replace({ clientReferenceId, nonce }: Intent, kept: readonly Intent[]): Promise<void> {
    await store.removeIntents(clientReferenceId, nonce);
    for (const intent of kept) await store.addIntent(intent);
  }

  async function dropStored(intent: Intent): Promise<void> {
    const stored = await storedOf(intent.clientReferenceId, intent.nonce);
    const kept = stored.filter(({ connectionId }) => connectionId !== intent.connectionId);
    if (kept.length < stored.length) await replace(intent, kept);
  }

  return {
    async add(record, connectionId, owner, log) {
      const reported = withIntent(record, connectionId, now());
      await store.addIntent(intentOf(reported, connectionId, owner)).catch((error: unknown) => log.report(error));
      return reported;
    },
    async listOf(record, owner) {
      const stored = await storedOf(owner, record.nonce);
      const inCookie = (record.intents ?? [])
        .filter(([id]) => stored.every(({ connectionId }) => connectionId !== id))
        .map(([id]) => intentOf(record, id, owner));
      return [...stored, ...inCookie].sort((a, b) => a.at - b.at);
    },
    async noncesOf(connectionId, owner) {
      const stored = await store.intentsOf(owner);
      return stored.filter((intent) => intent.connectionId === connectionId).map(({ nonce }) => nonce);
    },
    async restore(intents) {
      for (const intent of intents) await store.addIntent(intent);
    },
    async drop(record, connectionId, owner, log) {
      await dropStored(intentOf(record, connectionId, owner)).catch((error: unknown) => log.report(error));
      return { ...record, intents: without(record, connectionId) };
    },
    dropStored,
    settle: (intent) => replace(intent, [{ ...intent, expiresAt: now() + ATTEMPT_SECONDS * 1000 }]),
  };
}

const without = ({ intents = [] }: AttemptRecord, connectionId: string) =>
  intents.filter(([id]) => id !== connectionId);

/**
 * What became of a return whose answer may not have reached the browser. Somebody who reloads while OFAuth is slow leaves
 * the first visit and comes back with the cookie of before: he gets the first visit's outcome. In memory, for one process
 * and of bounded size.
 */
import type { AttemptRecord, CallbackMatch } from "./attempt-record.js";
import { evictOldest } from "../http/evict-oldest.js";

/** The guess, with the outcome in its record. */
export type CallbackOutcome = CallbackMatch;

export interface CallbackOutcomes {
  /** What becomes of the same return (`said`: what OFAuth's parameters said) to one of `records`, unless it was delivered. */
  find(records: readonly AttemptRecord[], said: string): Promise<CallbackOutcome> | undefined;
  /** Whether a return to this attempt has begun, and was not delivered. */
  has(nonce: string): boolean;
  keep(nonce: string, said: string, settled: Promise<CallbackOutcome>): void;
  /** It has reached the browser: from now on the same URL is a replay. */
  delivered(nonce: string): void;
}

export function createCallbackOutcomes(): CallbackOutcomes {
  const kept = new Map<string, { readonly said: string; readonly settled: Promise<CallbackOutcome> }>();
  return {
    find(records, said) {
      const pending = records.filter(({ state }) => state.phase === "pending");
      return pending.map(({ nonce }) => kept.get(nonce)).find((entry) => entry?.said === said)?.settled;
    },
    has: (nonce) => kept.has(nonce),
    keep(nonce, said, settled) {
      kept.set(nonce, { said, settled });
      evictOldest(kept);
    },
    delivered: (nonce) => void kept.delete(nonce),
  };
}

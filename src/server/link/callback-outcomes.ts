/**
 * Outcomes of callbacks whose response may not have reached the browser. A user who reloads while OFAuth is slow leaves
 * the first visit and comes back with the same cookie; the second visit then gets the outcome of the first. In memory,
 * for one process, bounded.
 */
import { evictOldest } from "../http/evict-oldest.js";
import type { AttemptRecord } from "./attempt-record.js";
import type { CallbackMatch } from "./match-attempt.js";

/** The matched attempt, with the outcome in its record. */
export type CallbackOutcome = CallbackMatch;

export interface CallbackOutcomes {
  /** Returns the undelivered outcome of a callback with the same `params` to one of the pending `records`. */
  find(records: readonly AttemptRecord[], params: string): Promise<CallbackOutcome> | undefined;
  /** Whether a callback to this attempt has started and is not delivered. */
  has(nonce: string): boolean;
  /** `params`: OFAuth's parameters as one string. */
  add(nonce: string, params: string, settled: Promise<CallbackOutcome>): void;
  /** The outcome was delivered, or the callback failed: the same URL is a replay from now on. */
  delete(nonce: string): void;
}

export function createCallbackOutcomes(): CallbackOutcomes {
  const entries = new Map<string, { readonly params: string; readonly settled: Promise<CallbackOutcome> }>();
  return {
    find(records, params) {
      const pending = records.filter(({ state }) => state.phase === "pending");
      return pending.map(({ nonce }) => entries.get(nonce)).find((entry) => entry?.params === params)?.settled;
    },
    has: (nonce) => entries.has(nonce),
    add(nonce, params, settled) {
      entries.set(nonce, { params, settled });
      evictOldest(entries);
    },
    delete: (nonce) => void entries.delete(nonce),
  };
}

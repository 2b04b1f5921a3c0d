/** Finds the attempt that a callback or a request for a result belongs to, among those in this browser's cookies. */
import type { AttemptRecord } from "./attempt-record.js";

/** How long a returned window waits for the page that opened it before it navigates on its own (`callback.js`). */
export const OPENER_REPLY_TIMEOUT_MS = 2000;

export interface CallbackMatch {
  readonly record: AttemptRecord;
  /** Other attempts that the callback may belong to: only the window itself knows, from its session storage. */
  readonly rivals: readonly AttemptRecord[];
}

/**
 * Returns the attempt that a callback most likely belongs to: the newest pending one that left the page, otherwise the
 * newest pending one, because a stalled frame can continue in a window.
 */
export function matchCallback(records: readonly AttemptRecord[]): CallbackMatch | undefined {
  const pending = records.filter(isPending);
  const leftPage = pending.filter(({ mode }) => mode !== "embed");
  const record = newest(leftPage, byStart) ?? newest(pending, byStart);
  return record && { record, rivals: pending.filter((other) => other !== record) };
}

/** A record whose callback came. */
export type ReturnedRecord = AttemptRecord & { readonly state: Extract<AttemptRecord["state"], { phase: "returned" }> };

interface UnreadOutcome {
  /** The attempt that the outcome belongs to: the one that asks for it. */
  readonly attemptId: string;
  /** The record that has the outcome; it may be another attempt's. */
  readonly holder: ReturnedRecord;
}

/**
 * Returns the outcome that `attemptId` may read, or the latest one without an id. The window that asks knows its
 * attempt, while the callback had to guess: an attempt that was a rival at that time may take the outcome matched to
 * another one.
 */
export function findUnreadOutcome(
  records: readonly AttemptRecord[],
  attemptId: string | undefined,
  now: number,
): UnreadOutcome | undefined {
  if (attemptId === undefined) {
    const holder = latestReturned(records);
    return holder && { attemptId: holder.attemptId, holder };
  }
  const own = records.find((record) => record.attemptId === attemptId);
  if (!own) return undefined;
  if (isReturned(own)) return { attemptId, holder: own };
  if (!isPending(own)) return undefined;
  const holder = latestReturned(records.filter((record) => isReturned(record) && mayBelongTo(own, record, now)));
  return holder && { attemptId, holder };
}

function mayBelongTo(own: AttemptRecord, { mode, state }: ReturnedRecord, now: number): boolean {
  if (!state.rivals.includes(own.nonce)) return false;
  // The page of a popup asks because its window notified it. The page of a redirect asks whenever it loads, even after
  // the user has given up the redirect: an outcome that may be a popup's is left to the popup for as long as a returned
  // tab still waits there. (Half of that time, because the clocks of two servers differ.)
  return own.mode !== "redirect" || mode === "redirect" || now - state.at >= OPENER_REPLY_TIMEOUT_MS / 2;
}

const isPending = (record: AttemptRecord): boolean => record.state.phase === "pending";

const isReturned = (record: AttemptRecord): record is ReturnedRecord => record.state.phase === "returned";

const byStart = (record: AttemptRecord): number => record.startedAt;

/** In the same millisecond the later cookie wins: browsers send cookies in the order of their creation (RFC 6265). */
const newest = <R extends AttemptRecord>(records: readonly R[], time: (record: R) => number): R | undefined =>
  records.reduce<R | undefined>((best, record) => (best && time(best) > time(record) ? best : record), undefined);

const latestReturned = (records: readonly AttemptRecord[]): ReturnedRecord | undefined =>
  newest(records.filter(isReturned), ({ state }) => state.at);

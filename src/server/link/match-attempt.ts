/** Finds the attempt that a callback or a request for a result belongs to, among those in this browser's cookies. */
import type { AttemptRecord, ReturnedRecord } from "./attempt-record.js";

/** How long a returned window waits for the page that opened it before it navigates on its own (`callback.js`). */
export const OPENER_REPLY_TIMEOUT_MS = 2000;

export interface CallbackMatch {
  readonly record: AttemptRecord;
  /** Other attempts that the callback may belong to: only the window itself knows, from its session storage. */
  readonly rivals: readonly AttemptRecord[];
}

/**
 * Returns the attempt that a callback most likely belongs to: the newest pending one, otherwise the newest one whose
 * return did not prove anything, because any site can send the browser to the callback. Only attempts that left the page:
 * a frame that goes on in a window has a new session of its own, with that mode.
 */
export function matchCallback(records: readonly AttemptRecord[]): CallbackMatch | undefined {
  const open = records.filter((record) => record.mode !== "embed" && isOpen(record));
  const record = newest(open.filter(isPending), byStart) ?? newest(open, byStart);
  return record && { record, rivals: open.filter((other) => other !== record) };
}

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
    const holder = latestUnread(records);
    return holder && { attemptId: holder.attemptId, holder };
  }
  const own = records.find((record) => record.attemptId === attemptId);
  if (!own) return undefined;
  const rival = isOpen(own) ? latestUnread(records.filter((record) => mayBelongTo(own, record, now))) : undefined;
  // What proves nothing may have been any site's.
  const holder = isUnread(own) && !(rival && isConnected(rival)) ? own : rival;
  return holder && { attemptId, holder };
}

function mayBelongTo(own: AttemptRecord, record: AttemptRecord, now: number): boolean {
  if (!isUnread(record) || !record.state.rivals.includes(own.nonce)) return false;
  // The page of a popup asks because its window notified it. The page of a redirect asks whenever it loads, even after
  // the user has given up the redirect: an outcome that may be a popup's is left to the popup for as long as a returned
  // tab still waits there. (Half of that time, because the clocks of two servers differ.)
  return own.mode !== "redirect" || record.mode === "redirect" || now - record.state.at >= OPENER_REPLY_TIMEOUT_MS / 2;
}

const isPending = (record: AttemptRecord): boolean => record.state.phase === "pending";

const isReturned = (record: AttemptRecord): record is ReturnedRecord => record.state.phase === "returned";

const isUnread = (record: AttemptRecord): record is ReturnedRecord => isReturned(record) && !record.state.isRead;

const isConnected = ({ state }: ReturnedRecord): boolean => state.outcome.outcome === "connected";

/** Whether no connection has used up the attempt: only proof does. */
export const isOpen = (record: AttemptRecord): boolean =>
  isPending(record) ||
  (isReturned(record) && !(record.state.outcome.outcome === "connected" && record.state.outcome.told));

/** Returns the attempt whose callback came last, for the page that the callback ends on. */
export const latestReturned = (records: readonly AttemptRecord[]): ReturnedRecord | undefined =>
  newest(records.filter(isReturned), byReturn);

const latestUnread = (records: readonly AttemptRecord[]): ReturnedRecord | undefined =>
  newest(records.filter(isUnread), byReturn);

const byStart = (record: AttemptRecord): number => record.startedAt;

const byReturn = ({ state }: ReturnedRecord): number => state.at;

/** In the same millisecond the later cookie wins: browsers send cookies in the order of their creation (RFC 6265). */
const newest = <R extends AttemptRecord>(records: readonly R[], time: (record: R) => number): R | undefined =>
  records.reduce<R | undefined>((best, record) => (best && time(best) > time(record) ? best : record), undefined);

/**
 * Attempts that have ended without a confirmation: records from which the page that is loaded next goes on asking the host's
 * server. They are kept in `localStorage`, because that page may be in another tab.
 */
import type { AttemptEnd } from "../../connect/attempt.js";
import type { Clock, EndedAttemptStore } from "../../connect/ports.js";
import { PENDING_ATTEMPT_LIFETIME_MS } from "../../connect/timeouts.js";
import { endedAttemptPrefix } from "../../protocol/storage-keys.js";

/** Record of an attempt that has ended. */
export interface EndedAttempt {
  readonly attemptId: string;
  readonly after: AttemptEnd;
  /** Until then another page asks, unless it is gone. In milliseconds since the epoch. */
  readonly heldUntil: number;
  readonly endedAt: number;
}

/** What a record consists of: the end, and the two times. */
const storedPattern = /^(success|cancel|error) (\d+) (\d+)$/;

/** Storage of the ended attempts. */
export interface EndedAttempts extends EndedAttemptStore {
  /** Returns the records of the last hour, the newest first. Removes older and broken ones. */
  list(): readonly EndedAttempt[];
}

/** Creates the storage of one page. */
export function createEndedAttempts(window: Window, clock: Clock): EndedAttempts {
  /** Until when this page holds each record. */
  const held = new Map<string, number>();
  /** Attempts that only this page knows: storage is denied, or full. */
  const unsaved = new Set<string>();
  const keyOf = (attemptId: string) => endedAttemptPrefix + attemptId;

  const read = (attemptId: string): EndedAttempt | undefined => {
    let text: string | null;
    try {
      text = window.localStorage.getItem(keyOf(attemptId));
    } catch {
      return undefined;
    }
    const [, after, endedAt, heldUntil] = storedPattern.exec(text ?? "") ?? [];
    const age = clock.now() - Number(endedAt);
    if (!(Math.abs(age) < PENDING_ATTEMPT_LIFETIME_MS)) return undefined;
    return { attemptId, after: after as AttemptEnd, endedAt: Number(endedAt), heldUntil: Number(heldUntil) };
  };
  const write = ({ attemptId, after, endedAt }: Omit<EndedAttempt, "heldUntil">, heldUntil: number) =>
    window.localStorage.setItem(keyOf(attemptId), `${after} ${endedAt} ${heldUntil}`);

  return {
    save(attemptId, after) {
      const now = clock.now();
      try {
        // A past time: every later one takes as much space, which a full storage would refuse.
        write({ attemptId, after, endedAt: now }, now);
      } catch {
        unsaved.add(attemptId);
      }
    },

    hold(attemptId, until) {
      if (unsaved.has(attemptId)) return true;
      const record = read(attemptId);
      if (!record || (record.heldUntil > clock.now() && record.heldUntil !== held.get(attemptId))) return false;
      held.set(attemptId, until);
      write(record, until);
      return true;
    },

    take(attemptId) {
      const record = read(attemptId);
      if (record) window.localStorage.removeItem(keyOf(attemptId));
      return unsaved.delete(attemptId) || record !== undefined;
    },

    list() {
      const records: EndedAttempt[] = [];
      try {
        for (const key of Object.keys(window.localStorage)) {
          const record = key.startsWith(endedAttemptPrefix) && read(key.slice(endedAttemptPrefix.length));
          if (record) records.push(record);
          else if (record === undefined) window.localStorage.removeItem(key);
        }
      } catch {
        // Storage is denied.
      }
      return records.sort((a, b) => b.endedAt - a.endedAt);
    },
  };
}

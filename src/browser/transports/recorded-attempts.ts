/** The records that earlier pages have left: loaded only where a page may be one that an attempt comes back to. */
import { PENDING_ATTEMPT_LIFETIME_MS } from "../../connect/timeouts.js";
import { isAttemptId } from "../../protocol/link-contract.js";
import { pendingAttemptKeyPattern, storagePrefix, windowAttemptKey } from "../../protocol/storage-keys.js";
import { PendingAttempts, startedAtOf, type LeavingMode } from "./pending-attempts.js";

/** Record of an attempt that left the page. */
export interface PendingAttempt {
  readonly attemptId: string;
  readonly mode: LeavingMode;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Whether this window was the one that left, and not another tab or a popup. */
  readonly own: boolean;
}

/** Storage of the pending attempts, for a page that reads what others have left. */
export class RecordedAttempts extends PendingAttempts {
  /** Whether the browser denies storage to this page: then the attempt's cookie is the only record. */
  get isDenied(): boolean {
    return this.use((local) => Object.keys(local)) === undefined;
  }

  /** Whether this browser has begun a flow, by any record that is left of one. */
  get hasBegun(): boolean {
    return this.use((local) => Object.keys(local).some((key) => key.startsWith(storagePrefix))) ?? false;
  }

  /** Returns the records of the last hour: the own window's first, then the newest first. Removes older and broken ones. */
  list(): readonly PendingAttempt[] {
    return (
      this.use((local, session) => {
        const now = this.clock.now();
        const own = session.getItem(windowAttemptKey);
        const records: PendingAttempt[] = [];
        for (const key of Object.keys(local)) {
          const [, mode, attemptId] = pendingAttemptKeyPattern.exec(key) ?? [];
          if (!mode) continue;
          const startedAt = startedAtOf(local.getItem(key));
          if (
            isAttemptId(attemptId) &&
            startedAt !== undefined &&
            Math.abs(now - startedAt) < PENDING_ATTEMPT_LIFETIME_MS
          ) {
            records.push({ attemptId, mode: mode as LeavingMode, startedAt, own: attemptId === own });
          } else {
            local.removeItem(key);
          }
        }
        return records.sort((a, b) => Number(b.own) - Number(a.own) || b.startedAt - a.startedAt);
      }) ?? []
    );
  }
}

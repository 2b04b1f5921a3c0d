/**
 * Pending attempts: records of attempts that left the page. A callback without one was not started by this browser, and is
 * ignored. They are kept in `localStorage`, because a flow may come back in another tab than the one that started it.
 */
import type { PendingAttemptEnd } from "../../connect/attempt.js";
import type { Clock, PendingAttemptStore } from "../../connect/ports.js";
import { PENDING_ATTEMPT_LIFETIME_MS, UNCONFIRMABLE_RETURN_MS } from "../../connect/timeouts.js";
import { isAttemptId } from "../../protocol/link-contract.js";
import {
  pendingAttemptKey,
  pendingAttemptKeyPattern,
  storagePrefix,
  windowAttemptKey,
  windowElementKey,
} from "../../protocol/storage-keys.js";

type LeavingMode = "popup" | "redirect";

/** Record of an attempt that left the page. */
export interface PendingAttempt {
  readonly attemptId: string;
  readonly mode: LeavingMode;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Whether this window was the one that left, and not another tab or a popup. */
  readonly own: boolean;
}

/** Storage of the pending attempts. Does nothing where storage is denied; frames and the server's callback work without it. */
export class PendingAttempts implements PendingAttemptStore {
  readonly #window: Window;
  readonly #clock: Clock;

  constructor(window: Window, clock: Clock) {
    this.#window = window;
    this.#clock = clock;
  }

  save(attemptId: string, mode: LeavingMode): void {
    this.#use((local) =>
      local.setItem(pendingAttemptKey(attemptId, mode), JSON.stringify({ startedAt: this.#clock.now() })),
    );
  }

  end(attemptId: string, how: PendingAttemptEnd): void {
    this.#use((local) => {
      for (const mode of ["popup", "redirect"] as const) {
        const key = pendingAttemptKey(attemptId, mode);
        const startedAt = startedAtOf(local.getItem(key));
        if (startedAt === undefined || how === "remove") local.removeItem(key);
        else if (how === "keep-briefly") {
          // Counted from the first such return, so that a page that is opened again and again cannot keep it.
          const end = this.#clock.now() - PENDING_ATTEMPT_LIFETIME_MS + UNCONFIRMABLE_RETURN_MS;
          local.setItem(key, JSON.stringify({ startedAt: Math.min(startedAt, end) }));
        }
      }
    });
    this.unmarkWindow(attemptId);
    this.#use((_, session) => session.getItem(windowAttemptKey) ?? session.removeItem(windowElementKey));
  }

  /** This window has come back from `attemptId`: from now on, only a full return counts, as in any other window. */
  unmarkWindow(attemptId: string): void {
    this.#use((_, session) => {
      if (session.getItem(windowAttemptKey) === attemptId) session.removeItem(windowAttemptKey);
    });
  }

  /** Whether the browser denies storage to this page: then the attempt's cookie is the only record. */
  get isDenied(): boolean {
    return this.#use((local) => Object.keys(local)) === undefined;
  }

  /** Whether this browser has begun a flow, by any record that is left of one. */
  get hasBegun(): boolean {
    return this.#use((local) => Object.keys(local).some((key) => key.startsWith(storagePrefix))) ?? false;
  }

  /** Returns the records of the last hour: the own window's first, then the newest first. Removes older and broken ones. */
  list(): readonly PendingAttempt[] {
    return (
      this.#use((local, session) => {
        const now = this.#clock.now();
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

  #use<T>(action: (local: Storage, session: Storage) => T): T | undefined {
    try {
      return action(this.#window.localStorage, this.#window.sessionStorage);
    } catch {
      // SecurityError where storage is denied, QuotaExceededError where it is full: the flow continues without a record.
      return undefined;
    }
  }
}

function startedAtOf(text: string | null): number | undefined {
  try {
    const { startedAt } = JSON.parse(text ?? "null") as { startedAt?: unknown };
    return typeof startedAt === "number" ? startedAt : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Stores in a window's `sessionStorage` which attempt it leaves with, which tells two tabs apart when they come back.
 *
 * @param elementId id of the element that sends the window, so that the same element of several reads the callback
 */
export function markWindow(window: Window, attemptId: string, elementId = ""): void {
  try {
    window.sessionStorage.setItem(windowAttemptKey, attemptId);
    window.sessionStorage.setItem(windowElementKey, elementId);
  } catch {
    // Without storage, a callback is taken to be of the newest attempt.
  }
}

/**
 * Pending attempts: records of attempts that left the page. A callback without one was not started by this browser, and is
 * ignored. They are kept in `localStorage`, because a flow may come back in another tab than the one that started it.
 */
import type { PendingAttemptEnd } from "../../connect/attempt.js";
import type { Clock, PendingAttemptStore } from "../../connect/ports.js";
import { PENDING_ATTEMPT_LIFETIME_MS, UNCONFIRMABLE_RETURN_MS } from "../../connect/timeouts.js";
import { pendingAttemptKey, windowAttemptKey, windowElementKey } from "../../protocol/storage-keys.js";

/** A mode in which the user leaves the page. */
export type LeavingMode = "popup" | "redirect";

/** Storage of the pending attempts. Does nothing where storage is denied; frames and the server's callback work without it. */
export class PendingAttempts implements PendingAttemptStore {
  readonly #window: Window;
  protected readonly clock: Clock;

  constructor(window: Window, clock: Clock) {
    this.#window = window;
    this.clock = clock;
  }

  save(attemptId: string, mode: LeavingMode): void {
    this.use((local) =>
      local.setItem(pendingAttemptKey(attemptId, mode), JSON.stringify({ startedAt: this.clock.now() })),
    );
  }

  end(attemptId: string, how: PendingAttemptEnd): void {
    this.use((local) => {
      for (const mode of ["popup", "redirect"] as const) {
        const key = pendingAttemptKey(attemptId, mode);
        const startedAt = startedAtOf(local.getItem(key));
        if (startedAt === undefined || how === "remove") local.removeItem(key);
        else if (how === "keep-briefly") {
          // Counted from the first such return, so that a page that is opened again and again cannot keep it.
          const end = this.clock.now() - PENDING_ATTEMPT_LIFETIME_MS + UNCONFIRMABLE_RETURN_MS;
          local.setItem(key, JSON.stringify({ startedAt: Math.min(startedAt, end) }));
        }
      }
    });
    this.unmarkWindow(attemptId);
    this.use((_, session) => session.getItem(windowAttemptKey) ?? session.removeItem(windowElementKey));
  }

  /** This window has come back from `attemptId`: from now on, only a full return counts, as in any other window. */
  unmarkWindow(attemptId: string): void {
    this.use((_, session) => {
      if (session.getItem(windowAttemptKey) === attemptId) session.removeItem(windowAttemptKey);
    });
  }

  protected use<T>(action: (local: Storage, session: Storage) => T): T | undefined {
    try {
      return action(this.#window.localStorage, this.#window.sessionStorage);
    } catch {
      // SecurityError where storage is denied, QuotaExceededError where it is full: the flow continues without a record.
      return undefined;
    }
  }
}

/** Reads the time of a record; undefined when it is missing or broken. */
export function startedAtOf(text: string | null): number | undefined {
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

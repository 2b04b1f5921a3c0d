/**
 * The one-time record that this browser started a flow that leaves the page: without it, a return from OFAuth is a
 * stranger's. It lives in `localStorage`, because a flow may come back in another tab than the one that began it.
 */
import type { Clock, PendingAttemptStore } from "../../connect/ports.js";
import { PENDING_ATTEMPT_LIFETIME_MS } from "../../connect/timeouts.js";
import { isAttemptId } from "../../protocol/link-contract.js";
import { windowAttemptKey } from "../../protocol/callback-channel.js";

const keyPattern = /^ofauth-link:(popup|redirect):(.+)$/;
const keyOf = (attemptId: string, mode: LeavingMode) => `ofauth-link:${mode}:${attemptId}`;

type LeavingMode = "popup" | "redirect";

export interface PendingAttempt {
  readonly attemptId: string;
  readonly mode: LeavingMode;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Whether this very window was sent away with it. */
  readonly own: boolean;
}

/** A page whose storage is switched off has no records; frames and the server's callback work without them. */
export class PendingAttempts implements PendingAttemptStore {
  readonly #window: Window;
  readonly #clock: Clock;

  constructor(window: Window, clock: Clock) {
    this.#window = window;
    this.#clock = clock;
  }

  save(attemptId: string, mode: LeavingMode): void {
    this.#use((local) => local.setItem(keyOf(attemptId, mode), JSON.stringify({ startedAt: this.#clock.now() })));
  }

  remove(attemptId: string): void {
    this.#use((local) => {
      for (const mode of ["popup", "redirect"] as const) local.removeItem(keyOf(attemptId, mode));
    });
    this.#use((_, session) => {
      if (session.getItem(windowAttemptKey) !== attemptId) return;
      session.removeItem(windowAttemptKey);
      session.removeItem("ofauth-link:element");
    });
  }

  /** The records of the last hour: first the one that this window was sent away with, then the newest. Older ones are dropped. */
  list(): readonly PendingAttempt[] {
    return (
      this.#use((local, session) => {
        const now = this.#clock.now();
        const own = session.getItem(windowAttemptKey);
        const records: PendingAttempt[] = [];
        for (const key of Object.keys(local)) {
          const [, mode, attemptId] = keyPattern.exec(key) ?? [];
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
      // SecurityError where storage is denied, QuotaExceededError where it is full: the flow goes on without a record.
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

/** The id that the page's own tree has for `element`: that of the outermost element in whose shadow roots it is, else its own. */
export function outerId(element: Element): string {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? outerId(root.host) : element.id;
}

/**
 * Notes in a window's own `sessionStorage` which attempt it leaves with: it is what tells two tabs apart when they come back.
 * `elementId`: the id of the element that sends it away, so that the same one of several on the page takes the return.
 */
export function markWindow(window: Window, attemptId: string, elementId = ""): void {
  try {
    window.sessionStorage.setItem(windowAttemptKey, attemptId);
    window.sessionStorage.setItem("ofauth-link:element", elementId);
  } catch {
    // Without storage the newest attempt is assumed.
  }
}

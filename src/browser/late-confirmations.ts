/** The accounts of ended attempts that one element goes on confirming. */
import type { UnconfirmedAttempt } from "../connect/attempt.js";
import { createLateConfirmation, type LateOutcome } from "../connect/late-confirmation.js";
import type { Clock, LinkApi } from "../connect/ports.js";
import { LATE_RETRY_BASE_MS } from "../connect/timeouts.js";
import type { EndedAttempt, EndedAttempts } from "./transports/ended-attempts.js";

/** What the late confirmations of an element need. */
export interface LateConfirmationsOptions {
  readonly window: Window;
  readonly clock: Clock;
  readonly records: EndedAttempts;
  readonly linkApi: LinkApi;
  readonly tell: (attempt: UnconfirmedAttempt, outcome: LateOutcome) => void;
}

/** Goes on confirming the account of `attempt` after `pause`, and again when the browser comes back online or to this page. */
export function confirmLater(
  attempt: UnconfirmedAttempt,
  { window, clock, records, linkApi, tell }: LateConfirmationsOptions,
  pause = LATE_RETRY_BASE_MS,
): void {
  const listeners = new AbortController();
  const { signal } = listeners;
  const late = createLateConfirmation(attempt, { linkApi, clock, records }, (outcome) => {
    if (outcome !== "confirming") listeners.abort();
    tell(attempt, outcome);
  });
  window.addEventListener("online", () => late.askIn(0), { signal });
  window.addEventListener("pagehide", () => late.leave(), { signal });
  // The back-forward cache restores the page, after `pagehide`.
  window.addEventListener("pageshow", () => late.askIn(0), { signal });
  late.askIn(pause);
}

/** Goes on with what earlier pages have left, except the attempt that this page is reading. */
export function resumeLate(options: LateConfirmationsOptions, reading: string | undefined): void {
  const { clock, records } = options;
  for (const record of records.list()) {
    if (record.attemptId === reading) continue;
    // Until then another page asks, or was closed so abruptly that it could not say so.
    clock.after(record.heldUntil - clock.now(), () => confirmLater(laterAttempt(record), options, 0));
  }
}

/** The attempt of a record, for a late confirmation. */
export const laterAttempt = ({ attemptId, after }: EndedAttempt, connectionId?: string): UnconfirmedAttempt => ({
  attemptId,
  after,
  connectionId,
  returned: after !== "success" || connectionId !== undefined,
});

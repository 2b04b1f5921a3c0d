/** The accounts of ended attempts that one element goes on confirming. */
import type { UnconfirmedAttempt } from "../connect/attempt.js";
import { LateConfirmation, type LateOutcome } from "../connect/late-confirmation.js";
import type { Clock, LinkApi } from "../connect/ports.js";
import { LATE_RETRY_BASE_MS } from "../connect/timeouts.js";
import { laterAttempt } from "./transports/callback.js";
import type { EndedAttempt, EndedAttempts } from "./transports/ended-attempts.js";

interface LateConfirmationsOptions {
  readonly window: Window;
  readonly clock: Clock;
  readonly records: EndedAttempts;
  readonly linkApi: LinkApi;
  readonly tell: (attempt: UnconfirmedAttempt, outcome: LateOutcome) => void;
}

/** Largest number of records that a page that is loaded asks about. */
const maxResumed = 3;

/** Goes on confirming the account of `attempt` after `pause`, and again when the browser comes back online or to this page. */
export function confirmLater(
  attempt: UnconfirmedAttempt,
  { window, clock, records, linkApi, tell }: LateConfirmationsOptions,
  pause = LATE_RETRY_BASE_MS,
): void {
  const listeners = new AbortController();
  const { signal } = listeners;
  const late = new LateConfirmation(attempt, { linkApi, clock, records }, (outcome) => {
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
  const resume = (record: EndedAttempt) => confirmLater(laterAttempt(record), options, 0);
  for (const record of records.list().slice(0, maxResumed)) {
    if (record.attemptId === reading) continue;
    const wait = record.heldUntil - clock.now();
    // Another page asks, or was closed so abruptly that it could not say so.
    if (wait > 0) clock.after(wait, () => resume(record));
    else resume(record);
  }
}

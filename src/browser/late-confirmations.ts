/** The accounts of ended attempts that one element goes on confirming. */
import type { UnconfirmedAttempt } from "../connect/attempt.js";
import { createLateConfirmation, type LateOutcome } from "../connect/late-confirmation.js";
import type { Clock, LinkApi } from "../connect/ports.js";
import { LATE_RETRY_BASE_MS } from "../connect/timeouts.js";
import { parseCallbackQuery } from "../protocol/callback-url.js";
import { watchAttempt } from "./attempt-watch.js";
import { isAwaited } from "./transports/callback-handoff.js";
import type { EndedAttempt, EndedAttempts } from "./transports/ended-attempts.js";

/** What the late confirmations of an element need. */
export interface LateConfirmationsOptions {
  readonly window: Window;
  readonly clock: Clock;
  readonly records: EndedAttempts;
  readonly linkApi: LinkApi;
  readonly tell: (attempt: UnconfirmedAttempt, outcome: LateOutcome) => void;
  /** Aborts when the user begins a new attempt: an abandoned one is then no longer asked for. */
  readonly untilNext: AbortSignal;
}

/**
 * Goes on confirming the account of `attempt`: after `pause`, and again when the browser comes back online or the user to this
 * page. An abandoned attempt is asked for only then, unless `pause` is given.
 */
export function confirmLater(
  attempt: UnconfirmedAttempt,
  options: LateConfirmationsOptions,
  pause: number | undefined = attempt.abandoned ? undefined : LATE_RETRY_BASE_MS,
): void {
  const { window, clock, records, linkApi, tell, untilNext } = options;
  const listeners = new AbortController();
  const { signal } = listeners;
  const late = createLateConfirmation(attempt, { linkApi, clock, records }, (outcome) => {
    if (outcome !== "confirming") listeners.abort();
    tell(attempt, outcome);
  });
  const stop = () => {
    listeners.abort();
    late.stop();
  };
  watchAttempt(
    window,
    attempt.attemptId,
    (query) => {
      const connectionId = query ? connectionIdIn(query) : undefined;
      if (!connectionId) return late.askIn(0);
      stop();
      confirmLater({ ...attempt, connectionId, abandoned: false }, options, 0);
    },
    signal,
  );
  window.addEventListener("pagehide", () => late.leave(), { signal });
  if (attempt.abandoned) untilNext.addEventListener("abort", stop, { signal });
  if (pause !== undefined) late.askIn(pause);
}

/** Goes on with what earlier pages have left, except the attempt that this page is reading. */
export function resumeLate(options: LateConfirmationsOptions, reading: string | undefined): void {
  const { clock, records } = options;
  for (const record of records.list()) {
    if (record.attemptId === reading) continue;
    const attempt = laterAttempt(record);
    // Until then another page asks, or was closed so abruptly that it could not say so.
    clock.after(record.heldUntil - clock.now(), () => {
      if (attempt.abandoned) void resumeAbandoned(attempt, options);
      else confirmLater(attempt, options, 0);
    });
  }
}

/** The page on which the attempt ended may still be there: then it asks. */
async function resumeAbandoned(attempt: UnconfirmedAttempt, options: LateConfirmationsOptions): Promise<void> {
  if (!(await isAwaited(options.window, attempt.attemptId, options.clock))) confirmLater(attempt, options, 0);
}

/** The attempt of a record, for a late confirmation. */
export const laterAttempt = ({ attemptId, after }: EndedAttempt, connectionId?: string): UnconfirmedAttempt => ({
  attemptId,
  after,
  connectionId,
  returned: after !== "success" || connectionId !== undefined,
  abandoned: after !== "success" && connectionId === undefined,
});

function connectionIdIn(query: string): string | undefined {
  const result = parseCallbackQuery(query);
  return result instanceof Error || result?.outcome !== "success" ? undefined : result.connectionId;
}

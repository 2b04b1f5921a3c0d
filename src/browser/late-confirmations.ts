/** The accounts of ended attempts that one element goes on confirming. */
import type { UnconfirmedAttempt } from "../connect/attempt.js";
import { createLateConfirmation, type LateOutcome } from "../connect/late-confirmation.js";
import type { Clock, LinkApi } from "../connect/ports.js";
import { LATE_RETRY_BASE_MS } from "../connect/timeouts.js";
import { parseCallbackQuery } from "../protocol/callback-url.js";
import { isConnectError } from "../protocol/error-codes.js";
import { watchAttempt } from "./attempt-watch.js";
import type { EndedAttempts } from "./transports/ended-attempts.js";
import { PendingAttempts } from "./transports/pending-attempts.js";

/** What the late confirmations of an element need. */
export interface LateConfirmationsOptions {
  readonly window: Window;
  readonly clock: Clock;
  readonly records: EndedAttempts;
  readonly linkApi: LinkApi;
  readonly tell: (attempt: UnconfirmedAttempt, outcome: LateOutcome) => void;
}

let untilNext = new AbortController();

/** The user begins a new attempt, in any element: abandoned ones are no longer asked for. */
export function forgetAbandoned(): void {
  untilNext.abort();
  untilNext = new AbortController();
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
  const { window, clock, records, linkApi, tell } = options;
  const listeners = new AbortController();
  const { signal } = listeners;
  const late = createLateConfirmation(attempt, { linkApi, clock, records }, (outcome) => {
    if (outcome !== "confirming") listeners.abort();
    // The record of a redirect is kept after Back: the confirmed return uses it up.
    if (typeof outcome === "object") new PendingAttempts(window, clock).end(attempt.attemptId, "remove");
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
  if (attempt.abandoned) untilNext.signal.addEventListener("abort", stop, { signal });
  if (pause !== undefined) late.askIn(pause);
}

function connectionIdIn(query: string): string | undefined {
  const result = parseCallbackQuery(query);
  return isConnectError(result) || result?.outcome !== "success" ? undefined : result.connectionId;
}

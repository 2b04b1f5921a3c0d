/**
 * Goes on confirming an account whose attempt has ended, until the attempt's record ends: quietly, for about a minute, then
 * whenever the browser comes back online or the user to the page. An abandoned attempt is asked for only then.
 */
import type { Connection } from "../protocol/connection.js";
import { asConnectError } from "../protocol/error-codes.js";
import type { UnconfirmedAttempt } from "./attempt.js";
import { isInconclusive } from "./machine-end.js";
import type { Clock, LinkApi, EndedAttemptStore } from "./ports.js";
import { latePause } from "./late-pause.js";
import { retryAfterMs } from "./retry-after.js";
import {
  HOST_RESPONSE_TIMEOUT_MS,
  LATE_RETRY_TOTAL_MS,
  PENDING_ATTEMPT_LIFETIME_MS,
  REFETCH_SPACING_MS,
} from "./timeouts.js";

/**
 * News of a late confirmation. It ends with the confirmed connection; `refused` by the host's server; or `dropped`, because the
 * host cannot confirm or another page has done it. `confirming`: the host's server says so, and it goes on.
 */
export type LateOutcome = Connection | "refused" | "dropped" | "confirming";

interface LateConfirmationPorts {
  readonly linkApi: Pick<LinkApi, "complete" | "readResult">;
  readonly clock: Clock;
  readonly records: EndedAttemptStore;
}

/** One account that is being confirmed. */
interface LateConfirmation {
  /** Asks after `ms`, and no sooner than the host's server wants to be asked. */
  askIn(ms: number): void;
  /** The page is being left: asks once more, with a request that goes on without it. */
  leave(): void;
  /** Stops without any news; the next page may go on. */
  stop(): void;
}

/** Creates the confirmation of an attempt's account. Nothing is asked before the first `askIn()`. */
export function createLateConfirmation(
  { attemptId, connectionId, returned, abandoned }: UnconfirmedAttempt,
  { linkApi, clock, records }: LateConfirmationPorts,
  tell: (outcome: LateOutcome) => void,
): LateConfirmation {
  const began = clock.now();
  /** Since when an answer is near. */
  let since = began;
  const requests = new AbortController();
  const { signal } = requests;
  let tries = 0;
  let pending = 0;
  /** Nothing is asked before: `Retry-After` asks for silence, and a user may come back twice in a second. */
  let notBefore = 0;
  /** Whether an answer is near: one that is abandoned has none until the user goes on with it. */
  let isExpected = !abandoned;
  let stopTimer: (() => void) | undefined;

  const end = (outcome: LateOutcome) => {
    stopTimer?.();
    if (returned) records.hold(attemptId, 0);
    else records.take(attemptId);
    requests.abort();
    tell(outcome);
  };

  const askIn = (ms: number) => {
    if (signal.aborted || pending) return;
    const now = clock.now();
    const pause = Math.max(ms, notBefore - now);
    stopTimer?.();
    // Held for this page until the answer.
    const isOver = now - began > PENDING_ATTEMPT_LIFETIME_MS;
    if (isOver || !records.hold(attemptId, now + pause + HOST_RESPONSE_TIMEOUT_MS)) return end("dropped");
    stopTimer = clock.after(pause, () => ask(false));
  };

  /** Waits for the next try. After the last one, or when none is due soon, `askIn()` begins again. */
  const wait = (retryAfter: number, isSoon: boolean) => {
    const now = clock.now();
    notBefore = now + Math.max(retryAfter, REFETCH_SPACING_MS);
    const pause = Math.max(latePause(++tries), retryAfter);
    if (isSoon && now + pause - since <= LATE_RETRY_TOTAL_MS) askIn(pause);
    else records.hold(attemptId, 0);
  };

  const ask = (leaving: boolean) => {
    pending++;
    request(leaving).then(
      (outcome) => {
        pending--;
        if (signal.aborted) return;
        if (outcome === "confirming") {
          if (!isExpected) since = clock.now();
          isExpected = true;
          tell(outcome);
        }
        if (outcome === undefined || outcome === "confirming") wait(0, isExpected);
        // Another page may have reported it first.
        else end(typeof outcome === "object" && !records.take(attemptId) ? "dropped" : outcome);
      },
      (error: unknown) => {
        pending--;
        if (signal.aborted) return;
        const failure = asConnectError(error);
        if (isInconclusive(failure)) wait(retryAfterMs(failure.retryAfter, clock.now()) ?? 0, true);
        else end("refused");
      },
    );
  };

  const request = async (leaving: boolean): Promise<LateOutcome | undefined> => {
    if (connectionId !== undefined) {
      const connection = await linkApi.complete({ attemptId, connectionId }, signal, leaving);
      if (!connection) return "dropped";
      return connection.id === connectionId ? connection : "refused";
    }
    const result = await linkApi.readResult(attemptId, signal);
    // The server may not have received yet what the last page sent as it was left: it is asked twice.
    if (result?.attemptId !== attemptId) return tries && !abandoned ? "dropped" : undefined;
    if (result.outcome === "confirming") return "confirming";
    return result.outcome === "connected" ? result.connection : "refused";
  };

  return {
    askIn,
    leave() {
      if (signal.aborted) return;
      records.hold(attemptId, 0);
      // Only what the page alone knows has to reach the server: a result is kept there, and the next page asks for it.
      if (connectionId !== undefined) ask(true);
    },
    stop() {
      stopTimer?.();
      if (!signal.aborted) records.hold(attemptId, 0);
      requests.abort();
    },
  };
}

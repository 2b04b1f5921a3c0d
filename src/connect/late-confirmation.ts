/**
 * Goes on confirming an account whose attempt has ended: quietly, for about a minute, then whenever the browser comes back
 * online, until the attempt's record ends.
 */
import type { Connection } from "../protocol/connection.js";
import { asConnectError } from "../protocol/error-codes.js";
import type { UnconfirmedAttempt } from "./attempt.js";
import { isInconclusive } from "./machine-end.js";
import type { Clock, LinkApi, EndedAttemptStore } from "./ports.js";
import { latePause } from "./late-pause.js";
import { retryAfterMs } from "./retry-after.js";
import { HOST_RESPONSE_TIMEOUT_MS, LATE_RETRY_TOTAL_MS } from "./timeouts.js";

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
}

/** Creates the confirmation of an attempt's account. Nothing is asked before the first `askIn()`. */
export function createLateConfirmation(
  { attemptId, connectionId, returned }: UnconfirmedAttempt,
  { linkApi, clock, records }: LateConfirmationPorts,
  tell: (outcome: LateOutcome) => void,
): LateConfirmation {
  const since = clock.now();
  const requests = new AbortController();
  const { signal } = requests;
  let tries = 0;
  let pending = 0;
  /** `Retry-After` asks for silence until then. */
  let notBefore = 0;
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
    if (!records.hold(attemptId, now + pause + HOST_RESPONSE_TIMEOUT_MS)) return end("dropped");
    stopTimer = clock.after(pause, () => ask(false));
  };

  /** Waits for the next try. After the last one, `askIn()` begins again. */
  const wait = (retryAfter: number) => {
    const now = clock.now();
    notBefore = now + retryAfter;
    const pause = Math.max(latePause(++tries), retryAfter);
    if (now + pause - since <= LATE_RETRY_TOTAL_MS) askIn(pause);
    else records.hold(attemptId, 0);
  };

  const ask = (leaving: boolean) => {
    pending++;
    request(leaving).then(
      (outcome) => {
        pending--;
        if (signal.aborted) return;
        if (outcome === "confirming") tell(outcome);
        if (outcome === undefined || outcome === "confirming") wait(0);
        // Another page may have reported it first.
        else end(typeof outcome === "object" && !records.take(attemptId) ? "dropped" : outcome);
      },
      (error: unknown) => {
        pending--;
        if (signal.aborted) return;
        const failure = asConnectError(error);
        if (isInconclusive(failure)) wait(retryAfterMs(failure.retryAfter, clock.now()) ?? 0);
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
    if (result?.attemptId !== attemptId) return tries ? "dropped" : undefined;
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
  };
}

/** The second half of the connect state machine: a reported outcome, and its confirmation by the host's server. */
import type { LinkResult } from "../protocol/link-contract.js";
import { unconfirmedConnection, type Connection } from "../protocol/connection.js";
import { ConnectError } from "../protocol/error-codes.js";
import type { CallbackResult } from "../protocol/callback-url.js";
import {
  stay,
  type Attempt,
  type ConnectEffect,
  type ConnectInput,
  type ConnectState,
  type Transition,
} from "./attempt.js";
import {
  withLateConfirmation,
  endCancelled,
  endConnected,
  endFailed,
  endWithReason,
  isInconclusive,
  saveEnded,
} from "./machine-end.js";
import { latePause } from "./late-pause.js";
import { LATE_RETRY_TOTAL_MS, VERIFY_MAX_TRIES, VERIFY_RETRY_BASE_MS } from "./timeouts.js";

type VerifyingState = Extract<ConnectState, { name: "verifying" }>;

/** Ends an attempt (or starts to verify it) with the outcome that the callback URL or the host's server reports. */
export function endWithResult(unreturned: Attempt, result: CallbackResult | LinkResult, now: number): Transition {
  // Anyone can write a callback to this page. One to the host's server comes back to a page that is loaded by a redirect.
  const attempt: Attempt = { ...unreturned, returned: unreturned.mode === "redirect" || !("attemptId" in result) };
  switch (result.outcome) {
    case "connected": {
      const connectionId = result.requestedConnectionId ?? attempt.connectionId;
      return endConnected({ ...attempt, connectionId }, result.connection, "confirmed");
    }
    case "success":
      return startVerifying(attempt, unconfirmedConnection(result.connectionId, null, result.clientReferenceId), now);
    case "confirming":
      return {
        state: { name: "verifying", attempt, reported: { connection: undefined, tries: 1, since: now } },
        effects: [...startEffects(attempt), startRetryTimer(latePause(0))],
      };
    case "cancelled":
      return endCancelled(attempt, "user", result.step);
    case "error":
      return endWithReason(attempt, result.reason);
    case "failed":
      return endFailed(attempt, new ConnectError(result.code, undefined, { reason: result.reason }));
    default:
      return result satisfies never;
  }
}

/**
 * Closes the transport and asks the host's server to confirm the connection. What the browser received is only a hint:
 * the server checks with its API key that the connection exists and belongs to the user.
 */
export function startVerifying(attempt: Attempt, connection: Connection, now: number): Transition {
  return {
    state: { name: "verifying", attempt, reported: { connection, tries: 1, since: now } },
    effects: [...startEffects(attempt), requestCompletion(attempt, connection.id)],
  };
}

/** Transitions of the state `verifying`. */
export function transitionVerifying(state: VerifyingState, input: ConnectInput, now: number): Transition {
  const { attempt, reported } = state;
  const { connection } = reported;
  switch (input.type) {
    case "verified":
      if (!connection) return stay(state);
      if (input.connection && input.connection.id !== connection.id) {
        return endFailed(
          attempt,
          new ConnectError("mismatch", "The confirmed connection is not the one that was reported."),
        );
      }
      return endConnected(attempt, input.connection ?? connection, input.connection ? "confirmed" : "impossible");
    case "verify-failed":
      if (!connection) return stay(state);
      if (!isInconclusive(input.error)) {
        return endFailed(
          attempt,
          new ConnectError("verify_failed", "The backend refused to confirm the connection.", { cause: input.error }),
        );
      }
      if (reported.tries >= VERIFY_MAX_TRIES) return endUnconfirmed(attempt, connection);
      return retry(state, VERIFY_RETRY_BASE_MS * 2 ** (reported.tries - 1));
    case "result-read":
      return connection ? stay(state) : handleAwaitedResult(state, input.result, input.error, now);
    case "timer":
      if (input.timer !== "verify-retry") return stay(state);
      return {
        state,
        effects: [
          connection ? requestCompletion(attempt, connection.id) : { type: "read-result", attemptId: attempt.id },
        ],
      };
    case "page-hidden":
      return connection
        ? { state, effects: [{ ...requestCompletion(attempt, connection.id), leaving: true }] }
        : stay(state);
    case "close":
      if (!input.force) return stay(state);
      // OFAuth has already connected the account: a forced close only stops the wait for the confirmation.
      return connection
        ? endUnconfirmed(attempt, connection)
        : withLateConfirmation(endCancelled(attempt, input.by), attempt, "cancel");
    case "removed":
      return withLateConfirmation(endCancelled(attempt, input.reason), attempt, "cancel", connection?.id);
    default:
      return stay(state);
  }
}

/** Handles the answer of `link/result` while the host's server has not confirmed the account either. */
function handleAwaitedResult(
  state: VerifyingState,
  result: LinkResult | undefined,
  error: ConnectError | undefined,
  now: number,
): Transition {
  const { attempt, reported } = state;
  if (result?.attemptId === attempt.id && result.outcome !== "confirming") return endWithResult(attempt, result, now);
  if (error && !isInconclusive(error)) return endFailed(attempt, error);
  const pause = latePause(reported.tries);
  if (now + pause - reported.since <= LATE_RETRY_TOTAL_MS) return retry(state, pause);
  const unconfirmed = error ?? new ConnectError("server_error", "Not confirmed in time.");
  return withLateConfirmation(endFailed(attempt, unconfirmed), attempt, "error");
}

const retry = (state: VerifyingState, pause: number): Transition => ({
  state: { ...state, reported: { ...state.reported, tries: state.reported.tries + 1 } },
  effects: [startRetryTimer(pause)],
});

/** Ends the attempt as connected, and goes on confirming the account. */
const endUnconfirmed = (attempt: Attempt, connection: Connection): Transition =>
  withLateConfirmation(endConnected(attempt, connection, "missing"), attempt, "success", connection.id);

const startEffects = (attempt: Attempt): readonly ConnectEffect[] => [
  { type: "stop-timers" },
  { type: "close-transport" },
  // In case the page is left while the account is being confirmed.
  saveEnded(attempt, "success"),
];

const startRetryTimer = (ms: number): ConnectEffect => ({ type: "start-timer", timer: "verify-retry", ms });

const requestCompletion = (attempt: Attempt, connectionId: string) =>
  ({ type: "complete", request: { attemptId: attempt.id, connectionId } }) as const;

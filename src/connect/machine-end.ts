/** The second half of the connect state machine: confirming a reported connection, and the three ends of an attempt. */
import type { LinkResult } from "../protocol/link-contract.js";
import { unconfirmedConnection, type Connection } from "../protocol/connection.js";
import { codeForLinkFailure, ConnectError, type StallCode } from "../protocol/error-codes.js";
import type { CallbackResult } from "../protocol/callback-url.js";
import {
  stay,
  type Attempt,
  type ConnectEffect,
  type ConnectInput,
  type ConnectState,
  type Transition,
} from "./attempt.js";
import type { CancelledResult, CancelReason, ConnectedResult, FailedResult } from "./result.js";
import { VERIFY_MAX_TRIES, VERIFY_RETRY_BASE_MS } from "./timeouts.js";

/** Ends an attempt (or starts to verify it) with the outcome that the callback URL or the host's server reports. */
export function endWithResult(attempt: Attempt, result: CallbackResult | LinkResult): Transition {
  switch (result.outcome) {
    case "connected": {
      const connectionId = result.requestedConnectionId ?? attempt.connectionId;
      return endConnected({ ...attempt, connectionId }, result.connection, true);
    }
    case "success":
      return startVerifying(attempt, unconfirmedConnection(result.connectionId, null, result.clientReferenceId));
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
export function startVerifying(attempt: Attempt, connection: Connection): Transition {
  return {
    state: { name: "verifying", attempt, reported: { connection, tries: 1 } },
    effects: [{ type: "stop-timers" }, { type: "close-transport" }, requestCompletion(attempt, connection.id)],
  };
}

/** Transitions of the state `verifying`. */
export function transitionVerifying(
  state: Extract<ConnectState, { name: "verifying" }>,
  input: ConnectInput,
): Transition {
  const { attempt, reported } = state;
  switch (input.type) {
    case "verified":
      if (input.connection && input.connection.id !== reported.connection.id) {
        return endFailed(
          attempt,
          new ConnectError("mismatch", "The confirmed connection is not the one that was reported."),
        );
      }
      return endConnected(attempt, input.connection ?? reported.connection, input.connection !== undefined);
    case "verify-failed":
      if (!inconclusiveCodes.has(input.error.code)) {
        return endFailed(
          attempt,
          new ConnectError("verify_failed", "The backend refused to confirm the connection.", { cause: input.error }),
        );
      }
      if (reported.tries >= VERIFY_MAX_TRIES) return endConnected(attempt, reported.connection, false);
      return {
        state: { ...state, reported: { ...reported, tries: reported.tries + 1 } },
        effects: [{ type: "start-timer", timer: "verify-retry", ms: VERIFY_RETRY_BASE_MS * 2 ** (reported.tries - 1) }],
      };
    case "timer":
      return {
        state,
        effects: input.timer === "verify-retry" ? [requestCompletion(attempt, reported.connection.id)] : [],
      };
    case "close":
      // OFAuth has already connected the account: a forced close only stops the wait for the confirmation.
      return input.force ? endConnected(attempt, reported.connection, false) : stay(state);
    case "removed":
      return endCancelled(attempt, input.reason);
    default:
      return stay(state);
  }
}

/** Codes that say nothing about the connection: the account is connected, only the confirmation did not arrive. */
const inconclusiveCodes: ReadonlySet<string> = new Set([
  "network",
  "timeout",
  "server_error",
  "bad_response",
  "rate_limited",
]);

const requestCompletion = (attempt: Attempt, connectionId: string): ConnectEffect => ({
  type: "complete",
  request: { attemptId: attempt.id, connectionId },
});

const dispose = (attempt: Attempt): readonly ConnectEffect[] => [{ type: "dispose", attemptId: attempt.id }];

function endConnected(attempt: Attempt, connection: Connection, verified: boolean): Transition {
  const requested = attempt.connectionId;
  const result: ConnectedResult = {
    outcome: "connected",
    attemptId: attempt.id,
    connectionId: connection.id,
    connection,
    ...(connection.clientReferenceId !== null && { clientReferenceId: connection.clientReferenceId }),
    reconnected: requested === connection.id,
    ...(requested !== undefined && requested !== connection.id && { previousConnectionId: requested }),
    verified,
    source: attempt.mode,
  };
  return { state: { name: "connected", result }, effects: dispose(attempt) };
}

/** Ends the attempt as cancelled. `step` is OFAuth's own name for the step at which the user left. */
export function endCancelled(attempt: Attempt, reason: CancelReason, step?: string): Transition {
  const result: CancelledResult = {
    outcome: "cancelled",
    attemptId: attempt.id,
    reason,
    ...(step !== undefined && { step }),
  };
  return { state: { name: "cancelled", result }, effects: dispose(attempt) };
}

/** Ends the attempt with the error that OFAuth reported by its own string. */
export const endWithReason = (attempt: Attempt, reason: string | undefined): Transition =>
  endFailed(attempt, new ConnectError(codeForLinkFailure(reason), undefined, { reason }));

/** Ends the attempt as failed. */
export function endFailed(attempt: Attempt, error: ConnectError): Transition {
  return { state: { name: "failed", result: failedResult(error, attempt.id) }, effects: dispose(attempt) };
}

const stallMessages: Readonly<Record<StallCode, string>> = {
  frame_timeout: "The hosted page did not report in. Is this origin one of the client app's Allowed Origins?",
  csp_blocked: "This page's Content-Security-Policy blocks the frame: allow the Link origin in frame-src.",
  popup_blocked: "The browser blocked the popup: call open() directly in a click handler.",
};

/** Ends a stalled attempt that is closed: it failed with the code of its stall. */
export const endStalled = (attempt: Attempt, code: StallCode): Transition =>
  endFailed(attempt, new ConnectError(code, stallMessages[code]));

/** Creates the result for an error. Leave `attemptId` out for an error before any attempt. */
export const failedResult = (error: ConnectError, attemptId?: string): FailedResult => ({
  outcome: "failed",
  code: error.code,
  message: error.message,
  retryable: error.retryable,
  ...(error.reason !== undefined && { reason: error.reason }),
  ...(attemptId !== undefined && { attemptId }),
});

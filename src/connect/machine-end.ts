/** The ways out of an attempt: connected, cancelled, failed, and the confirmation that comes before the first. */
import type { LinkResult } from "../protocol/link-contract.js";
import { unconfirmedConnection, type Connection } from "../protocol/connection.js";
import { codeForLinkFailure, ConnectError, type StallCode } from "../protocol/error-codes.js";
import type { CallbackResult } from "../protocol/callback-url.js";
import type { Attempt, ConnectEffect, ConnectInput, ConnectState, Step } from "./attempt.js";
import type { CancelledResult, CancelReason, ConnectedResult, FailedResult } from "./result.js";
import { VERIFY_MAX_TRIES, VERIFY_RETRY_BASE_MS } from "./timeouts.js";

/** How a window or a redirect ended, as the return URL or the host's backend tells it. */
export function endWithResult(attempt: Attempt, result: CallbackResult | LinkResult): Step {
  switch (result.outcome) {
    case "connected": {
      const connectionId = result.requestedConnectionId ?? attempt.connectionId;
      return connect({ ...attempt, connectionId }, result.connection, true);
    }
    case "success":
      return verifyReported(attempt, unconfirmedConnection(result.connectionId, null, result.clientReferenceId));
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

/** The browser's word is a hint; the host's backend has the last one. The page has done its part and goes away. */
export function verifyReported(attempt: Attempt, connection: Connection): Step {
  return {
    state: { name: "verifying", attempt, claim: { connection, tries: 1 } },
    effects: [{ do: "stop-timers" }, { do: "close-transport" }, complete(attempt, connection.id)],
  };
}

export function stepVerifying(state: Extract<ConnectState, { name: "verifying" }>, input: ConnectInput): Step {
  const { attempt, claim } = state;
  switch (input.type) {
    case "verified":
      if (input.connection && input.connection.id !== claim.connection.id) {
        return endFailed(
          attempt,
          new ConnectError("mismatch", "The confirmed connection is not the one that was reported."),
        );
      }
      return connect(attempt, input.connection ?? claim.connection, input.connection !== undefined);
    case "verify-failed":
      if (!cannotTell.has(input.error.code)) {
        return endFailed(
          attempt,
          new ConnectError("verify_failed", "The backend refused to confirm the connection.", { cause: input.error }),
        );
      }
      if (claim.tries >= VERIFY_MAX_TRIES) return connect(attempt, claim.connection, false);
      return {
        state: { ...state, claim: { ...claim, tries: claim.tries + 1 } },
        effects: [{ do: "start-timer", timer: "retry", ms: VERIFY_RETRY_BASE_MS * 2 ** (claim.tries - 1) }],
      };
    case "timer":
      return { state, effects: input.timer === "retry" ? [complete(attempt, claim.connection.id)] : [] };
    case "close":
      // OFAuth has connected the account; closing now can only give up waiting for the confirmation.
      return input.force ? connect(attempt, claim.connection, false) : noChange(state);
    case "gone":
      return endCancelled(attempt, input.reason);
    default:
      return noChange(state);
  }
}

/** Failures that say nothing about the connection: the account is connected, only the confirmation is missing. */
const cannotTell: ReadonlySet<string> = new Set(["network", "timeout", "server_error", "bad_response", "rate_limited"]);

const complete = (attempt: Attempt, connectionId: string): ConnectEffect => ({
  do: "complete",
  request: { attemptId: attempt.id, connectionId },
});
/** Nothing changes, nothing is to be done. */
export const noChange = (state: ConnectState): Step => ({ state, effects: [] });

const dispose = (attempt: Attempt): readonly ConnectEffect[] => [{ do: "dispose", attemptId: attempt.id }];

function connect(attempt: Attempt, connection: Connection, verified: boolean): Step {
  const asked = attempt.connectionId;
  const result: ConnectedResult = {
    outcome: "connected",
    attemptId: attempt.id,
    connectionId: connection.id,
    connection,
    ...(connection.clientReferenceId !== null && { clientReferenceId: connection.clientReferenceId }),
    reconnected: asked === connection.id,
    ...(asked !== undefined && asked !== connection.id && { previousConnectionId: asked }),
    verified,
    source: attempt.mode,
  };
  return { state: { name: "connected", result }, effects: dispose(attempt) };
}

export function endCancelled(attempt: Attempt, reason: CancelReason, step?: string): Step {
  const result: CancelledResult = {
    outcome: "cancelled",
    attemptId: attempt.id,
    reason,
    ...(step !== undefined && { step }),
  };
  return { state: { name: "cancelled", result }, effects: dispose(attempt) };
}

export const endWithReason = (attempt: Attempt, reason: string | undefined): Step =>
  endFailed(attempt, new ConnectError(codeForLinkFailure(reason), undefined, { reason }));

export function endFailed(attempt: Attempt, error: ConnectError): Step {
  return { state: { name: "failed", result: failedResult(error, attempt.id) }, effects: dispose(attempt) };
}

const stallMessages: Readonly<Record<StallCode, string>> = {
  frame_timeout: "The hosted page did not report in. Is this origin one of the client app's Allowed Origins?",
  csp_blocked: "This page's Content-Security-Policy refuses the frame: allow the Link origin in frame-src.",
  popup_blocked: "The browser blocked the window: call open() in a click.",
};

/** A stalled attempt that is closed ends with what was in its way. */
export const endStalled = (attempt: Attempt, code: StallCode): Step =>
  endFailed(attempt, new ConnectError(code, stallMessages[code]));

/** The result for an error; without `attemptId` for one that came before any attempt. */
export const failedResult = (error: ConnectError, attemptId?: string): FailedResult => ({
  outcome: "failed",
  code: error.code,
  message: error.message,
  retryable: error.retryable,
  ...(error.reason !== undefined && { reason: error.reason }),
  ...(attemptId !== undefined && { attemptId }),
});

/** The ends of an attempt. */
import type { Connection } from "../protocol/connection.js";
import { codeForLinkFailure, ConnectError, type StallCode } from "../protocol/error-codes.js";
import type { Attempt, AttemptEnd, ConnectEffect, PendingAttemptEnd, Transition } from "./attempt.js";
import type { CancelledResult, CancelReason, ConnectedResult, FailedResult } from "./result.js";

/** Codes that say nothing about the connection: the account is connected, only the confirmation did not arrive. */
const inconclusiveCodes: ReadonlySet<string> = new Set([
  "network",
  "timeout",
  "server_error",
  "bad_response",
  "rate_limited",
]);

/** Whether a confirmation that failed with `error` can still succeed. Any other error is a refusal. */
export const isInconclusive = (error: ConnectError): boolean => inconclusiveCodes.has(error.code);

/** Releases what the attempt holds. */
const dispose = ({ id }: Attempt, pending: PendingAttemptEnd = "remove"): ConnectEffect => ({
  type: "dispose",
  attemptId: id,
  pending,
});

/**
 * Releases what the attempt holds. After it has left the page a record stays, and the account is asked for whenever the user
 * comes back: a window goes on although it looked closed, and a later return may be confirmed when this one was not.
 */
const disposeUnproven = (
  attempt: Attempt,
  after: AttemptEnd,
  pending?: PendingAttemptEnd,
): readonly ConnectEffect[] => [
  dispose(attempt, pending),
  ...(attempt.returned || hasLeft(attempt) ? [confirmLater(attempt, after, { abandoned: true })] : []),
];

/** Whether the hosted page was opened outside this page. */
const hasLeft = ({ openedIn }: Attempt): boolean => openedIn === "popup" || openedIn === "redirect";

const confirmLater = (
  { id, returned }: Attempt,
  after: AttemptEnd,
  fields: { readonly connectionId?: string | undefined; readonly abandoned?: true },
): Extract<ConnectEffect, { type: "confirm-later" }> => ({
  type: "confirm-later",
  attempt: {
    attemptId: id,
    after,
    connectionId: undefined,
    returned: returned || fields.abandoned === true,
    ...fields,
  },
});

/** The effect that leaves a record for the page that is loaded next. */
export const saveEnded = ({ id }: Attempt, after: AttemptEnd): ConnectEffect => ({
  type: "save-ended",
  attemptId: id,
  after,
});

/** Adds the effect that goes on confirming the account after the end. */
export const withLateConfirmation = (
  { state, effects }: Transition,
  attempt: Attempt,
  after: AttemptEnd,
  connectionId?: string,
): Transition => ({
  state,
  effects: [...effects.filter(({ type }) => type !== "confirm-later"), confirmLater(attempt, after, { connectionId })],
});

/**
 * Ends the attempt as connected.
 *
 * @param proof `confirmed` by the host's server, `missing`, or `impossible` because the host has no route for it
 */
export function endConnected(
  attempt: Attempt,
  connection: Connection,
  proof: "confirmed" | "missing" | "impossible",
): Transition {
  const requested = attempt.connectionId;
  const result: ConnectedResult = {
    outcome: "connected",
    attemptId: attempt.id,
    connectionId: connection.id,
    connection,
    ...(connection.clientReferenceId !== null && { clientReferenceId: connection.clientReferenceId }),
    reconnected: requested === connection.id,
    ...(requested !== undefined && requested !== connection.id && { previousConnectionId: requested }),
    verified: proof === "confirmed",
    source: attempt.mode,
  };
  return {
    state: { name: "connected", result },
    effects: [dispose(attempt, proof === "impossible" && attempt.returned ? "keep-briefly" : "remove")],
  };
}

/** Ends the attempt as cancelled. `step` is OFAuth's own name for the step at which the user left. */
export function endCancelled(attempt: Attempt, reason: CancelReason, step?: string): Transition {
  const result: CancelledResult = {
    outcome: "cancelled",
    attemptId: attempt.id,
    reason,
    ...(step !== undefined && { step }),
  };
  const pending = attempt.openedIn === "redirect" && reason === "navigation" ? "keep" : "remove";
  return { state: { name: "cancelled", result }, effects: disposeUnproven(attempt, "cancel", pending) };
}

/** Ends the attempt with the error that OFAuth reported by its own string. */
export const endWithReason = (attempt: Attempt, reason: string | undefined): Transition =>
  endFailed(attempt, new ConnectError(codeForLinkFailure(reason), undefined, { reason }));

/** Ends the attempt as failed. */
export function endFailed(attempt: Attempt, error: ConnectError): Transition {
  return {
    state: { name: "failed", result: failedResult(error, attempt.id) },
    effects: disposeUnproven(attempt, "error"),
  };
}

/** Ends an attempt whose Link session is over. */
export const endExpired = (attempt: Attempt): Transition =>
  endFailed(attempt, new ConnectError("session_expired", "The Link session is unknown or has expired."));

/** Ends an attempt whose result could not be read. The host's server may have it all the same. */
export function endUnread(attempt: Attempt, error: ConnectError): Transition {
  const end = endFailed(attempt, error);
  return isInconclusive(error) ? withLateConfirmation(end, attempt, "error") : end;
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

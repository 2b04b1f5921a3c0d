/** The popup's part of the connect state machine: how it closes, how it comes back, and who has its result. */
import type { CallbackResult } from "../protocol/callback-url.js";
import type { ConnectError } from "../protocol/error-codes.js";
import type { LinkResult } from "../protocol/link-contract.js";
import { stay, type ActiveState, type Attempt, type ConnectEffect, type Transition } from "./attempt.js";
import { endCancelled, endUnread } from "./machine-end.js";
import { endWithResult } from "./machine-verify.js";
import { PENDING_ATTEMPT_LIFETIME_MS, POPUP_CLOSE_GRACE_MS } from "./timeouts.js";

/**
 * Handles a popup that is back from OFAuth. Without `result`, the host's server took the callback and has the result.
 */
export function handleCallback(state: ActiveState, result: CallbackResult | undefined, now: number): Transition {
  const { attempt } = state;
  if (result) return endWithResult(attempt, result, now);
  return {
    state: { ...state, attempt: { ...attempt, popupClosed: true, callbackReceived: true } },
    effects: [readResult(attempt)],
  };
}

/**
 * Handles a popup that is closed. Its result may be on the host's server all the same.
 *
 * @param severed It may be on screen: the attempt stays open until its session expires.
 */
export function handlePopupClosed(state: ActiveState, severed: boolean, now: number): Transition {
  const { attempt } = state;
  if (attempt.mode !== "popup" || attempt.popupClosed) return stay(state);
  if (state.name === "starting") return endCancelled(attempt, "user");
  if (!severed) {
    return { state: { ...state, attempt: { ...attempt, popupClosed: true } }, effects: [readResult(attempt)] };
  }
  if (attempt.popupSevered) return stay(state);
  const left = (attempt.session?.expiresAt ?? 0) - now;
  // A time outside the hour that a session lives comes from a clock that is wrong.
  const ms = left > 0 && left < PENDING_ATTEMPT_LIFETIME_MS ? left : PENDING_ATTEMPT_LIFETIME_MS;
  return {
    state: { ...state, attempt: { ...attempt, popupSevered: true } },
    effects: [startCloseGrace(ms), { type: "notify", notice: { type: "popup-severed" } }],
  };
}

/** Handles a popup whose result may be there, although no message has come. */
export const handlePopupMayBeDone = (state: ActiveState): Transition =>
  state.name === "open" && state.attempt.mode === "popup" && !state.attempt.popupClosed
    ? { state, effects: [readResult(state.attempt)] }
    : stay(state);

const readResult = (attempt: Attempt): ConnectEffect => ({ type: "read-result", attemptId: attempt.id });
const startCloseGrace = (ms: number): ConnectEffect => ({ type: "start-timer", timer: "close-grace", ms });

/** Handles the answer of `link/result` for a popup. */
export function handleResult(
  state: ActiveState,
  result: LinkResult | undefined,
  error: ConnectError | undefined,
  now: number,
): Transition {
  const { attempt } = state;
  // The server may still have the result of an earlier attempt, or of another tab's.
  if (result?.attemptId === attempt.id) return endWithResult(attempt, result, now);
  if (!attempt.popupClosed) return stay(state);
  // A popup that came back has an outcome, so an error in reading it is a failure. No result yet means one last wait.
  return error && attempt.callbackReceived
    ? endUnread(attempt, error)
    : { state, effects: [startCloseGrace(POPUP_CLOSE_GRACE_MS)] };
}

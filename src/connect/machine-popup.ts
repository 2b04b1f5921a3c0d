/** The popup's part of the connect state machine: how it closes, how it comes back, and who has its result. */
import type { CallbackResult } from "../protocol/callback-url.js";
import type { ConnectError } from "../protocol/error-codes.js";
import type { LinkResult } from "../protocol/link-contract.js";
import { stay, type ActiveState, type Attempt, type ConnectEffect, type Transition } from "./attempt.js";
import { endCancelled, endUnread } from "./machine-end.js";
import { endWithResult } from "./machine-verify.js";
import { POPUP_CLOSE_GRACE_MS, POPUP_CLOSED_DISTRUST_MS } from "./timeouts.js";

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

/** Handles a popup that reports itself closed. */
export function handlePopupClosed(state: ActiveState, now: number): Transition {
  const { attempt } = state;
  if (attempt.mode !== "popup" || attempt.popupClosed || attempt.popupSevered) return stay(state);
  // Still blank and of our own origin: no Cross-Origin-Opener-Policy can make it look closed.
  if (state.name === "starting") return endCancelled(attempt, "user");
  if (now - attempt.navigatedAt <= POPUP_CLOSED_DISTRUST_MS) {
    return { state: { ...state, attempt: { ...attempt, popupSevered: true } }, effects: [] };
  }
  return { state: { ...state, attempt: { ...attempt, popupClosed: true } }, effects: [readResult(attempt)] };
}

const readResult = (attempt: Attempt): ConnectEffect => ({ type: "read-result", attemptId: attempt.id });
const startCloseGrace: ConnectEffect = { type: "start-timer", timer: "close-grace", ms: POPUP_CLOSE_GRACE_MS };

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
  return error && attempt.callbackReceived ? endUnread(attempt, error) : { state, effects: [startCloseGrace] };
}

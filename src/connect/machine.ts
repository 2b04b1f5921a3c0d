/**
 * The connect state machine: one pure transition function over the states of an attempt. Side effects are returned as
 * data, in the order in which the runner carries them out. Nothing here uses the DOM, a clock or the network.
 */
import { unconfirmedConnection } from "../protocol/connection.js";
import { ConnectError, isConnectError } from "../protocol/error-codes.js";
import type { PageMessage } from "../protocol/page-messages.js";
import {
  createAttempt,
  stay,
  type ActiveState,
  type Attempt,
  type ConnectInput,
  type ConnectState,
  type TimerName,
  type Transition,
} from "./attempt.js";
import { endCancelled, endExpired, endFailed, endStalled, endUnread, endWithReason } from "./machine-end.js";
import { endWithResult, startVerifying, transitionVerifying } from "./machine-verify.js";
import {
  awaitReport,
  continueIn,
  isFrameLoading,
  openWhenReady,
  renewSession,
  requestSession,
  stallAttempt,
} from "./machine-start.js";
import { handleCallback, handlePopupClosed, handlePopupMayBeDone, handleResult } from "./machine-popup.js";
import { EXIT_TIMEOUT_MS } from "./timeouts.js";

/**
 * Computes the next state and the effects of an input.
 *
 * @param now Milliseconds since the epoch.
 * @returns The same state object, without effects, for an input that has no meaning in `state`.
 */
export function transition(state: ConnectState, input: ConnectInput, now: number): Transition {
  switch (state.name) {
    case "idle":
      return transitionIdle(state, input, now);
    case "starting":
    case "opening":
    case "open":
      return transitionActive(state, input, now);
    case "verifying":
      return transitionVerifying(state, input, now);
    case "connected":
    case "cancelled":
    case "failed":
      return stay(state);
    default:
      return state satisfies never;
  }
}

function transitionIdle(state: ConnectState, input: ConnectInput, now: number): Transition {
  if (input.type === "start") {
    const attempt = createAttempt(input.request);
    return {
      state: { name: "starting", attempt },
      // The transport first: a popup must open before anything else uses up the click's user activation.
      effects: [{ type: "prepare-transport", mode: attempt.mode }, requestSession(attempt)],
    };
  }
  if (input.type === "resume") {
    const attempt: Attempt = { ...createAttempt(input.request), openedIn: input.request.mode };
    if (input.result === "navigation") return endCancelled(attempt, "navigation");
    return isConnectError(input.result) ? endUnread(attempt, input.result) : endWithResult(attempt, input.result, now);
  }
  return stay(state);
}

function transitionActive(state: ActiveState, input: ConnectInput, now: number): Transition {
  const { attempt } = state;
  switch (input.type) {
    case "transport-ready":
      return state.name === "starting" ? openWhenReady({ ...attempt, transportReady: true }, now) : stay(state);
    case "session-created":
      return state.name === "starting" ? openWhenReady({ ...attempt, session: input.session }, now) : stay(state);
    case "frame-load":
      return awaitReport(state);
    case "stalled":
      return stallAttempt(state, input.code);
    case "page-message":
      return handlePageMessage(state, input.message, now);
    case "continue":
      return continueIn(state, input.mode, now);
    case "close":
      return handleClose(state, input.by, input.force);
    case "removed":
      return endCancelled(attempt, input.reason);
    case "popup-closed":
      return handlePopupClosed(state, input.severed, now);
    case "popup-may-be-done":
      return handlePopupMayBeDone(state);
    case "callback":
      return handleCallback(state, input.result, now);
    case "result-read":
      return handleResult(state, input.result, input.error, now);
    case "failed":
      return endFailed(attempt, input.error);
    case "timer":
      return handleTimer(state, input.timer);
    default:
      return stay(state);
  }
}

function handlePageMessage(state: ActiveState, message: PageMessage, now: number): Transition {
  const { attempt } = state;
  // Only a frame that has been navigated can send messages; the transport has checked their origin and source.
  if (state.name === "starting" || attempt.mode !== "embed") return stay(state);
  switch (message.event) {
    case "loaded":
      if (state.name === "open") return stay(state);
      return {
        state: { name: "open", attempt: { ...attempt, stall: undefined } },
        effects: [
          { type: "stop-timers" },
          { type: "withdraw-alternatives" },
          { type: "show-frame" },
          { type: "notify", notice: { type: "load", elapsedMs: Math.max(0, now - attempt.navigatedAt) } },
        ],
      };
    case "success":
      return startVerifying(attempt, unconfirmedConnection(message.connectionId, message.userData), now);
    case "bad_success":
      return endFailed(
        attempt,
        new ConnectError("bad_response", "The hosted page reported success without a connection id."),
      );
    case "exit":
      if (message.errorType !== undefined || message.type === "error") {
        return endWithReason(attempt, message.errorType);
      }
      return endCancelled(attempt, attempt.closing ?? "user", message.step);
    case "invalid_session":
      return renewSession(attempt);
    case "sandbox_info":
      return {
        state,
        effects: [
          { type: "show-sandbox", info: message.info },
          { type: "notify", notice: { type: "sandbox-info", info: message.info } },
        ],
      };
    default:
      return message satisfies never;
  }
}

function handleClose(state: ActiveState, by: "user" | "host", force: boolean): Transition {
  const { attempt } = state;
  // A page that has not sent `loaded` cannot answer, and a second request to close is meant to be final.
  const canRequestExit = state.name === "open" && attempt.mode === "embed" && attempt.closing === undefined;
  if (canRequestExit && !force) {
    return {
      state: { ...state, attempt: { ...attempt, closing: by } },
      effects: [{ type: "request-exit" }, { type: "start-timer", timer: "exit", ms: EXIT_TIMEOUT_MS }],
    };
  }
  if (attempt.stall !== undefined) return endStalled(attempt, attempt.stall);
  return endCancelled(attempt, attempt.closing ?? by);
}

function handleTimer(state: ActiveState, timer: TimerName): Transition {
  const { attempt } = state;
  switch (timer) {
    case "slow-load":
      return isFrameLoading(state) ? { state, effects: [{ type: "show-slow" }] } : stay(state);
    case "silence":
      return isFrameLoading(state)
        ? { state, effects: [{ type: "offer-alternatives", code: undefined }] }
        : stay(state);
    case "handshake":
      return stallAttempt(state, "frame_timeout");
    case "exit":
      return attempt.closing === undefined ? stay(state) : endCancelled(attempt, attempt.closing);
    case "close-grace":
      if (attempt.popupClosed) return endCancelled(attempt, "user");
      return attempt.popupSevered ? endExpired(attempt) : stay(state);
    case "verify-retry":
      return stay(state);
    default:
      return timer satisfies never;
  }
}

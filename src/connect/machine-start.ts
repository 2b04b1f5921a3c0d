/**
 * The first half of the connect state machine: from the session and the transport to the hosted page, stalls included.
 */
import type { ConnectMode, InitRequest } from "../protocol/link-contract.js";
import type { StallCode } from "../protocol/error-codes.js";
import {
  stay,
  type ActiveState,
  type Attempt,
  type AttemptRequest,
  type ConnectEffect,
  type Transition,
} from "./attempt.js";
import { endCancelled, endExpired } from "./machine-end.js";
import { FRAME_SILENCE_MS, HANDSHAKE_TIMEOUT_MS, SLOW_LOAD_MS } from "./timeouts.js";

/** Navigates to the hosted page once both the transport and the session are there, in either order. */
export function openWhenReady(attempt: Attempt, now: number): Transition {
  const { session, mode } = attempt;
  if (!session || !attempt.transportReady) return { state: { name: "starting", attempt }, effects: [] };
  const opened: Attempt = { ...attempt, navigatedAt: now, openedIn: mode };
  const navigate: ConnectEffect = { type: "navigate", mode, url: session.url };
  const notify: ConnectEffect = {
    type: "notify",
    notice: attempt.openedIn === mode ? { type: "session-renewed" } : { type: "open", mode },
  };
  switch (mode) {
    case "embed":
      return {
        state: { name: "opening", attempt: opened },
        effects: [navigate, ...startHandshakeTimers, notify],
      };
    case "popup":
      return {
        state: { name: "open", attempt: opened },
        effects: [{ type: "save-pending", attemptId: attempt.id, mode }, navigate, notify],
      };
    case "redirect":
      // The notice comes first: after the navigation no page may be left to receive it.
      return {
        state: { name: "opening", attempt: opened },
        effects: [{ type: "save-pending", attemptId: attempt.id, mode }, notify, navigate],
      };
    default:
      return mode satisfies never;
  }
}

const startHandshakeTimers: readonly ConnectEffect[] = [
  { type: "start-timer", timer: "slow-load", ms: SLOW_LOAD_MS },
  { type: "start-timer", timer: "handshake", ms: HANDSHAKE_TIMEOUT_MS },
];

/** Replaces a session that OFAuth does not accept, once and without asking; the second time ends the attempt. */
export function renewSession(attempt: Attempt): Transition {
  // A user who is closing the flow does not need another session.
  if (attempt.closing !== undefined) return endCancelled(attempt, attempt.closing);
  if (attempt.sessionRenewed || !attempt.renewable) return endExpired(attempt);
  const renewed: Attempt = { ...attempt, sessionRenewed: true, session: undefined, stall: undefined };
  return {
    state: { name: "starting", attempt: renewed },
    effects: [{ type: "stop-timers" }, { type: "withdraw-alternatives" }, requestSession(renewed)],
  };
}

/** Stalls the attempt: it stays open, and the user is offered alternatives. */
export function stallAttempt(state: ActiveState, code: StallCode): Transition {
  const { attempt } = state;
  // A popup can only be blocked before its page is there, a frame only once it has been navigated.
  const canStall = code === "popup_blocked" ? state.name === "starting" : isFrameLoading(state);
  if (!canStall || attempt.stall === code) return stay(state);
  return {
    state: { ...state, attempt: { ...attempt, stall: code } },
    effects: [
      { type: "stop-timers" },
      { type: "offer-alternatives", code },
      { type: "notify", notice: { type: "stall", code } },
    ],
  };
}

/** Whether the frame has been navigated, and its page has not reported `loaded`. */
export const isFrameLoading = ({ name, attempt }: ActiveState): boolean =>
  name === "opening" && attempt.mode === "embed";

/** The frame has loaded something: if that says nothing, the browser may have refused the page. */
export function awaitReport(state: ActiveState): Transition {
  if (!isFrameLoading(state) || state.attempt.stall !== undefined) return stay(state);
  return { state, effects: [{ type: "start-timer", timer: "silence", ms: FRAME_SILENCE_MS }] };
}

/**
 * Continues an attempt that is stalled, or whose frame is loading, in another mode, or reloads its frame. Another mode
 * needs a session of its own, because the callback URL of a session depends on the mode.
 */
export function continueIn(state: ActiveState, mode: ConnectMode, now: number): Transition {
  const { attempt } = state;
  // A popup that the browser opened in the page's own window, as some in-app browsers do, is no stall.
  const isBlank = state.name === "starting" && attempt.mode === "popup";
  if (attempt.stall === undefined && !isBlank && !isFrameLoading(state)) return stay(state);
  if (mode === "embed") return reloadFrame(state, now);
  const continued: Attempt = {
    ...attempt,
    mode,
    transportReady: false,
    stall: undefined,
    session: mode === attempt.mode || !attempt.renewable ? attempt.session : undefined,
  };
  const prepare: ConnectEffect = { type: "prepare-transport", mode };
  // A popup can be blocked before its session has arrived: that request is still pending, and is not sent twice.
  const isSessionPending = mode === attempt.mode && state.name === "starting";
  return {
    state: { name: "starting", attempt: continued },
    effects: continued.session || isSessionPending ? [prepare] : [prepare, requestSession(continued)],
  };
}

function reloadFrame(state: ActiveState, now: number): Transition {
  const { attempt } = state;
  if (attempt.mode !== "embed" || !attempt.session) return stay(state);
  return {
    state: { name: "opening", attempt: { ...attempt, stall: undefined, navigatedAt: now } },
    effects: [
      { type: "stop-timers" },
      { type: "withdraw-alternatives" },
      { type: "navigate", mode: "embed", url: attempt.session.url },
      ...startHandshakeTimers,
    ],
  };
}

/** The effect that creates the session of an attempt. */
export const requestSession = (attempt: Attempt): ConnectEffect => ({
  type: "create-session",
  request: initRequest(attempt),
});

/** Body of `POST link/init` for an attempt. */
export const initRequest = ({ id, mode, connectionId, returnTo }: AttemptRequest): InitRequest => ({
  attemptId: id,
  mode,
  ...(connectionId !== undefined && { connectionId }),
  ...(mode !== "embed" && returnTo !== undefined && { returnTo }),
});

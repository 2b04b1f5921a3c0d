/** The ways in: from a session and a place for it to the hosted page on screen, and what happens when something is in the way. */
import type { ConnectMode, InitRequest } from "../protocol/link-contract.js";
import { ConnectError, type StallCode } from "../protocol/error-codes.js";
import type { Attempt, AttemptRequest, ConnectEffect, ConnectState, Step } from "./attempt.js";
import { endCancelled, endFailed, noChange } from "./machine-end.js";
import { HANDSHAKE_TIMEOUT_MS, SLOW_LOAD_MS } from "./timeouts.js";

/** An attempt whose outcome is still open. */
export type ActiveState = Extract<ConnectState, { name: "starting" | "opening" | "open" }>;

/** Both halves are needed, in either order: the place for the page, and the session to show there. */
export function showHostedPage(attempt: Attempt, now: number): Step {
  const { session, mode } = attempt;
  if (!session || !attempt.reserved) return { state: { name: "starting", attempt }, effects: [] };
  const entered: Attempt = { ...attempt, navigatedAt: now, openedIn: mode };
  const navigate: ConnectEffect = { do: "navigate", mode, url: session.url };
  const told: ConnectEffect = {
    do: "notify",
    news: attempt.openedIn === mode ? { type: "session-renewed" } : { type: "open", mode },
  };
  switch (mode) {
    case "embed":
      return {
        state: { name: "opening", attempt: entered },
        effects: [navigate, ...startHandshake, told],
      };
    case "popup":
      return {
        state: { name: "open", attempt: entered },
        effects: [{ do: "save-pending", attemptId: attempt.id, mode }, navigate, told],
      };
    case "redirect":
      // Told first: after the navigation there may be no page left to tell.
      return {
        state: { name: "opening", attempt: entered },
        effects: [{ do: "save-pending", attemptId: attempt.id, mode }, told, navigate],
      };
    default:
      return mode satisfies never;
  }
}

const startHandshake: readonly ConnectEffect[] = [
  { do: "start-timer", timer: "slow", ms: SLOW_LOAD_MS },
  { do: "start-timer", timer: "handshake", ms: HANDSHAKE_TIMEOUT_MS },
];

/** A session that the page does not know is replaced once, silently; after that the user decides. */
export function renewSession(attempt: Attempt): Step {
  // Nobody wants another session who is on the way out.
  if (attempt.closing !== undefined) return endCancelled(attempt, attempt.closing);
  if (attempt.renewed || !attempt.renewable) {
    return endFailed(attempt, new ConnectError("session_expired", "The Link session is unknown or has expired."));
  }
  const renewed: Attempt = { ...attempt, renewed: true, session: undefined, stall: undefined };
  return {
    state: { name: "starting", attempt: renewed },
    effects: [{ do: "stop-timers" }, { do: "withdraw-alternatives" }, createSession(renewed)],
  };
}

export function stall(state: ActiveState, code: StallCode): Step {
  const { attempt } = state;
  // A window is refused before there is a page to show, a frame when it was sent to one.
  const possible =
    code === "popup_blocked" ? state.name === "starting" : state.name === "opening" && attempt.mode === "embed";
  if (!possible || attempt.stall === code) return noChange(state);
  return {
    state: { ...state, attempt: { ...attempt, stall: code } },
    effects: [
      { do: "stop-timers" },
      { do: "offer-alternatives", code },
      { do: "notify", news: { type: "stall", code } },
    ],
  };
}

/** The same attempt goes on in a window or by redirect. Another mode needs a session of its own: the host's callback answers differently. */
export function continueElsewhere(state: ActiveState, mode: ConnectMode, now: number): Step {
  const { attempt } = state;
  if (attempt.stall === undefined) return noChange(state);
  if (mode === "embed") return reload(state, now);
  const moved: Attempt = {
    ...attempt,
    mode,
    reserved: false,
    stall: undefined,
    session: mode === attempt.mode || !attempt.renewable ? attempt.session : undefined,
  };
  const reserve: ConnectEffect = { do: "prepare-transport", mode };
  // A request that is still on its way (a popup that was blocked before its session came) is not sent twice.
  const pending = mode === attempt.mode && state.name === "starting";
  return {
    state: { name: "starting", attempt: moved },
    effects: moved.session || pending ? [reserve] : [reserve, createSession(moved)],
  };
}

/** Loads the frame once more, with the session that it has. */
function reload(state: ActiveState, now: number): Step {
  const { attempt } = state;
  if (attempt.mode !== "embed" || !attempt.session) return noChange(state);
  return {
    state: { name: "opening", attempt: { ...attempt, stall: undefined, navigatedAt: now } },
    effects: [
      { do: "withdraw-alternatives" },
      { do: "navigate", mode: "embed", url: attempt.session.url },
      ...startHandshake,
    ],
  };
}

export const createSession = (attempt: Attempt): ConnectEffect => ({
  do: "create-session",
  request: initRequest(attempt),
});

/** The body of Link init for an attempt. */
export const initRequest = ({ id, mode, connectionId, returnTo }: AttemptRequest): InitRequest => ({
  attemptId: id,
  mode,
  ...(connectionId !== undefined && { connectionId }),
  ...(mode === "redirect" && returnTo !== undefined && { returnTo }),
});

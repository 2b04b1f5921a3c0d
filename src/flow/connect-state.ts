/**
 * The rule book of an attempt: one pure `step` over the union of states. What has to be done comes out as effects, in the
 * order in which the runner carries them out. Nothing here knows a page, a clock or a network.
 */
import type { ConnectMode, InitRequest } from "../protocol/backend-contract.js";
import { unconfirmedConnection } from "../protocol/connection.js";
import { ConnectError, type StallCode } from "../protocol/error-codes.js";
import type { PageMessage } from "../protocol/page-messages.js";
import {
  begin,
  type Attempt,
  type AttemptRequest,
  type ConnectEffect,
  type ConnectInput,
  type ConnectState,
  type Step,
  type TimerName,
} from "./connect-attempt.js";
import { cancel, claim, fail, failWithReason, settle, stay, stepVerifying } from "./connect-endings.js";

/** Milliseconds. The handshake and exit times are the product's promise; see the README's "Modes". */
const slowAfter = 4_000;
const handshakeWithin = 15_000;
const exitWithin = 1_500;
const graceAfterClose = 3_000;
const disbelieveWithin = 2_000;

/** What `state` becomes on `input` at the time `now` (milliseconds). An input that has no meaning in a state changes nothing. */
export function step(state: ConnectState, input: ConnectInput, now: number): Step {
  switch (state.name) {
    case "idle":
      return stepIdle(state, input);
    case "starting":
    case "opening":
    case "open":
      return stepUnderWay(state, input, now);
    case "verifying":
      return stepVerifying(state, input);
    case "connected":
    case "cancelled":
    case "failed":
      return stay(state);
    default:
      return state satisfies never;
  }
}

function stepIdle(state: ConnectState, input: ConnectInput): Step {
  if (input.type === "start") {
    const attempt = begin(input.request);
    return {
      state: { name: "starting", attempt },
      // The window first: it has to open before anything else uses up the click.
      effects: [{ do: "reserve", mode: attempt.mode }, createSession(attempt)],
    };
  }
  if (input.type === "resume") {
    const attempt = begin(input.request);
    return input.result === "navigation" ? cancel(attempt, "navigation") : settle(attempt, input.result);
  }
  return stay(state);
}

type UnderWay = Extract<ConnectState, { name: "starting" | "opening" | "open" }>;

function stepUnderWay(state: UnderWay, input: ConnectInput, now: number): Step {
  const { attempt } = state;
  switch (input.type) {
    case "reserved":
      return state.name === "starting" ? enter({ ...attempt, reserved: true }, now) : stay(state);
    case "session":
      return state.name === "starting" ? enter({ ...attempt, session: input.session }, now) : stay(state);
    case "stalled":
      return stall(state, input.code);
    case "page":
      return hear(state, input.message, now);
    case "continue":
      return continueElsewhere(state, input.mode);
    case "close":
      return close(state, input.by, input.force);
    case "gone":
      return cancel(attempt, input.reason);
    case "window-closed":
      return windowClosed(state, now);
    case "returned":
      return input.result ? settle(attempt, input.result) : { state, effects: [readResult(attempt)] };
    case "result":
      // The host may have kept the result of an earlier attempt, or of another tab's.
      return input.result?.attemptId === attempt.id ? settle(attempt, input.result) : stay(state);
    case "failed":
      return fail(attempt, input.error);
    case "timer":
      return timerRang(state, input.timer);
    default:
      return stay(state);
  }
}

/** Both halves are needed, in either order: the place for the page, and the session to show there. */
function enter(attempt: Attempt, now: number): Step {
  const { session, mode } = attempt;
  if (!session || !attempt.reserved) return { state: { name: "starting", attempt }, effects: [] };
  const entered: Attempt = { ...attempt, navigatedAt: now, openedIn: mode };
  const navigate: ConnectEffect = { do: "navigate", mode, url: session.url };
  const told: ConnectEffect = {
    do: "tell",
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
        effects: [{ do: "remember", attemptId: attempt.id, mode }, navigate, told],
      };
    case "redirect":
      // Told first: after the navigation there may be no page left to tell.
      return {
        state: { name: "opening", attempt: entered },
        effects: [{ do: "remember", attemptId: attempt.id, mode }, told, navigate],
      };
    default:
      return mode satisfies never;
  }
}

const startHandshake: readonly ConnectEffect[] = [
  { do: "start-timer", timer: "slow", ms: slowAfter },
  { do: "start-timer", timer: "handshake", ms: handshakeWithin },
];

function hear(state: UnderWay, message: PageMessage, now: number): Step {
  const { attempt } = state;
  // Only a page that was sent somewhere can speak; the surface has checked who it is.
  if (state.name === "starting" || attempt.mode !== "embed") return stay(state);
  switch (message.event) {
    case "loaded":
      if (state.name === "open") return stay(state);
      return {
        state: { name: "open", attempt: { ...attempt, stall: undefined } },
        effects: [
          { do: "stop-timers" },
          { do: "withdraw-way-on" },
          { do: "reveal" },
          { do: "tell", news: { type: "load", elapsedMs: Math.max(0, now - attempt.navigatedAt) } },
        ],
      };
    case "success":
      return claim(attempt, unconfirmedConnection(message.connectionId, message.userData));
    case "bad_success":
      return fail(
        attempt,
        new ConnectError("bad_response", "The hosted page reported success without a connection id."),
      );
    case "exit":
      if (message.errorType !== undefined || message.type === "error") {
        return failWithReason(attempt, message.errorType);
      }
      return cancel(attempt, attempt.closing ?? "user", message.step);
    case "invalid_session":
      return renew(attempt);
    case "sandbox_info":
      return {
        state,
        effects: [
          { do: "show-sandbox", info: message.info },
          { do: "tell", news: { type: "sandbox-info", info: message.info } },
        ],
      };
    default:
      return message satisfies never;
  }
}

/** A session that the page does not know is replaced once, silently; after that the user decides. */
function renew(attempt: Attempt): Step {
  // Nobody wants another session who is on the way out.
  if (attempt.closing !== undefined) return cancel(attempt, attempt.closing);
  if (attempt.renewed || !attempt.renewable) {
    return fail(attempt, new ConnectError("session_expired", "The Link session is unknown or has expired."));
  }
  const renewed: Attempt = { ...attempt, renewed: true, session: undefined, stall: undefined };
  return {
    state: { name: "starting", attempt: renewed },
    effects: [{ do: "stop-timers" }, { do: "withdraw-way-on" }, createSession(renewed)],
  };
}

function stall(state: UnderWay, code: StallCode): Step {
  const { attempt } = state;
  // A window is refused before there is a page to show, a frame when it was sent to one.
  const possible =
    code === "popup_blocked" ? state.name === "starting" : state.name === "opening" && attempt.mode === "embed";
  if (!possible || attempt.stall === code) return stay(state);
  return {
    state: { ...state, attempt: { ...attempt, stall: code } },
    effects: [{ do: "stop-timers" }, { do: "offer-way-on", code }, { do: "tell", news: { type: "stall", code } }],
  };
}

/** The same attempt goes on in a window or by redirect. Another mode needs a session of its own: the host's callback answers differently. */
function continueElsewhere(state: UnderWay, mode: ConnectMode): Step {
  const { attempt } = state;
  if (attempt.stall === undefined) return stay(state);
  if (mode === "embed") return reload(state);
  const moved: Attempt = {
    ...attempt,
    mode,
    reserved: false,
    stall: undefined,
    session: mode === attempt.mode || !attempt.renewable ? attempt.session : undefined,
  };
  const reserve: ConnectEffect = { do: "reserve", mode };
  // A request that is still on its way (a popup that was blocked before its session came) is not sent twice.
  const pending = mode === attempt.mode && state.name === "starting";
  return {
    state: { name: "starting", attempt: moved },
    effects: moved.session || pending ? [reserve] : [reserve, createSession(moved)],
  };
}

/** Loads the frame once more, with the session that it has. */
function reload(state: UnderWay): Step {
  const { attempt } = state;
  if (attempt.mode !== "embed" || !attempt.session) return stay(state);
  return {
    state: { name: "opening", attempt: { ...attempt, stall: undefined } },
    effects: [
      { do: "withdraw-way-on" },
      { do: "navigate", mode: "embed", url: attempt.session.url },
      ...startHandshake,
    ],
  };
}

function close(state: UnderWay, by: "user" | "host", force: boolean): Step {
  const { attempt } = state;
  // A page that has not said that it is there cannot be asked, and a second request is an insistence.
  const canBeAsked = state.name === "open" && attempt.mode === "embed" && attempt.closing === undefined;
  if (canBeAsked && !force) {
    return {
      state: { ...state, attempt: { ...attempt, closing: by } },
      effects: [{ do: "ask-to-exit" }, { do: "start-timer", timer: "exit", ms: exitWithin }],
    };
  }
  if (attempt.stall !== undefined) return fail(attempt, new ConnectError(attempt.stall));
  return cancel(attempt, attempt.closing ?? by);
}

function windowClosed(state: UnderWay, now: number): Step {
  const { attempt } = state;
  if (attempt.mode !== "popup" || attempt.windowClosed || attempt.windowLost) return stay(state);
  // Closed while it was still blank and ours: there is no policy that could pretend this.
  if (state.name === "starting") return cancel(attempt, "user");
  if (now - attempt.navigatedAt <= disbelieveWithin) {
    return { state: { ...state, attempt: { ...attempt, windowLost: true } }, effects: [] };
  }
  return {
    state: { ...state, attempt: { ...attempt, windowClosed: true } },
    effects: [readResult(attempt), { do: "start-timer", timer: "grace", ms: graceAfterClose }],
  };
}

function timerRang(state: UnderWay, timer: TimerName): Step {
  const { attempt } = state;
  const unchanged: Step = stay(state);
  const awaitsPage = state.name === "opening" && attempt.mode === "embed";
  switch (timer) {
    case "slow":
      return awaitsPage ? { state, effects: [{ do: "reveal-early" }] } : unchanged;
    case "handshake":
      return awaitsPage ? stall(state, "frame_timeout") : unchanged;
    case "exit":
      return attempt.closing === undefined ? unchanged : cancel(attempt, attempt.closing);
    case "grace":
      return attempt.windowClosed ? cancel(attempt, "user") : unchanged;
    case "retry":
      return unchanged;
    default:
      return timer satisfies never;
  }
}

const createSession = (attempt: Attempt): ConnectEffect => ({ do: "create-session", request: initRequest(attempt) });

/** The body of Link init for an attempt. */
export const initRequest = ({ id, mode, connectionId, returnTo }: AttemptRequest): InitRequest => ({
  attemptId: id,
  mode,
  ...(connectionId !== undefined && { connectionId }),
  ...(mode === "redirect" && returnTo !== undefined && { returnTo }),
});
const readResult = (attempt: Attempt): ConnectEffect => ({ do: "read-result", attemptId: attempt.id });

/**
 * The rule book of an attempt: one pure `step` over the union of states. What has to be done comes out as effects, in the
 * order in which the runner carries them out. Nothing here knows a page, a clock or a network.
 */
import type { LinkResult } from "../protocol/link-contract.js";
import { unconfirmedConnection } from "../protocol/connection.js";
import { ConnectError } from "../protocol/error-codes.js";
import type { PageMessage } from "../protocol/page-messages.js";
import {
  createAttempt,
  type Attempt,
  type ConnectEffect,
  type ConnectInput,
  type ConnectState,
  type Step,
  type TimerName,
} from "./attempt.js";
import {
  endCancelled,
  verifyReported,
  endFailed,
  endStalled,
  endWithReason,
  endWithResult,
  noChange,
  stepVerifying,
} from "./machine-end.js";
import {
  continueElsewhere,
  createSession,
  showHostedPage,
  renewSession,
  stall,
  type ActiveState,
} from "./machine-start.js";
import { EXIT_TIMEOUT_MS, POPUP_CLOSE_GRACE_MS, POPUP_CLOSED_DISTRUST_MS } from "./timeouts.js";

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
      return noChange(state);
    default:
      return state satisfies never;
  }
}

function stepIdle(state: ConnectState, input: ConnectInput): Step {
  if (input.type === "start") {
    const attempt = createAttempt(input.request);
    return {
      state: { name: "starting", attempt },
      // The window first: it has to open before anything else uses up the click.
      effects: [{ do: "prepare-transport", mode: attempt.mode }, createSession(attempt)],
    };
  }
  if (input.type === "resume") {
    const attempt = createAttempt(input.request);
    return input.result === "navigation" ? endCancelled(attempt, "navigation") : endWithResult(attempt, input.result);
  }
  return noChange(state);
}

function stepUnderWay(state: ActiveState, input: ConnectInput, now: number): Step {
  const { attempt } = state;
  switch (input.type) {
    case "reserved":
      return state.name === "starting" ? showHostedPage({ ...attempt, reserved: true }, now) : noChange(state);
    case "session":
      return state.name === "starting" ? showHostedPage({ ...attempt, session: input.session }, now) : noChange(state);
    case "stalled":
      return stall(state, input.code);
    case "page":
      return hear(state, input.message, now);
    case "continue":
      return continueElsewhere(state, input.mode, now);
    case "close":
      return close(state, input.by, input.force);
    case "gone":
      return endCancelled(attempt, input.reason);
    case "window-closed":
      return windowClosed(state, now);
    case "returned":
      if (input.result) return endWithResult(attempt, input.result);
      return {
        state: { ...state, attempt: { ...attempt, windowClosed: true, windowReturned: true } },
        effects: [readResult(attempt)],
      };
    case "result":
      return resultRead(state, input.result, input.error);
    case "failed":
      return endFailed(attempt, input.error);
    case "timer":
      return timerRang(state, input.timer);
    default:
      return noChange(state);
  }
}

function hear(state: ActiveState, message: PageMessage, now: number): Step {
  const { attempt } = state;
  // Only a page that was sent somewhere can speak; the surface has checked who it is.
  if (state.name === "starting" || attempt.mode !== "embed") return noChange(state);
  switch (message.event) {
    case "loaded":
      if (state.name === "open") return noChange(state);
      return {
        state: { name: "open", attempt: { ...attempt, stall: undefined } },
        effects: [
          { do: "stop-timers" },
          { do: "withdraw-alternatives" },
          { do: "reveal" },
          { do: "notify", news: { type: "load", elapsedMs: Math.max(0, now - attempt.navigatedAt) } },
        ],
      };
    case "success":
      return verifyReported(attempt, unconfirmedConnection(message.connectionId, message.userData));
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
          { do: "show-sandbox", info: message.info },
          { do: "notify", news: { type: "sandbox-info", info: message.info } },
        ],
      };
    default:
      return message satisfies never;
  }
}

function close(state: ActiveState, by: "user" | "host", force: boolean): Step {
  const { attempt } = state;
  // A page that has not said that it is there cannot be asked, and a second request is an insistence.
  const canBeAsked = state.name === "open" && attempt.mode === "embed" && attempt.closing === undefined;
  if (canBeAsked && !force) {
    return {
      state: { ...state, attempt: { ...attempt, closing: by } },
      effects: [{ do: "request-exit" }, { do: "start-timer", timer: "exit", ms: EXIT_TIMEOUT_MS }],
    };
  }
  if (attempt.stall !== undefined) return endStalled(attempt, attempt.stall);
  return endCancelled(attempt, attempt.closing ?? by);
}

function windowClosed(state: ActiveState, now: number): Step {
  const { attempt } = state;
  if (attempt.mode !== "popup" || attempt.windowClosed || attempt.windowLost) return noChange(state);
  // Closed while it was still blank and ours: there is no policy that could pretend this.
  if (state.name === "starting") return endCancelled(attempt, "user");
  if (now - attempt.navigatedAt <= POPUP_CLOSED_DISTRUST_MS) {
    return { state: { ...state, attempt: { ...attempt, windowLost: true } }, effects: [] };
  }
  return { state: { ...state, attempt: { ...attempt, windowClosed: true } }, effects: [readResult(attempt)] };
}

const readResult = (attempt: Attempt): ConnectEffect => ({ do: "read-result", attemptId: attempt.id });
const startGrace: ConnectEffect = { do: "start-timer", timer: "grace", ms: POPUP_CLOSE_GRACE_MS };

/** What the host's backend had to say about a window. */
function resultRead(state: ActiveState, result: LinkResult | undefined, error: ConnectError | undefined): Step {
  const { attempt } = state;
  // It may have kept the result of an earlier attempt, or of another tab's.
  if (result?.attemptId === attempt.id) return endWithResult(attempt, result);
  if (!attempt.windowClosed) return noChange(state);
  // A window that has come back has an outcome, and not being able to read it is a failure. Finding none is a last wait.
  return error && attempt.windowReturned ? endFailed(attempt, error) : { state, effects: [startGrace] };
}

function timerRang(state: ActiveState, timer: TimerName): Step {
  const { attempt } = state;
  const unchanged: Step = noChange(state);
  const awaitsPage = state.name === "opening" && attempt.mode === "embed";
  switch (timer) {
    case "slow":
      return awaitsPage ? { state, effects: [{ do: "reveal-early" }] } : unchanged;
    case "handshake":
      return awaitsPage ? stall(state, "frame_timeout") : unchanged;
    case "exit":
      return attempt.closing === undefined ? unchanged : endCancelled(attempt, attempt.closing);
    case "grace":
      return attempt.windowClosed ? endCancelled(attempt, "user") : unchanged;
    case "retry":
      return unchanged;
    default:
      return timer satisfies never;
  }
}

/** Every kind of state and every kind of input of a flow, and a short way to write down what comes of the two. */
import type { Attempt, ConnectEffect, ConnectInput, ConnectState, Step } from "../../src/connect/attempt.js";
import { createAttempt } from "../../src/connect/attempt.js";
import { failedResult } from "../../src/connect/machine-end.js";
import { unconfirmedConnection } from "../../src/protocol/connection.js";
import { ConnectError } from "../../src/protocol/error-codes.js";
import { activeConnection, attemptRequest, openableSession } from "./fake-ports.js";

/** When the page of every state that has one was sent off. */
export const sentAt = 1_000_000;

const attempt = (fields: Partial<Attempt> = {}): Attempt => ({ ...createAttempt(attemptRequest()), ...fields });
const shown = (fields: Partial<Attempt> = {}): Attempt => {
  const mode = fields.mode ?? "embed";
  return attempt({ reserved: true, session: openableSession(), navigatedAt: sentAt, openedIn: mode, mode, ...fields });
};
const over = { attemptId: "attempt-1" };

export const states = {
  idle: { name: "idle" },
  starting: { name: "starting", attempt: attempt() },
  "starting, reserved": { name: "starting", attempt: attempt({ reserved: true }) },
  "starting, with session": { name: "starting", attempt: attempt({ session: openableSession() }) },
  "starting a popup": { name: "starting", attempt: attempt({ mode: "popup", reserved: true }) },
  "starting, popup blocked": { name: "starting", attempt: attempt({ mode: "popup", stall: "popup_blocked" }) },
  opening: { name: "opening", attempt: shown() },
  "opening, stalled": { name: "opening", attempt: shown({ stall: "frame_timeout" }) },
  "opening, renewed": { name: "opening", attempt: shown({ renewed: true }) },
  "opening a given session": { name: "opening", attempt: shown({ renewable: false }) },
  "leaving by redirect": { name: "opening", attempt: shown({ mode: "redirect" }) },
  open: { name: "open", attempt: shown() },
  "open, asked to leave": { name: "open", attempt: shown({ closing: "user" }) },
  "open in a popup": { name: "open", attempt: shown({ mode: "popup" }) },
  "open, popup closed": { name: "open", attempt: shown({ mode: "popup", windowClosed: true }) },
  "open, popup lost": { name: "open", attempt: shown({ mode: "popup", windowLost: true }) },
  verifying: { name: "verifying", attempt: shown(), claim: { connection: unconfirmedConnection("conn_1"), tries: 1 } },
  "verifying, third try": {
    name: "verifying",
    attempt: shown(),
    claim: { connection: unconfirmedConnection("conn_1"), tries: 3 },
  },
  connected: {
    name: "connected",
    result: {
      ...over,
      outcome: "connected",
      connectionId: "conn_1",
      connection: activeConnection(),
      reconnected: false,
      verified: true,
      source: "embed",
    },
  },
  cancelled: { name: "cancelled", result: { outcome: "cancelled", ...over, reason: "user" } },
  failed: { name: "failed", result: failedResult(new ConnectError("network"), "attempt-1") },
} as const satisfies Record<string, ConnectState>;

const page = (message: Extract<ConnectInput, { type: "page" }>["message"]): ConnectInput => ({ type: "page", message });
const exit = (type: string, errorType?: string): ConnectInput =>
  page({ event: "exit", type, step: "login", errorType });
const success = { outcome: "success", connectionId: "conn_1", clientReferenceId: "user-7" } as const;
const connected = { outcome: "connected", attemptId: "attempt-1", connection: activeConnection() } as const;

export const inputs = {
  start: { type: "start", request: attemptRequest() },
  "resume success": { type: "resume", request: attemptRequest({ mode: "redirect" }), result: success },
  "resume connected": { type: "resume", request: attemptRequest({ mode: "redirect" }), result: connected },
  "resume navigation": { type: "resume", request: attemptRequest({ mode: "redirect" }), result: "navigation" },
  reserved: { type: "reserved" },
  session: { type: "session", session: openableSession("2") },
  "stalled frame_timeout": { type: "stalled", code: "frame_timeout" },
  "stalled csp_blocked": { type: "stalled", code: "csp_blocked" },
  "stalled popup_blocked": { type: "stalled", code: "popup_blocked" },
  loaded: page({ event: "loaded" }),
  success: page({ event: "success", connectionId: "conn_1", userData: null }),
  bad_success: page({ event: "bad_success" }),
  exit: exit("user_exit"),
  "exit of tomorrow": exit("tomorrow"),
  "exit error": exit("error"),
  "exit account_locked": exit("error", "account_locked"),
  invalid_session: page({ event: "invalid_session" }),
  sandbox_info: page({
    event: "sandbox_info",
    info: { scenarios: [], activeScenarioId: undefined, currentScreen: undefined },
  }),
  "continue embed": { type: "continue", mode: "embed" },
  "continue popup": { type: "continue", mode: "popup" },
  "continue redirect": { type: "continue", mode: "redirect" },
  "close by user": { type: "close", by: "user", force: false },
  "close by host": { type: "close", by: "host", force: false },
  "close by host, forced": { type: "close", by: "host", force: true },
  "gone disconnected": { type: "gone", reason: "disconnected" },
  "gone navigation": { type: "gone", reason: "navigation" },
  "window-closed": { type: "window-closed" },
  "returned success": { type: "returned", result: success },
  "returned cancelled": { type: "returned", result: { outcome: "cancelled", step: "login" } },
  "returned error": { type: "returned", result: { outcome: "error", reason: "2fa_failed" } },
  "returned to the server": { type: "returned", result: undefined },
  "result connected": { type: "result", result: connected },
  "result cancelled": { type: "result", result: { outcome: "cancelled", attemptId: "attempt-1", step: "login" } },
  "result failed": { type: "result", result: { outcome: "failed", attemptId: "attempt-1", code: "mismatch" } },
  "result of another attempt": { type: "result", result: { ...connected, attemptId: "attempt-2" } },
  "no result": { type: "result", result: undefined },
  verified: { type: "verified", connection: activeConnection() },
  "verified another": { type: "verified", connection: activeConnection("conn_2") },
  "nobody can verify": { type: "verified", connection: undefined },
  "verify-failed network": { type: "verify-failed", error: new ConnectError("network") },
  "verify-failed forbidden": { type: "verify-failed", error: new ConnectError("forbidden") },
  failed: { type: "failed", error: new ConnectError("unauthorized") },
  "timer slow": { type: "timer", timer: "slow" },
  "timer handshake": { type: "timer", timer: "handshake" },
  "timer exit": { type: "timer", timer: "exit" },
  "timer grace": { type: "timer", timer: "grace" },
  "timer retry": { type: "timer", timer: "retry" },
} as const satisfies Record<string, ConnectInput>;

/** One line: where it leads, and what is to be done. */
export const summary = ({ state, effects }: Step): string =>
  [stateSummary(state), ...effects.map(effectSummary)].join("; ");

function stateSummary(state: ConnectState): string {
  if (!("result" in state)) return state.name;
  const { result } = state;
  switch (result.outcome) {
    case "connected":
      return `connected ${result.verified ? "verified" : "unverified"}`;
    case "cancelled":
      return `cancelled ${result.reason}${result.step === undefined ? "" : ` at ${result.step}`}`;
    case "failed":
      return `failed ${result.code}`;
    default:
      return result satisfies never;
  }
}

function effectSummary(effect: ConnectEffect): string {
  switch (effect.do) {
    case "prepare-transport":
    case "navigate":
      return `${effect.do} ${effect.mode}`;
    case "create-session":
      return `${effect.do} ${effect.request.mode}`;
    case "offer-alternatives":
      return `${effect.do} ${effect.code}`;
    case "start-timer":
      return `${effect.do} ${effect.timer} ${effect.ms}`;
    case "notify":
      return `notify ${Object.values(effect.news)
        .filter((value) => typeof value !== "object")
        .join(" ")}`;
    default:
      return effect.do;
  }
}

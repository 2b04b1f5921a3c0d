/** One example of every kind of state and input of the connect state machine, and a one-line summary of a transition. */
import type { Attempt, ConnectEffect, ConnectInput, ConnectState, Transition } from "../../src/connect/attempt.js";
import { createAttempt } from "../../src/connect/attempt.js";
import { failedResult } from "../../src/connect/machine-end.js";
import { unconfirmedConnection } from "../../src/protocol/connection.js";
import { ConnectError } from "../../src/protocol/error-codes.js";
import { activeConnection, attemptRequest, openableSession } from "./fake-ports.js";

/** Time of the navigation to the hosted page, in every state that has one. */
export const navigatedAt = 1_000_000;

const attempt = (fields: Partial<Attempt> = {}): Attempt => ({ ...createAttempt(attemptRequest()), ...fields });
const navigated = (fields: Partial<Attempt> = {}): Attempt => {
  const mode = fields.mode ?? "embed";
  return attempt({ transportReady: true, session: openableSession(), navigatedAt, openedIn: mode, mode, ...fields });
};
const ended = { attemptId: "attempt-1" };

export const states = {
  idle: { name: "idle" },
  starting: { name: "starting", attempt: attempt() },
  "starting, transport ready": { name: "starting", attempt: attempt({ transportReady: true }) },
  "starting, session created": { name: "starting", attempt: attempt({ session: openableSession() }) },
  "starting a popup": { name: "starting", attempt: attempt({ mode: "popup", transportReady: true }) },
  "starting, popup blocked": { name: "starting", attempt: attempt({ mode: "popup", stall: "popup_blocked" }) },
  opening: { name: "opening", attempt: navigated() },
  "opening, stalled": { name: "opening", attempt: navigated({ stall: "frame_timeout" }) },
  "opening, session renewed": { name: "opening", attempt: navigated({ sessionRenewed: true }) },
  "opening, session given by the host": { name: "opening", attempt: navigated({ renewable: false }) },
  "opening by redirect": { name: "opening", attempt: navigated({ mode: "redirect" }) },
  open: { name: "open", attempt: navigated() },
  "open, closing": { name: "open", attempt: navigated({ closing: "user" }) },
  "open in a popup": { name: "open", attempt: navigated({ mode: "popup" }) },
  "open, popup closed": { name: "open", attempt: navigated({ mode: "popup", popupClosed: true }) },
  "open, popup severed": { name: "open", attempt: navigated({ mode: "popup", popupSevered: true }) },
  verifying: {
    name: "verifying",
    attempt: navigated(),
    reported: { connection: unconfirmedConnection("conn_1"), tries: 1, since: navigatedAt },
  },
  "verifying, third try": {
    name: "verifying",
    attempt: navigated(),
    reported: { connection: unconfirmedConnection("conn_1"), tries: 3, since: navigatedAt },
  },
  "verifying, awaiting the server": {
    name: "verifying",
    attempt: navigated({ mode: "popup", returned: true }),
    reported: { connection: undefined, tries: 1, since: navigatedAt },
  },
  connected: {
    name: "connected",
    result: {
      ...ended,
      outcome: "connected",
      connectionId: "conn_1",
      connection: activeConnection(),
      reconnected: false,
      verified: true,
      source: "embed",
    },
  },
  cancelled: { name: "cancelled", result: { outcome: "cancelled", ...ended, reason: "user" } },
  failed: { name: "failed", result: failedResult(new ConnectError("network"), "attempt-1") },
} as const satisfies Record<string, ConnectState>;

const page = (message: Extract<ConnectInput, { type: "page-message" }>["message"]): ConnectInput => ({
  type: "page-message",
  message,
});
const exit = (type: string, errorType?: string): ConnectInput =>
  page({ event: "exit", type, step: "login", errorType });
const success = { outcome: "success", connectionId: "conn_1", clientReferenceId: "user-7" } as const;
const connected = { outcome: "connected", attemptId: "attempt-1", connection: activeConnection() } as const;

export const inputs = {
  start: { type: "start", request: attemptRequest() },
  "resume success": { type: "resume", request: attemptRequest({ mode: "redirect" }), result: success },
  "resume connected": { type: "resume", request: attemptRequest({ mode: "redirect" }), result: connected },
  "resume confirming": {
    type: "resume",
    request: attemptRequest({ mode: "redirect" }),
    result: { outcome: "confirming", attemptId: "attempt-1" },
  },
  "resume unreadable": {
    type: "resume",
    request: attemptRequest({ mode: "redirect" }),
    result: new ConnectError("network"),
  },
  "resume navigation": { type: "resume", request: attemptRequest({ mode: "redirect" }), result: "navigation" },
  "transport-ready": { type: "transport-ready" },
  "session-created": { type: "session-created", session: openableSession("2") },
  "frame-load": { type: "frame-load" },
  "stalled frame_timeout": { type: "stalled", code: "frame_timeout" },
  "stalled csp_blocked": { type: "stalled", code: "csp_blocked" },
  "stalled popup_blocked": { type: "stalled", code: "popup_blocked" },
  loaded: page({ event: "loaded" }),
  success: page({ event: "success", connectionId: "conn_1", userData: null }),
  bad_success: page({ event: "bad_success" }),
  exit: exit("user_exit"),
  "exit of an unknown type": exit("tomorrow"),
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
  "removed disconnected": { type: "removed", reason: "disconnected" },
  "removed navigation": { type: "removed", reason: "navigation" },
  "page-hidden": { type: "page-hidden" },
  "popup-closed": { type: "popup-closed", severed: false },
  "popup-severed": { type: "popup-closed", severed: true },
  "popup-may-be-done": { type: "popup-may-be-done" },
  "callback success": { type: "callback", result: success },
  "callback cancelled": { type: "callback", result: { outcome: "cancelled", step: "login" } },
  "callback error": { type: "callback", result: { outcome: "error", reason: "2fa_failed" } },
  "callback to the server": { type: "callback", result: undefined },
  "result connected": { type: "result-read", result: connected },
  "result cancelled": { type: "result-read", result: { outcome: "cancelled", attemptId: "attempt-1", step: "login" } },
  "result failed": { type: "result-read", result: { outcome: "failed", attemptId: "attempt-1", code: "mismatch" } },
  "result of another attempt": { type: "result-read", result: { ...connected, attemptId: "attempt-2" } },
  "result confirming": { type: "result-read", result: { outcome: "confirming", attemptId: "attempt-1" } },
  "result unreadable": { type: "result-read", result: undefined, error: new ConnectError("network") },
  "no result": { type: "result-read", result: undefined },
  verified: { type: "verified", connection: activeConnection() },
  "verified another": { type: "verified", connection: activeConnection("conn_2") },
  "verified by no route": { type: "verified", connection: undefined },
  "verify-failed network": { type: "verify-failed", error: new ConnectError("network") },
  "verify-failed forbidden": { type: "verify-failed", error: new ConnectError("forbidden") },
  failed: { type: "failed", error: new ConnectError("unauthorized") },
  "timer slow-load": { type: "timer", timer: "slow-load" },
  "timer silence": { type: "timer", timer: "silence" },
  "timer handshake": { type: "timer", timer: "handshake" },
  "timer exit": { type: "timer", timer: "exit" },
  "timer close-grace": { type: "timer", timer: "close-grace" },
  "timer verify-retry": { type: "timer", timer: "verify-retry" },
} as const satisfies Record<string, ConnectInput>;

/** The next state and the effects, in one line. */
export const summary = ({ state, effects }: Transition): string =>
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
  switch (effect.type) {
    case "prepare-transport":
    case "navigate":
      return `${effect.type} ${effect.mode}`;
    case "create-session":
      return `${effect.type} ${effect.request.mode}`;
    case "offer-alternatives":
      return `${effect.type} ${effect.code ?? "of a silent frame"}`;
    case "complete":
      return effect.leaving ? "complete leaving" : effect.type;
    case "save-ended":
      return `${effect.type} ${effect.after}`;
    case "confirm-later":
      return `${effect.type} ${effect.attempt.after}`;
    case "dispose":
      return effect.pending === "remove" ? "dispose" : `dispose ${effect.pending}`;
    case "start-timer":
      return `${effect.type} ${effect.timer} ${effect.ms}`;
    case "notify":
      return `notify ${Object.values(effect.notice)
        .filter((value) => typeof value !== "object")
        .join(" ")}`;
    default:
      return effect.type;
  }
}

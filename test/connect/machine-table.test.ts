/** Every state × every input. An input that is not listed for a state must change nothing. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ConnectInput, ConnectState } from "../../src/connect/attempt.js";
import { transition } from "../../src/connect/machine.js";
import { inputs, navigatedAt, states, summary } from "../support/machine-table.js";

type StateName = keyof typeof states;
type InputName = keyof typeof inputs;
type Row = Partial<Record<InputName, string | undefined>>;

function setup(name: StateName) {
  const state: ConnectState = states[name];
  return {
    state,
    on: (input: ConnectInput) => transition(state, input, navigatedAt + 5000),
  };
}

const removed: Row = {
  "removed disconnected": "cancelled disconnected; dispose",
  "removed navigation": "cancelled navigation; dispose",
};

const startsVerifying = "verifying; stop-timers; close-transport; save-ended success; complete";
const startsWaiting = "verifying; stop-timers; close-transport; save-ended success; start-timer verify-retry 2000";

/** In every active state, an outcome that is reported ends the attempt. */
const active = (state: string): Row => ({
  ...removed,
  "callback success": startsVerifying,
  "callback cancelled": "cancelled user at login; dispose; confirm-later cancel",
  "callback error": "failed 2fa_failed; dispose; confirm-later error",
  "callback to the server": `${state}; read-result`,
  "result connected": "connected verified; dispose",
  "result cancelled": "cancelled user at login; dispose",
  "result failed": "failed mismatch; dispose",
  "result confirming": startsWaiting,
  failed: "failed unauthorized; dispose",
});

const closesImmediately: Row = {
  "close by user": "cancelled user; dispose",
  "close by host": "cancelled host; dispose",
  "close by host, forced": "cancelled host; dispose",
};

const closesWith = (code: string): Row => ({
  "close by user": `failed ${code}; dispose`,
  "close by host": `failed ${code}; dispose`,
  "close by host, forced": `failed ${code}; dispose`,
});

const stalls = (state: string, ...codes: string[]): Row =>
  Object.fromEntries(
    codes.map((code) => [`stalled ${code}`, `${state}; stop-timers; offer-alternatives ${code}; notify stall ${code}`]),
  );

const openFrame = "navigate embed; start-timer slow-load 4000; start-timer handshake 15000";

const starting: Row = {
  ...active("starting"),
  ...closesImmediately,
  ...stalls("starting", "popup_blocked"),
  "transport-ready": "starting",
  "session-created": "starting",
};

/** Messages of the hosted page in a frame that has been navigated to it. */
const pageMessages = (state: string): Row => ({
  success: startsVerifying,
  bad_success: "failed bad_response; dispose",
  exit: "cancelled user at login; dispose",
  "exit of an unknown type": "cancelled user at login; dispose",
  "exit error": "failed link_error; dispose",
  "exit account_locked": "failed account_locked; dispose",
  invalid_session: "starting; stop-timers; withdraw-alternatives; create-session embed",
  sandbox_info: `${state}; show-sandbox; notify sandbox-info`,
});

const opening: Row = {
  ...active("opening"),
  ...closesImmediately,
  ...pageMessages("opening"),
  ...stalls("opening", "frame_timeout", "csp_blocked"),
  loaded: "open; stop-timers; withdraw-alternatives; show-frame; notify load 5000",
  "frame-load": "opening; start-timer silence 3000",
  "timer slow-load": "opening; show-slow",
  "timer silence": "opening; offer-alternatives of a silent frame",
  "timer handshake": "opening; stop-timers; offer-alternatives frame_timeout; notify stall frame_timeout",
  "continue embed": `opening; stop-timers; withdraw-alternatives; ${openFrame}`,
  "continue popup": "starting; prepare-transport popup; create-session popup",
  "continue redirect": "starting; prepare-transport redirect; create-session redirect",
};

const goesOn = (after: string) => `dispose; confirm-later ${after}`;

/** After the hosted page was opened in another window, an attempt that ends without a connection is asked for later. */
const afterLeaving = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([input, expected]) => [
      input,
      expected?.replace(
        /^(cancelled|failed)([^;]*); dispose$/,
        (_, outcome: string, rest: string) =>
          `${outcome}${rest}; ${goesOn(outcome === "cancelled" ? "cancel" : "error")}`,
      ),
    ]),
  );

const inPopup: Row = afterLeaving({ ...active("open"), ...closesImmediately });

/** The account is connected all the same: it is confirmed later. */
const removedUnconfirmed: Row = {
  "removed disconnected": `cancelled disconnected; ${goesOn("cancel")}`,
  "removed navigation": `cancelled navigation; ${goesOn("cancel")}`,
};

const verifying: Row = {
  ...removedUnconfirmed,
  "page-hidden": "verifying; complete leaving",
  "close by host, forced": `connected unverified; ${goesOn("success")}`,
  verified: "connected verified; dispose",
  "verified another": "failed mismatch; dispose",
  "verified by no route": "connected unverified; dispose",
  "verify-failed network": "verifying; start-timer verify-retry 500",
  "verify-failed forbidden": "failed verify_failed; dispose",
  "timer verify-retry": "verifying; complete",
};

const table: Record<StateName, Row> = {
  idle: {
    start: "starting; prepare-transport embed; create-session embed",
    "resume success": startsVerifying,
    "resume confirming": startsWaiting,
    "resume unreadable": `failed network; ${goesOn("error")}`,
    "resume connected": "connected verified; dispose",
    "resume navigation": `cancelled navigation; dispose keep; confirm-later cancel`,
  },
  starting,
  "starting, transport ready": { ...starting, "session-created": `opening; ${openFrame}; notify open embed` },
  "starting, session created": { ...starting, "transport-ready": `opening; ${openFrame}; notify open embed` },
  "starting a popup": {
    ...starting,
    "session-created": "open; save-pending; navigate popup; notify open popup",
    "popup-closed": "cancelled user; dispose",
    "popup-severed": "cancelled user; dispose",
    // From the transport: the browser opened the popup in the page's own window.
    "continue popup": "starting; prepare-transport popup",
    "continue redirect": "starting; prepare-transport redirect; create-session redirect",
  },
  "starting, popup blocked": {
    ...starting,
    ...closesWith("popup_blocked"),
    "stalled popup_blocked": undefined,
    "continue popup": "starting; prepare-transport popup",
    "continue redirect": "starting; prepare-transport redirect; create-session redirect",
    "popup-closed": "cancelled user; dispose",
    "popup-severed": "cancelled user; dispose",
  },
  opening,
  "opening, stalled": {
    ...opening,
    ...closesWith("frame_timeout"),
    "stalled frame_timeout": undefined,
    "timer handshake": undefined,
    "frame-load": undefined,
  },
  "opening, session renewed": { ...opening, invalid_session: "failed session_expired; dispose" },
  "opening, session given by the host": {
    ...opening,
    invalid_session: "failed session_expired; dispose",
    "continue popup": "starting; prepare-transport popup",
    "continue redirect": "starting; prepare-transport redirect",
  },
  "opening by redirect": {
    ...afterLeaving({ ...active("opening"), ...closesImmediately }),
    "removed navigation": "cancelled navigation; dispose keep; confirm-later cancel",
  },
  open: {
    ...active("open"),
    ...pageMessages("open"),
    "close by user": "open; request-exit; start-timer exit 1500",
    "close by host": "open; request-exit; start-timer exit 1500",
    "close by host, forced": "cancelled host; dispose",
  },
  "open, closing": {
    ...active("open"),
    ...pageMessages("open"),
    // The first request to close gives the reason; the second one does not wait for the page.
    "close by user": "cancelled user; dispose",
    "close by host": "cancelled user; dispose",
    "close by host, forced": "cancelled user; dispose",
    invalid_session: "cancelled user; dispose",
    "timer exit": "cancelled user; dispose",
  },
  "open in a popup": {
    ...inPopup,
    "popup-closed": "open; read-result",
    "popup-severed": "open; start-timer close-grace 3600000; notify popup-severed",
    "popup-may-be-done": "open; read-result",
  },
  "open, popup closed": {
    ...inPopup,
    "no result": "open; start-timer close-grace 3000",
    "result unreadable": "open; start-timer close-grace 3000",
    "result of another attempt": "open; start-timer close-grace 3000",
    "timer close-grace": `cancelled user; ${goesOn("cancel")}`,
  },
  "open, popup severed": {
    ...inPopup,
    "popup-closed": "open; read-result",
    "popup-may-be-done": "open; read-result",
    "timer close-grace": `failed session_expired; ${goesOn("error")}`,
  },
  verifying,
  "verifying, third try": { ...verifying, "verify-failed network": `connected unverified; ${goesOn("success")}` },
  "verifying, awaiting the server": {
    "removed disconnected": "cancelled disconnected; dispose; confirm-later cancel",
    "removed navigation": "cancelled navigation; dispose; confirm-later cancel",
    "close by host, forced": "cancelled host; dispose; confirm-later cancel",
    "result connected": "connected verified; dispose",
    "result cancelled": `cancelled user at login; ${goesOn("cancel")}`,
    "result failed": `failed mismatch; ${goesOn("error")}`,
    "result confirming": "verifying; start-timer verify-retry 4000",
    "result unreadable": "verifying; start-timer verify-retry 4000",
    "no result": "verifying; start-timer verify-retry 4000",
    "result of another attempt": "verifying; start-timer verify-retry 4000",
    "timer verify-retry": "verifying; read-result",
  },
  connected: {},
  cancelled: {},
  failed: {},
};

for (const stateName of Object.keys(states) as StateName[]) {
  describe(`state: ${stateName}`, () => {
    const row = table[stateName];
    const ignored: InputName[] = [];
    for (const inputName of Object.keys(inputs) as InputName[]) {
      const expected = row[inputName];
      if (expected === undefined) {
        ignored.push(inputName);
        continue;
      }
      test(`on ${inputName}: ${expected}`, () => {
        assert.equal(summary(setup(stateName).on(inputs[inputName])), expected);
      });
    }

    test("ignores every other input", () => {
      const { state, on } = setup(stateName);
      for (const inputName of ignored) {
        const next = on(inputs[inputName]);
        assert.equal(next.state, state, inputName);
        assert.deepEqual(next.effects, [], inputName);
      }
    });

    test("is never mutated", () => {
      const { state, on } = setup(stateName);
      const before = plain(state);
      for (const input of Object.values(inputs)) on(input);
      assert.deepEqual(plain(state), before);
    });
  });
}

/** The state as plain data, without the session URL, which its object keeps private. */
const plain = (state: ConnectState): unknown => JSON.parse(JSON.stringify(state));

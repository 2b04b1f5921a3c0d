/** Every state × every input. What is not written down here must change nothing. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ConnectInput, ConnectState } from "../../src/connect/attempt.js";
import { step } from "../../src/connect/machine.js";
import { inputs, sentAt, states, summary } from "../support/machine-table.js";

type StateName = keyof typeof states;
type InputName = keyof typeof inputs;
type Row = Partial<Record<InputName, string | undefined>>;

function setup(name: StateName) {
  const state: ConnectState = states[name];
  return {
    state,
    on: (input: ConnectInput) => step(state, input, sentAt + 5000),
  };
}

const gone: Row = {
  "gone disconnected": "cancelled disconnected; dispose",
  "gone navigation": "cancelled navigation; dispose",
};

/** While an attempt is under way, an end that is reported for it is its end. */
const underWay = (state: string): Row => ({
  ...gone,
  "returned success": "verifying; stop-timers; close-transport; complete",
  "returned cancelled": "cancelled user at login; dispose",
  "returned error": "failed 2fa_failed; dispose",
  "returned to the server": `${state}; read-result`,
  "result connected": "connected verified; dispose",
  "result cancelled": "cancelled user at login; dispose",
  "result failed": "failed mismatch; dispose",
  failed: "failed unauthorized; dispose",
});

const closesAtOnce: Row = {
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

const enterFrame = "navigate embed; start-timer slow 4000; start-timer handshake 15000";

const starting: Row = {
  ...underWay("starting"),
  ...closesAtOnce,
  ...stalls("starting", "popup_blocked"),
  reserved: "starting",
  session: "starting",
};

/** What the hosted page says in a frame that was sent to it. */
const pageSpeaks = (state: string): Row => ({
  success: "verifying; stop-timers; close-transport; complete",
  bad_success: "failed bad_response; dispose",
  exit: "cancelled user at login; dispose",
  "exit of tomorrow": "cancelled user at login; dispose",
  "exit error": "failed link_error; dispose",
  "exit account_locked": "failed account_locked; dispose",
  invalid_session: "starting; stop-timers; withdraw-alternatives; create-session embed",
  sandbox_info: `${state}; show-sandbox; notify sandbox-info`,
});

const opening: Row = {
  ...underWay("opening"),
  ...closesAtOnce,
  ...pageSpeaks("opening"),
  ...stalls("opening", "frame_timeout", "csp_blocked"),
  loaded: "open; stop-timers; withdraw-alternatives; reveal; notify load 5000",
  "timer slow": "opening; reveal-early",
  "timer handshake": "opening; stop-timers; offer-alternatives frame_timeout; notify stall frame_timeout",
};

const inWindow: Row = { ...underWay("open"), ...closesAtOnce };

const verifying: Row = {
  ...gone,
  "close by host, forced": "connected unverified; dispose",
  verified: "connected verified; dispose",
  "verified another": "failed mismatch; dispose",
  "nobody can verify": "connected unverified; dispose",
  "verify-failed network": "verifying; start-timer retry 500",
  "verify-failed forbidden": "failed verify_failed; dispose",
  "timer retry": "verifying; complete",
};

const table: Record<StateName, Row> = {
  idle: {
    start: "starting; prepare-transport embed; create-session embed",
    "resume success": "verifying; stop-timers; close-transport; complete",
    "resume connected": "connected verified; dispose",
    "resume navigation": "cancelled navigation; dispose",
  },
  starting,
  "starting, reserved": { ...starting, session: `opening; ${enterFrame}; notify open embed` },
  "starting, with session": { ...starting, reserved: `opening; ${enterFrame}; notify open embed` },
  "starting a popup": {
    ...starting,
    session: "open; save-pending; navigate popup; notify open popup",
    "window-closed": "cancelled user; dispose",
  },
  "starting, popup blocked": {
    ...starting,
    ...closesWith("popup_blocked"),
    "stalled popup_blocked": undefined,
    "continue popup": "starting; prepare-transport popup",
    "continue redirect": "starting; prepare-transport redirect; create-session redirect",
    "window-closed": "cancelled user; dispose",
  },
  opening,
  "opening, stalled": {
    ...opening,
    ...closesWith("frame_timeout"),
    "stalled frame_timeout": undefined,
    "timer handshake": undefined,
    "continue embed": `opening; withdraw-alternatives; ${enterFrame}`,
    "continue popup": "starting; prepare-transport popup; create-session popup",
    "continue redirect": "starting; prepare-transport redirect; create-session redirect",
  },
  "opening, renewed": { ...opening, invalid_session: "failed session_expired; dispose" },
  "opening a given session": { ...opening, invalid_session: "failed session_expired; dispose" },
  "leaving by redirect": { ...underWay("opening"), ...closesAtOnce },
  open: {
    ...underWay("open"),
    ...pageSpeaks("open"),
    "close by user": "open; request-exit; start-timer exit 1500",
    "close by host": "open; request-exit; start-timer exit 1500",
    "close by host, forced": "cancelled host; dispose",
  },
  "open, asked to leave": {
    ...underWay("open"),
    ...pageSpeaks("open"),
    // Whoever asked first is the reason; asking twice is insisting.
    "close by user": "cancelled user; dispose",
    "close by host": "cancelled user; dispose",
    "close by host, forced": "cancelled user; dispose",
    invalid_session: "cancelled user; dispose",
    "timer exit": "cancelled user; dispose",
  },
  "open in a popup": { ...inWindow, "window-closed": "open; read-result" },
  "open, popup closed": {
    ...inWindow,
    "no result": "open; start-timer grace 3000",
    "result of another attempt": "open; start-timer grace 3000",
    "timer grace": "cancelled user; dispose",
  },
  "open, popup lost": inWindow,
  verifying,
  "verifying, third try": { ...verifying, "verify-failed network": "connected unverified; dispose" },
  connected: {},
  cancelled: {},
  failed: {},
};

for (const stateName of Object.keys(states) as StateName[]) {
  describe(stateName, () => {
    const row = table[stateName];
    const meaningless: InputName[] = [];
    for (const inputName of Object.keys(inputs) as InputName[]) {
      const expected = row[inputName];
      if (expected === undefined) {
        meaningless.push(inputName);
        continue;
      }
      test(`on ${inputName}: ${expected}`, () => {
        assert.equal(summary(setup(stateName).on(inputs[inputName])), expected);
      });
    }

    test("is left as it is by everything else", () => {
      const { state, on } = setup(stateName);
      for (const inputName of meaningless) {
        const next = on(inputs[inputName]);
        assert.equal(next.state, state, inputName);
        assert.deepEqual(next.effects, [], inputName);
      }
    });

    test("is never changed in place", () => {
      const { state, on } = setup(stateName);
      const before = plain(state);
      for (const input of Object.values(inputs)) on(input);
      assert.deepEqual(plain(state), before);
    });
  });
}

/** The state without what cannot be cloned: a session's URL is hidden in its object. */
const plain = (state: ConnectState): unknown => JSON.parse(JSON.stringify(state));

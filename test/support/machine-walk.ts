/** Drives the connect state machine without a runner: sends inputs, keeps the state and collects the effects. */
import assert from "node:assert/strict";
import type { AttemptRequest, ConnectEffect, ConnectInput, ConnectState } from "../../src/connect/attempt.js";
import type { ConnectResult } from "../../src/connect/result.js";
import { transition } from "../../src/connect/machine.js";
import { attemptRequest } from "./fake-ports.js";
import { inputs } from "./machine-table.js";

/** Starts in `idle`. Methods that send inputs return the walk itself, so that they can be chained. */
export function createWalk(fields: Partial<AttemptRequest> = {}) {
  const request = attemptRequest(fields);
  let state: ConnectState = { name: "idle" };
  let now = 0;
  const effects: ConnectEffect[] = [];
  const walk = {
    get state() {
      return state;
    },
    get attempt() {
      assert.ok("attempt" in state, `there is no attempt in ${state.name}`);
      return state.attempt;
    },
    get result(): ConnectResult {
      assert.ok("result" in state, `${state.name} is not an end`);
      return state.result;
    },
    /** Returns the effects since the last call. */
    effects: () => effects.splice(0),
    /** Returns the notices since the last call, and drops all other effects. */
    notices: () => effects.splice(0).flatMap((effect) => (effect.type === "notify" ? [effect.notice] : [])),
    wait(ms: number) {
      now += ms;
      return walk;
    },
    send(...sent: ConnectInput[]) {
      for (const input of sent) {
        const next = transition(state, input, now);
        state = next.state;
        effects.push(...next.effects);
      }
      return walk;
    },
    start: () => walk.send({ type: "start", request }),
    /** Runs the attempt until it has navigated to the hosted page. */
    navigated: () => walk.start().send(inputs["transport-ready"], inputs["session-created"]),
    open: () => (request.mode === "embed" ? walk.navigated().send(inputs.loaded) : walk.navigated()),
  };
  return walk;
}

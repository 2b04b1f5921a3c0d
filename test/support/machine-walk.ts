/** Walks through the rule book of a flow, without a runner: takes inputs, keeps the state and what was to be done. */
import assert from "node:assert/strict";
import type { AttemptRequest, ConnectEffect, ConnectInput, ConnectState } from "../../src/connect/attempt.js";
import type { ConnectResult } from "../../src/connect/result.js";
import { step } from "../../src/connect/machine.js";
import { attemptRequest } from "./fake-ports.js";
import { inputs } from "./machine-table.js";

export function flowWalk(fields: Partial<AttemptRequest> = {}) {
  const request = attemptRequest(fields);
  let state: ConnectState = { name: "idle" };
  let now = 0;
  const done: ConnectEffect[] = [];
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
    /** The effects since the last time it was asked. */
    effects: () => done.splice(0),
    told: () => done.splice(0).flatMap((effect) => (effect.do === "notify" ? [effect.news] : [])),
    wait(ms: number) {
      now += ms;
      return walk;
    },
    take(...taken: ConnectInput[]) {
      for (const input of taken) {
        const next = step(state, input, now);
        state = next.state;
        done.push(...next.effects);
      }
      return walk;
    },
    begin: () => walk.take({ type: "start", request }),
    /** As far as the hosted page having been sent for. */
    shown: () => walk.begin().take(inputs.reserved, inputs.session),
    open: () => (request.mode === "embed" ? walk.shown().take(inputs.loaded) : walk.shown()),
  };
  return walk;
}

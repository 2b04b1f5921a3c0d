/** Thousands of random attempts: whatever happens in whatever order, each ends once and leaves nothing behind. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectError, errorCodes } from "../../src/protocol/error-codes.js";
import { activeConnection, attemptRequest, setupRunner, openableSession } from "../support/fake-ports.js";
import { inputs } from "../support/machine-table.js";
import { seeded } from "../support/seeded.js";

function setup(seed: number) {
  const random = seeded(seed);
  const { pick } = random;
  let reentrant = random.chance(0.2);
  const send = () => {
    if (reentrant && random.chance(0.3)) fakes.runner.send(pick(Object.values(inputs)));
  };
  const afterEnd: string[] = [];
  const note = (call: string) => fakes.ended.length > 0 && afterEnd.push(call);
  const fakes = setupRunner({
    onStateChange: (state) => (note(state.name), send()),
    onNotice: (notice) => (note(notice.type), send()),
    onEnd: send,
  });
  const request = attemptRequest({
    mode: pick(["embed", "popup", "redirect"] as const),
    renewable: random.chance(0.8),
    connectionId: random.chance(0.3) ? "conn_1" : undefined,
  });
  /** Settles one request, pending or aborted. */
  const settleOne = async () => {
    const { sessions, confirmations, results } = fakes.linkApi;
    const rejects = random.chance(0.3);
    const error = random.chance(0.1) ? new Error("x") : new ConnectError(pick(errorCodes));
    const settle = pick([
      ...sessions
        .filter(({ settled }) => !settled)
        .map((request) => () => (rejects ? request.reject(error) : request.resolve(openableSession()))),
      ...confirmations
        .filter(({ settled }) => !settled)
        .map(
          (request) => () =>
            rejects
              ? request.reject(error)
              : request.resolve(pick([activeConnection(), activeConnection("conn_2"), undefined])),
        ),
      ...results
        .filter(({ settled }) => !settled)
        .map(
          (request) => () =>
            rejects
              ? request.reject(error)
              : request.resolve(
                  pick([
                    inputs["result connected"].result,
                    inputs["result failed"].result,
                    inputs["result confirming"].result,
                    undefined,
                  ]),
                ),
        ),
    ]);
    await settle?.();
  };
  return { ...fakes, random, pick, request, settleOne, afterEnd, stopReentrancy: () => (reentrant = false) };
}

/** An account that the host has not confirmed is handed on once, with the attempt's end, and leaves a record. */
function assertUnconfirmed({ ended, unconfirmed, endedAttempts }: ReturnType<typeof setup>, label: string): void {
  const [end] = ended;
  const [attempt] = unconfirmed;
  assert.ok(unconfirmed.length <= 1, `${label}: handed on twice`);
  if (!end || !attempt) return;
  const after = { connected: "success", cancelled: "cancel", failed: "error" }[end.outcome];
  assert.equal(attempt.after, after, `${label}: handed on with the wrong end`);
  assert.ok(!("verified" in end && end.verified), `${label}: handed on although it was confirmed`);
  assert.equal(endedAttempts.records.get(attempt.attemptId), after, `${label}: no record for the next page`);
}

/** Inputs that may arrive at any time, `start` and `resume` included. */
const allInputs = Object.values(inputs);
const attempts = 4000;

test(`${attempts} random attempts each end exactly once and leave nothing behind`, async () => {
  const ends = new Map<string, number>();
  for (let seed = 1; seed <= attempts; seed++) {
    const fakes = setup(seed);
    const {
      runner,
      transport,
      clock,
      linkApi,
      pendingAttempts,
      ended,
      afterEnd,
      log,
      random,
      pick,
      request,
      settleOne,
      stopReentrancy,
    } = fakes;
    const label = `seed ${seed}`;
    runner.send({ type: "start", request });
    for (let turn = random.below(25); turn > 0; turn--) {
      transport.canOpen = pick([true, true, true, true, false, "redirect"] as const);
      const action = random.below(10);
      if (action < 4) runner.send(pick(allInputs));
      else if (action < 8) await settleOne();
      else clock.advance(pick([10, 500, 1500, 2500, 4000, 15_000]));
    }
    // Removing the element ends an attempt in any state.
    stopReentrancy();
    runner.send({ type: "removed", reason: "disconnected" });
    const { state } = runner;
    assert.equal(ended.length, 1, `${label}: ended ${ended.length} times`);
    assert.ok("result" in state, `${label}: is still ${state.name}`);
    assert.deepEqual(
      [clock.running, linkApi.pending, pendingAttempts.saved.size],
      [0, 0, log.includes("keep-pending") ? pendingAttempts.saved.size : 0],
      `${label}: something is left`,
    );
    const logged = log.length;
    for (let turn = 0; turn < 5; turn++) {
      runner.send(pick(allInputs));
      await settleOne();
      clock.advance(20_000);
    }
    assert.equal(runner.state, state, `${label}: changed after its end`);
    assert.deepEqual(log.slice(logged), [], `${label}: did something after its end`);
    assertUnconfirmed(fakes, label);
    assert.deepEqual(afterEnd, [], `${label}: notified the listener after its end`);
    assert.equal(
      log.filter((line) => /^(remove|keep)-pending$/.test(line)).length,
      1,
      `${label}: disposed more than once`,
    );
    assert.doesNotMatch(JSON.stringify(ended).replaceAll(/"conn_\d"/g, ""), /cs_|conn_/, `${label}: exposes a secret`);
    const [end] = ended;
    const key = end?.outcome === "failed" ? end.code : `${end?.outcome}`;
    ends.set(key, (ends.get(key) ?? 0) + 1);
  }
  // The runs are meaningful only if they reach every kind of end.
  for (const end of [
    "connected",
    "cancelled",
    "verify_failed",
    "mismatch",
    "session_expired",
    "frame_timeout",
    "popup_blocked",
    "network",
  ]) {
    assert.ok((ends.get(end) ?? 0) > 0, `no attempt ended with ${end}`);
  }
});

test("closing takes at most 1.5 seconds, unless the account is connected meanwhile", async () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const { runner, transport, clock, ended, random, pick, request, settleOne, stopReentrancy } = setup(seed);
    runner.send({ type: "start", request });
    for (let turn = random.below(12); turn > 0; turn--) {
      transport.canOpen = pick([true, true, true, true, false, "redirect"] as const);
      if (random.chance(0.4))
        runner.send(pick([inputs.loaded, inputs.invalid_session, inputs["continue popup"], inputs["continue embed"]]));
      else if (random.chance(0.6)) await settleOne();
      else clock.advance(pick([500, 2500, 15_000]));
    }
    stopReentrancy();
    runner.send({ type: "close", by: "user", force: false });
    // Messages of the closing page must not delay the end.
    for (let turn = random.below(3); turn > 0; turn--)
      runner.send(pick([inputs.loaded, inputs.invalid_session, inputs.sandbox_info]));
    clock.advance(1500);
    if (runner.state.name === "verifying") continue;
    assert.equal(ended.length, 1, `seed ${seed}: still ${runner.state.name}`);
  }
});

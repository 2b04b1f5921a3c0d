/** Thousands of attempts at random: whatever happens in whatever order, each ends once and leaves nothing behind. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ConnectError, errorCodes } from "../../src/protocol/error-codes.js";
import { activeConnection, attemptRequest, fakeFlow, openableSession } from "../support/fake-ports.js";
import { inputs } from "../support/machine-table.js";
import { seeded } from "../support/seeded.js";

function setup(seed: number) {
  const random = seeded(seed);
  const { pick } = random;
  let reentrant = random.chance(0.2);
  const send = () => {
    if (reentrant && random.chance(0.3)) world.flow.send(pick(Object.values(inputs)));
  };
  const afterEnd: string[] = [];
  const note = (what: string) => world.ended.length > 0 && afterEnd.push(what);
  const world = fakeFlow({
    onStateChange: (state) => (note(state.name), send()),
    onNotice: (news) => (note(news.type), send()),
    onEnd: send,
  });
  const request = attemptRequest({
    mode: pick(["embed", "popup", "redirect"] as const),
    renewable: random.chance(0.8),
    connectionId: random.chance(0.3) ? "conn_1" : undefined,
  });
  /** Answers one request that is waiting, or was given up. */
  const answerOne = async () => {
    const { sessions, confirmations, results } = world.backend;
    const refuse = random.chance(0.3);
    const error = random.chance(0.1) ? new Error("x") : new ConnectError(pick(errorCodes));
    const asked = pick([
      ...sessions
        .filter(({ answered }) => !answered)
        .map((one) => () => (refuse ? one.refuse(error) : one.answer(openableSession()))),
      ...confirmations
        .filter(({ answered }) => !answered)
        .map(
          (one) => () =>
            refuse ? one.refuse(error) : one.answer(pick([activeConnection(), activeConnection("conn_2"), undefined])),
        ),
      ...results
        .filter(({ answered }) => !answered)
        .map(
          (one) => () =>
            refuse
              ? one.refuse(error)
              : one.answer(pick([inputs["result connected"].result, inputs["result failed"].result, undefined])),
        ),
    ]);
    await asked?.();
  };
  return { ...world, random, pick, request, answerOne, afterEnd, calm: () => (reentrant = false) };
}

/** What the world can do at any time; `start` and `resume` begin an attempt and are tried among the rest. */
const anything = Object.values(inputs);
const attempts = 4000;

test(`${attempts} attempts at random each end exactly once, and nothing of them lives on`, async () => {
  const ends = new Map<string, number>();
  for (let seed = 1; seed <= attempts; seed++) {
    const { flow, surface, clock, backend, pending, ended, afterEnd, log, random, pick, request, answerOne, calm } =
      setup(seed);
    const about = `seed ${seed}`;
    flow.send({ type: "start", request });
    for (let turn = random.below(25); turn > 0; turn--) {
      surface.opens = random.chance(0.8);
      const what = random.below(10);
      if (what < 4) flow.send(pick(anything));
      else if (what < 8) await answerOne();
      else clock.advance(pick([10, 500, 1500, 2500, 4000, 15_000]));
    }
    // However it stands now, a page that goes away ends it.
    calm();
    flow.send({ type: "gone", reason: "disconnected" });
    const { state } = flow;
    assert.equal(ended.length, 1, `${about}: ended ${ended.length} times`);
    assert.ok("result" in state, `${about}: is still ${state.name}`);
    assert.deepEqual(
      [clock.running, backend.pending, pending.remembered.size],
      [0, 0, 0],
      `${about}: something lives on`,
    );
    const said = log.length;
    for (let turn = 0; turn < 5; turn++) {
      flow.send(pick(anything));
      await answerOne();
      clock.advance(20_000);
    }
    assert.equal(flow.state, state, `${about}: changed after its end`);
    assert.deepEqual(log.slice(said), [], `${about}: did something after its end`);
    assert.deepEqual(afterEnd, [], `${about}: was told of something after its end`);
    assert.equal(log.filter((line) => line === "forget").length, 1, `${about}: let go more than once`);
    assert.doesNotMatch(
      JSON.stringify(ended).replaceAll(/"conn_\d"/g, ""),
      /cs_|conn_/,
      `${about}: says something secret`,
    );
    const [end] = ended;
    const key = end?.outcome === "failed" ? end.code : `${end?.outcome}`;
    ends.set(key, (ends.get(key) ?? 0) + 1);
  }
  // The walks are worth something only if they come to every kind of end.
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

test("whoever asks to close is out within 1.5 seconds, unless the account was connected meanwhile", async () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const { flow, surface, clock, ended, random, pick, request, answerOne, calm } = setup(seed);
    flow.send({ type: "start", request });
    for (let turn = random.below(12); turn > 0; turn--) {
      surface.opens = random.chance(0.8);
      if (random.chance(0.4))
        flow.send(pick([inputs.loaded, inputs.invalid_session, inputs["continue popup"], inputs["continue embed"]]));
      else if (random.chance(0.6)) await answerOne();
      else clock.advance(pick([500, 2500, 15_000]));
    }
    calm();
    flow.send({ type: "close", by: "user", force: false });
    // What the page says on its way out must not keep the user.
    for (let turn = random.below(3); turn > 0; turn--)
      flow.send(pick([inputs.loaded, inputs.invalid_session, inputs.sandbox_info]));
    clock.advance(1500);
    if (flow.state.name === "verifying") continue;
    assert.equal(ended.length, 1, `seed ${seed}: still ${flow.state.name}`);
  }
});

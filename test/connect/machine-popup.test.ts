import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectError } from "../../src/protocol/error-codes.js";
import { openableSession } from "../support/fake-ports.js";
import { inputs } from "../support/machine-table.js";
import { createWalk } from "../support/machine-walk.js";

const setup = () => {
  const walk = createWalk({ mode: "popup" }).open().wait(10_000);
  walk.effects();
  return walk;
};
const noResult = { type: "result-read", result: undefined } as const;
const unreadable = { ...noResult, error: new ConnectError("network", "The backend could not be reached.") };

describe("a popup whose callback the host's server took", () => {
  test("reads the result without a timeout, because the server may still be confirming", () => {
    const walk = setup().send({ type: "callback", result: undefined });
    assert.deepEqual(walk.effects(), [{ type: "read-result", attemptId: walk.attempt.id }]);
  });

  test("fails the attempt when the result cannot be read", () => {
    const walk = setup().send({ type: "callback", result: undefined }, unreadable);
    assert.equal(walk.state.name, "failed");
    assert.equal(walk.result.outcome === "failed" && walk.result.code, "network");
  });

  test("waits for the grace period when there is no result, then is cancelled", () => {
    const walk = setup().send({ type: "callback", result: undefined });
    walk.effects();
    walk.send(noResult);
    assert.deepEqual(walk.effects(), [{ type: "start-timer", timer: "close-grace", ms: 3_000 }]);
    walk.send({ type: "timer", timer: "close-grace" });
    assert.equal(walk.result.outcome === "cancelled" && walk.result.reason, "user");
  });

  test("reads the result once although it closes itself", () => {
    const walk = setup().send({ type: "callback", result: undefined });
    walk.effects();
    walk.send(inputs["popup-closed"]);
    assert.deepEqual(walk.effects(), []);
  });
});

test("a closed popup whose result cannot be read is cancelled after the grace period", () => {
  const walk = setup().send(inputs["popup-closed"], unreadable);
  assert.equal(walk.state.name, "open");
  assert.deepEqual(walk.effects().at(-1), { type: "start-timer", timer: "close-grace", ms: 3_000 });
  walk.send({ type: "timer", timer: "close-grace" });
  assert.equal(walk.result.outcome === "cancelled" && walk.result.reason, "user");
});

test("a reloaded frame is timed from its second navigation", () => {
  const walk = createWalk({ mode: "embed" }).navigated();
  walk.wait(15_000).send({ type: "timer", timer: "handshake" }, { type: "continue", mode: "embed" });
  walk.effects();
  walk.wait(700).send({ type: "page-message", message: { event: "loaded" } });
  assert.deepEqual(walk.notices(), [{ type: "load", elapsedMs: 700 }]);
});

describe("a popup that a policy has severed from the page", () => {
  const severed = () => setup().send(inputs["popup-severed"]);

  test("stays open until the callback arrives or the user closes it", () => {
    const waiting = () => severed().wait(60_000).send(inputs["popup-severed"]);
    assert.equal(waiting().state.name, "open");
    assert.equal(waiting().send(inputs["callback success"]).state.name, "verifying");
    const { result } = waiting().send(inputs["close by user"]);
    assert.deepEqual(result, { outcome: "cancelled", attemptId: "attempt-1", reason: "user" });
  });

  test("is reported once", () => {
    const walk = severed();
    assert.deepEqual(walk.notices(), [{ type: "popup-severed" }]);
    assert.deepEqual(walk.send(inputs["popup-severed"]).effects(), []);
  });

  for (const [name, expiresAt, ms] of [
    ["without a time", undefined, 3_600_000],
    ["in 20 minutes", 1_210_000, 1_200_000],
    ["in the past, by a clock that is wrong", 9_000, 3_600_000],
    ["in a day, by a clock that is wrong", 86_400_000, 3_600_000],
  ] as const) {
    test(`ends with its session, which expires ${name}`, () => {
      const walk = createWalk({ mode: "popup" }).start().send(inputs["transport-ready"]);
      walk.send({ type: "session-created", session: { ...openableSession(), expiresAt } }).wait(10_000);
      walk.effects();
      walk.send(inputs["popup-severed"]);
      assert.deepEqual(walk.effects()[0], { type: "start-timer", timer: "close-grace", ms });
      walk.send(inputs["timer close-grace"]);
      assert.ok(walk.result.outcome === "failed" && walk.result.code === "session_expired" && walk.result.retryable);
    });
  }

  test("is connected by the result that is read when the user is back", () => {
    const walk = severed();
    walk.effects();
    walk.send({ type: "popup-may-be-done" }, noResult, unreadable, { type: "popup-may-be-done" });
    assert.deepEqual(
      walk.effects().map(({ type }) => type),
      ["read-result", "read-result"],
    );
    walk.send(inputs["result connected"]);
    assert.ok(walk.result.outcome === "connected" && walk.result.verified && walk.result.source === "popup");
  });
});

test("a popup in the page's own window continues by redirect, with a session of its own", () => {
  const walk = createWalk({ mode: "popup" }).start().send(inputs["continue redirect"]);
  walk.effects();
  walk.send(inputs["transport-ready"], inputs["session-created"]);
  assert.equal(walk.attempt.mode, "redirect");
  assert.deepEqual(walk.effects().slice(0, 2), [
    { type: "save-pending", attemptId: "attempt-1", mode: "redirect" },
    { type: "notify", notice: { type: "open", mode: "redirect" } },
  ]);
});

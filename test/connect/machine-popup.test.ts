import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectError } from "../../src/protocol/error-codes.js";
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
    walk.send({ type: "popup-closed" });
    assert.deepEqual(walk.effects(), []);
  });
});

test("a closed popup whose result cannot be read is cancelled after the grace period", () => {
  const walk = setup().send({ type: "popup-closed" }, unreadable);
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

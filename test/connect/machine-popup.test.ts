import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectError } from "../../src/protocol/error-codes.js";
import { flowWalk } from "../support/machine-walk.js";

const setup = () => {
  const walk = flowWalk({ mode: "popup" }).open().wait(10_000);
  walk.effects();
  return walk;
};
const none = { type: "result", result: undefined } as const;
const unreadable = { ...none, error: new ConnectError("network", "The backend could not be reached.") };

describe("a window that has come back by way of the host's server", () => {
  test("is asked about without a time limit: the server may be confirming the connection", () => {
    const walk = setup().take({ type: "returned", result: undefined });
    assert.deepEqual(walk.effects(), [{ do: "read-result", attemptId: walk.attempt.id }]);
  });

  test("fails the attempt when its outcome cannot be read", () => {
    const walk = setup().take({ type: "returned", result: undefined }, unreadable);
    assert.equal(walk.state.name, "failed");
    assert.equal(walk.result.outcome === "failed" && walk.result.code, "network");
  });

  test("without an outcome is given a last wait, and is then taken for closed", () => {
    const walk = setup().take({ type: "returned", result: undefined });
    walk.effects();
    walk.take(none);
    assert.deepEqual(walk.effects(), [{ do: "start-timer", timer: "grace", ms: 3_000 }]);
    walk.take({ type: "timer", timer: "grace" });
    assert.equal(walk.result.outcome === "cancelled" && walk.result.reason, "user");
  });

  test("is not asked about twice when it closes itself", () => {
    const walk = setup().take({ type: "returned", result: undefined });
    walk.effects();
    walk.take({ type: "window-closed" });
    assert.deepEqual(walk.effects(), []);
  });
});

test("a window that was closed is cancelled after its grace, though its outcome could not be read", () => {
  const walk = setup().take({ type: "window-closed" }, unreadable);
  assert.equal(walk.state.name, "open");
  assert.deepEqual(walk.effects().at(-1), { do: "start-timer", timer: "grace", ms: 3_000 });
  walk.take({ type: "timer", timer: "grace" });
  assert.equal(walk.result.outcome === "cancelled" && walk.result.reason, "user");
});

test("a frame that is loaded once more is timed from its second request", () => {
  const walk = flowWalk({ mode: "embed" }).shown();
  walk.wait(15_000).take({ type: "timer", timer: "handshake" }, { type: "continue", mode: "embed" });
  walk.effects();
  walk.wait(700).take({ type: "page", message: { event: "loaded" } });
  assert.deepEqual(walk.told(), [{ type: "load", elapsedMs: 700 }]);
});

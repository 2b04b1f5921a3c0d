/** The runner in a fake world: what is carried out, in which order, and what is heard of it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AttemptRequest } from "../../src/connect/attempt.js";
import type { RunnerListener } from "../../src/connect/runner.js";
import { ConnectError } from "../../src/protocol/error-codes.js";
import { activeConnection, openableSession, startableFlow } from "../support/fake-ports.js";
import { inputs } from "../support/machine-table.js";

const setup = (fields: Partial<AttemptRequest> = {}, observer: Partial<RunnerListener> = {}) =>
  startableFlow(fields, observer);

describe("the order of things", () => {
  test("in a frame", async () => {
    const { start, send, backend, clock, news, ended } = setup();
    start();
    assert.deepEqual(news(), ["state starting", "prepare-transport embed", "create-session embed"]);
    await backend.sessions[0]!.answer(openableSession());
    assert.deepEqual(news(), ["state opening", "navigate embed", "notice open embed"]);
    clock.advance(3999);
    assert.deepEqual(news(), []);
    clock.advance(1);
    assert.deepEqual(news(), ["reveal-early"]);
    send(inputs.loaded);
    assert.deepEqual(news(), ["state open", "withdraw-alternatives", "reveal", "notice load"]);
    assert.equal(clock.running, 0);
    send(inputs.success);
    assert.deepEqual(news(), ["state verifying", "close-transport", "complete conn_1"]);
    await backend.confirmations[0]!.answer(activeConnection());
    assert.deepEqual(news(), ["forget", "close-transport", "state connected", "ended connected"]);
    assert.equal(ended.length, 1);
  });

  test("in a popup, which opens inside the call of send and before anything is asked", () => {
    const { start, log } = setup({ mode: "popup" });
    start();
    assert.deepEqual(log, ["state starting", "prepare-transport popup", "create-session popup"]);
  });

  test("in a popup that the browser refuses", async () => {
    const { start, surface, backend, news, send } = setup({ mode: "popup" });
    surface.opens = false;
    start();
    assert.deepEqual(news().slice(3), ["offer-alternatives popup_blocked", "notice stall"]);
    await backend.sessions[0]!.answer(openableSession());
    assert.deepEqual(news(), []);
    surface.opens = true;
    send({ type: "continue", mode: "popup" });
    assert.deepEqual(news(), [
      "prepare-transport popup",
      "state open",
      "save-pending popup",
      "navigate popup",
      "notice open popup",
    ]);
  });

  test("by redirect: remembered and told before the page is left, and nothing that ends", async () => {
    const { start, backend, pending, news, ended } = setup({ mode: "redirect" });
    start();
    news();
    await backend.sessions[0]!.answer(openableSession());
    assert.deepEqual(news(), ["state opening", "save-pending redirect", "notice open redirect", "navigate redirect"]);
    assert.deepEqual([...pending.remembered], ["attempt-1"]);
    assert.deepEqual(ended, []);
  });

  test("on the return from a redirect: straight to the end", () => {
    const { flow, news, ended } = setup();
    flow.send(inputs["resume connected"]);
    assert.deepEqual(news(), ["forget", "close-transport", "state connected", "ended connected"]);
    assert.equal(ended[0]?.outcome, "connected");
  });

  test("at the end: everything is let go and the state is set before anybody hears of it", async () => {
    const seen: unknown[] = [];
    const world = setup({}, { onStateChange: (state) => "result" in state && look(), onEnd: () => look() });
    const look = () => seen.push([world.flow.state.name, world.clock.running, world.backend.pending]);
    await world.open();
    world.send(inputs.success, inputs["close by host, forced"]);
    assert.deepEqual(seen, [
      ["connected", 0, 0],
      ["connected", 0, 0],
    ]);
  });
});

describe("time", () => {
  test("a frame that is not ready after 15 seconds stalls, and can still be used", async () => {
    const { start, backend, clock, news, send } = setup();
    start();
    await backend.sessions[0]!.answer(openableSession());
    clock.advance(14_999);
    news();
    clock.advance(1);
    assert.deepEqual(news(), ["offer-alternatives frame_timeout", "notice stall"]);
    assert.equal(clock.running, 0);
    send(inputs.loaded);
    assert.deepEqual(news(), ["state open", "withdraw-alternatives", "reveal", "notice load"]);
  });

  test("a page that does not answer the request to leave is left after 1.5 seconds", async () => {
    const { open, send, clock, news, ended } = setup();
    await open();
    send(inputs["close by user"]);
    assert.deepEqual(news(), ["request-exit"]);
    clock.advance(1499);
    assert.deepEqual(ended, []);
    clock.advance(1);
    assert.deepEqual(ended, [{ outcome: "cancelled", attemptId: "attempt-1", reason: "user" }]);
  });

  test("a page that loses its session while it is asked to leave is left at once", async () => {
    const { open, send, backend, ended } = setup();
    await open();
    send(inputs["close by user"], inputs.invalid_session);
    assert.deepEqual([ended.length, backend.sessions.length], [1, 1]);
  });

  test("a popup that was closed gets three seconds of grace after one read", async () => {
    const { open, send, clock, backend, ended } = setup({ mode: "popup" });
    await open();
    clock.advance(5000);
    send(inputs["window-closed"]);
    await backend.results[0]!.refuse(new ConnectError("network"));
    clock.advance(2999);
    assert.deepEqual([backend.results.length, ended.length], [1, 0]);
    clock.advance(1);
    assert.deepEqual(ended, [{ outcome: "cancelled", attemptId: "attempt-1", reason: "user" }]);
  });

  test("the confirmation is asked for again after half a second, and after one second more", async () => {
    const { open, send, clock, backend, ended } = setup();
    await open();
    send(inputs.success);
    for (const [turn, pause] of [500, 1000].entries()) {
      await backend.confirmations[turn]!.refuse(new ConnectError("timeout"));
      clock.advance(pause - 1);
      assert.equal(backend.confirmations.length, turn + 1);
      clock.advance(1);
      assert.equal(backend.confirmations.length, turn + 2);
    }
    await backend.confirmations[2]!.refuse(new ConnectError("timeout"));
    assert.ok(ended[0]?.outcome === "connected" && !ended[0].verified);
    assert.equal(clock.running, 0);
  });
});

describe("late answers", () => {
  test("to a session that nobody waits for any more count for nothing, good or bad", async () => {
    for (const end of [inputs["close by user"], inputs["gone disconnected"]]) {
      for (const answer of ["answer", "refuse"] as const) {
        const { start, send, backend, news, flow } = setup();
        start();
        send(end);
        const [asked] = backend.sessions;
        assert.ok(asked?.signal.aborted);
        const { state } = flow;
        news();
        await (answer === "answer" ? asked.answer(openableSession()) : asked.refuse(new ConnectError("network")));
        assert.deepEqual([news(), flow.state], [[], state]);
      }
    }
  });

  test("to the session before a renewal do not undo the renewal", async () => {
    const { start, send, surface, backend, news } = setup({ mode: "popup" });
    surface.opens = false;
    start();
    send({ type: "continue", mode: "redirect" });
    surface.opens = true;
    const [old, fresh] = backend.sessions;
    assert.deepEqual([old!.signal.aborted, fresh!.signal.aborted], [true, false]);
    news();
    await old!.refuse(new ConnectError("network"));
    await old!.answer(openableSession());
    assert.deepEqual(news(), []);
    send(inputs.reserved);
    await fresh!.answer(openableSession());
    assert.equal(news().at(-1), "navigate redirect");
  });

  test("to a confirmation that was given up count for nothing", async () => {
    const { open, send, backend, ended, news } = setup();
    await open();
    send(inputs.success, inputs["close by host, forced"]);
    news();
    assert.ok(backend.confirmations[0]!.signal.aborted);
    await backend.confirmations[0]!.answer(activeConnection());
    assert.deepEqual([news(), ended.length], [[], 1]);
  });

  test("to the read of a result after the end count for nothing", async () => {
    const { open, send, clock, backend, ended, news } = setup({ mode: "popup" });
    await open();
    clock.advance(5000);
    send(inputs["window-closed"]);
    send(inputs["close by user"]);
    news();
    assert.ok(backend.results[0]!.signal.aborted);
    await backend.results[0]!.answer({ outcome: "connected", attemptId: "attempt-1", connection: activeConnection() });
    assert.deepEqual([news(), ended.length], [[], 1]);
  });
});

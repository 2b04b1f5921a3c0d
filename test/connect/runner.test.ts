/** The runner on fake ports: which effects it carries out, in which order, and what its listener receives. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AttemptRequest } from "../../src/connect/attempt.js";
import type { RunnerListener } from "../../src/connect/ports.js";
import { ConnectError } from "../../src/protocol/error-codes.js";
import { activeConnection, openableSession, setupAttempt } from "../support/fake-ports.js";
import { inputs } from "../support/machine-table.js";

const setup = (fields: Partial<AttemptRequest> = {}, listener: Partial<RunnerListener> = {}) =>
  setupAttempt(fields, listener);

describe("the order of effects", () => {
  test("in a frame", async () => {
    const { start, send, linkApi, clock, takeLog, ended } = setup();
    start();
    assert.deepEqual(takeLog(), ["state starting", "prepare-transport embed", "create-session embed"]);
    await linkApi.sessions[0]!.resolve(openableSession());
    assert.deepEqual(takeLog(), ["state opening", "navigate embed", "notice open embed"]);
    clock.advance(3999);
    assert.deepEqual(takeLog(), []);
    clock.advance(1);
    assert.deepEqual(takeLog(), ["show-slow"]);
    send(inputs.loaded);
    assert.deepEqual(takeLog(), ["state open", "withdraw-alternatives", "show-frame", "notice load"]);
    assert.equal(clock.running, 0);
    send(inputs.success);
    assert.deepEqual(takeLog(), ["state verifying", "close-transport", "complete conn_1"]);
    await linkApi.confirmations[0]!.resolve(activeConnection());
    assert.deepEqual(takeLog(), ["remove-pending", "close-transport", "state connected", "ended connected"]);
    assert.equal(ended.length, 1);
  });

  test("in a frame that loads something and says nothing for 3 s: offers alternatives without a stall", async () => {
    const { start, send, linkApi, clock, takeLog } = setup();
    start();
    await linkApi.sessions[0]!.resolve(openableSession());
    clock.advance(500);
    send({ type: "frame-load" });
    takeLog();
    clock.advance(2999);
    assert.deepEqual(takeLog(), []);
    clock.advance(1);
    assert.deepEqual(takeLog(), ["offer-alternatives silent frame"]);
    send(inputs.loaded);
    assert.deepEqual(takeLog(), ["state open", "withdraw-alternatives", "show-frame", "notice load"]);
    assert.equal(clock.running, 0);
  });

  test("in a popup, which opens inside `send` and before any request", () => {
    const { start, log } = setup({ mode: "popup" });
    start();
    assert.deepEqual(log, ["state starting", "prepare-transport popup", "create-session popup"]);
  });

  test("in a popup that the browser blocks", async () => {
    const { start, transport, linkApi, takeLog, send } = setup({ mode: "popup" });
    transport.canOpen = false;
    start();
    assert.deepEqual(takeLog().slice(3), ["offer-alternatives popup_blocked", "notice stall"]);
    await linkApi.sessions[0]!.resolve(openableSession());
    assert.deepEqual(takeLog(), []);
    transport.canOpen = true;
    send({ type: "continue", mode: "popup" });
    assert.deepEqual(takeLog(), [
      "prepare-transport popup",
      "state open",
      "save-pending popup",
      "navigate popup",
      "notice open popup",
    ]);
  });

  test("in a popup that the browser opens in the page's own window: continues by redirect", async () => {
    const { start, transport, linkApi, takeLog } = setup({ mode: "popup" });
    transport.canOpen = "redirect";
    start();
    assert.deepEqual(takeLog().slice(3), ["prepare-transport redirect", "create-session redirect"]);
    assert.deepEqual(
      linkApi.sessions.map(({ signal }) => signal.aborted),
      [true, false],
    );
    await linkApi.sessions[1]!.resolve(openableSession());
    assert.deepEqual(takeLog(), [
      "state opening",
      "save-pending redirect",
      "notice open redirect",
      "navigate redirect",
    ]);
  });

  test("by redirect: saves and notifies before it navigates, and does not end", async () => {
    const { start, linkApi, pendingAttempts, takeLog, ended } = setup({ mode: "redirect" });
    start();
    takeLog();
    await linkApi.sessions[0]!.resolve(openableSession());
    assert.deepEqual(takeLog(), [
      "state opening",
      "save-pending redirect",
      "notice open redirect",
      "navigate redirect",
    ]);
    assert.deepEqual([...pendingAttempts.saved], ["attempt-1"]);
    assert.deepEqual(ended, []);
  });

  test("when resumed after a redirect: ends at once", () => {
    const { runner, takeLog, ended } = setup();
    runner.send(inputs["resume connected"]);
    assert.deepEqual(takeLog(), ["remove-pending", "close-transport", "state connected", "ended connected"]);
    assert.equal(ended[0]?.outcome, "connected");
  });

  test("at the end: releases everything before it notifies the listener", async () => {
    const seen: unknown[] = [];
    const fakes = setup({}, { onStateChange: (state) => "result" in state && look(), onEnd: () => look() });
    const look = () => seen.push([fakes.runner.state.name, fakes.clock.running, fakes.linkApi.pending]);
    await fakes.open();
    fakes.send(inputs.success, inputs["close by host, forced"]);
    assert.deepEqual(seen, [
      ["connected", 0, 0],
      ["connected", 0, 0],
    ]);
  });
});

describe("timers", () => {
  test("stall a frame that is not ready after 15 seconds, which can still open", async () => {
    const { start, linkApi, clock, takeLog, send } = setup();
    start();
    await linkApi.sessions[0]!.resolve(openableSession());
    clock.advance(14_999);
    takeLog();
    clock.advance(1);
    assert.deepEqual(takeLog(), ["offer-alternatives frame_timeout", "notice stall"]);
    assert.equal(clock.running, 0);
    send(inputs.loaded);
    assert.deepEqual(takeLog(), ["state open", "withdraw-alternatives", "show-frame", "notice load"]);
  });

  test("cancel 1.5 seconds after an exit request without an answer", async () => {
    const { open, send, clock, takeLog, ended } = setup();
    await open();
    send(inputs["close by user"]);
    assert.deepEqual(takeLog(), ["request-exit"]);
    clock.advance(1499);
    assert.deepEqual(ended, []);
    clock.advance(1);
    assert.deepEqual(ended, [{ outcome: "cancelled", attemptId: "attempt-1", reason: "user" }]);
  });

  test("do not delay a page that loses its session while it is closing", async () => {
    const { open, send, linkApi, ended } = setup();
    await open();
    send(inputs["close by user"], inputs.invalid_session);
    assert.deepEqual([ended.length, linkApi.sessions.length], [1, 1]);
  });

  test("give a closed popup three seconds of grace after one read", async () => {
    const { open, send, clock, linkApi, ended } = setup({ mode: "popup" });
    await open();
    clock.advance(5000);
    send(inputs["popup-closed"]);
    await linkApi.results[0]!.reject(new ConnectError("network"));
    clock.advance(2999);
    assert.deepEqual([linkApi.results.length, ended.length], [1, 0]);
    clock.advance(1);
    assert.deepEqual(ended, [{ outcome: "cancelled", attemptId: "attempt-1", reason: "user" }]);
  });

  test("retry the confirmation after half a second, and again after one second", async () => {
    const { open, send, clock, linkApi, ended } = setup();
    await open();
    send(inputs.success);
    for (const [turn, pause] of [500, 1000].entries()) {
      await linkApi.confirmations[turn]!.reject(new ConnectError("timeout"));
      clock.advance(pause - 1);
      assert.equal(linkApi.confirmations.length, turn + 1);
      clock.advance(1);
      assert.equal(linkApi.confirmations.length, turn + 2);
    }
    await linkApi.confirmations[2]!.reject(new ConnectError("timeout"));
    assert.ok(ended[0]?.outcome === "connected" && !ended[0].verified);
    assert.equal(clock.running, 0);
  });
});

describe("late answers", () => {
  test("to a session request are ignored after the end, fulfilled or rejected", async () => {
    for (const end of [inputs["close by user"], inputs["removed disconnected"]]) {
      for (const method of ["resolve", "reject"] as const) {
        const { start, send, linkApi, takeLog, runner } = setup();
        start();
        send(end);
        const [request] = linkApi.sessions;
        assert.ok(request?.signal.aborted);
        const { state } = runner;
        takeLog();
        await (method === "resolve" ? request.resolve(openableSession()) : request.reject(new ConnectError("network")));
        assert.deepEqual([takeLog(), runner.state], [[], state]);
      }
    }
  });

  test("to a replaced session request do not count", async () => {
    const { start, send, transport, linkApi, takeLog } = setup({ mode: "popup" });
    transport.canOpen = false;
    start();
    send({ type: "continue", mode: "redirect" });
    transport.canOpen = true;
    const [replaced, current] = linkApi.sessions;
    assert.deepEqual([replaced!.signal.aborted, current!.signal.aborted], [true, false]);
    takeLog();
    await replaced!.reject(new ConnectError("network"));
    await replaced!.resolve(openableSession());
    assert.deepEqual(takeLog(), []);
    send(inputs["transport-ready"]);
    await current!.resolve(openableSession());
    assert.equal(takeLog().at(-1), "navigate redirect");
  });

  test("to an aborted confirmation are ignored", async () => {
    const { open, send, linkApi, ended, takeLog } = setup();
    await open();
    send(inputs.success, inputs["close by host, forced"]);
    takeLog();
    assert.ok(linkApi.confirmations[0]!.signal.aborted);
    await linkApi.confirmations[0]!.resolve(activeConnection());
    assert.deepEqual([takeLog(), ended.length], [[], 1]);
  });

  test("to the read of a result are ignored after the end", async () => {
    const { open, send, clock, linkApi, ended, takeLog } = setup({ mode: "popup" });
    await open();
    clock.advance(5000);
    send(inputs["popup-closed"]);
    send(inputs["close by user"]);
    takeLog();
    assert.ok(linkApi.results[0]!.signal.aborted);
    await linkApi.results[0]!.resolve({ outcome: "connected", attemptId: "attempt-1", connection: activeConnection() });
    assert.deepEqual([takeLog(), ended.length], [[], 1]);
  });
});

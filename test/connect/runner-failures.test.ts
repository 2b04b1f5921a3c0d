/** The runner when its ports or its listener throw, or an end is reported twice. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AttemptRequest, ConnectInput } from "../../src/connect/attempt.js";
import type { RunnerListener } from "../../src/connect/ports.js";
import { ConnectError } from "../../src/protocol/error-codes.js";
import {
  activeConnection,
  attemptRequest,
  flushPromises,
  openableSession,
  setupAttempt,
} from "../support/fake-ports.js";
import { inputs } from "../support/machine-table.js";

const setup = (fields: Partial<AttemptRequest> = {}, listener: Partial<RunnerListener> = {}) =>
  setupAttempt(fields, listener);

describe("disposing", () => {
  test("happens once, however often the end is reported", async () => {
    const { open, send, log, ended } = setup();
    await open();
    send(inputs["removed disconnected"], inputs["close by host, forced"], inputs.exit, inputs.success, inputs.failed);
    send(inputs.start, inputs["resume success"]);
    assert.deepEqual(log, ["remove-pending", "close-transport", "state cancelled", "ended cancelled"]);
    assert.equal(ended.length, 1);
  });

  test("closes the transport even when the pending attempt cannot be removed", async () => {
    const { open, send, pendingAttempts, log, ended } = setup();
    await open();
    pendingAttempts.end = () => {
      throw new Error("SecurityError");
    };
    assert.throws(() => send(inputs.exit), /SecurityError/);
    assert.deepEqual(log, ["close-transport", "state cancelled", "ended cancelled"]);
    assert.equal(ended.length, 1);
  });
});

describe("failures", () => {
  test("keep the code and the message of a ConnectError", async () => {
    const { start, linkApi, ended } = setup();
    start();
    await linkApi.sessions[0]!.reject(new ConnectError("bad_response", "The answer of Link init has no url."));
    assert.deepEqual(ended[0], {
      outcome: "failed",
      attemptId: "attempt-1",
      code: "bad_response",
      message: "The answer of Link init has no url.",
      retryable: false,
    });
  });

  test("of any other kind have the code unknown and none of their text", async () => {
    const { start, linkApi, ended } = setup();
    start();
    await linkApi.sessions[0]!.reject(new TypeError("https://link.ofauth.com/cs_secret"));
    assert.ok(ended[0]?.outcome === "failed" && ended[0].code === "unknown");
    assert.doesNotMatch(JSON.stringify(ended[0]), /cs_/);
  });

  for (const name of ["prepare", "navigate", "showFrame", "withdrawAlternatives", "requestExit"] as const) {
    test(`of the transport in ${name} end the attempt and release everything`, async () => {
      const { start, send, transport, linkApi, ended, clock, log } = setup();
      transport[name] = () => {
        throw new Error("InvalidStateError");
      };
      start();
      await linkApi.sessions[0]!.resolve(openableSession());
      send(inputs.loaded, inputs["close by user"]);
      assert.ok(ended[0]?.outcome === "failed" && ended[0].code === "unknown");
      assert.deepEqual([ended.length, clock.running, linkApi.pending], [1, 0, 0]);
      assert.equal(log.filter((line) => line === "close-transport").length, 1);
    });
  }

  test("of the transport to close do not lose a connected account", async () => {
    const { open, send, transport, linkApi, ended } = setup();
    await open();
    transport.close = () => {
      throw new Error("InvalidStateError");
    };
    assert.throws(() => send(inputs.success), /InvalidStateError/);
    transport.close = () => undefined;
    await linkApi.confirmations[0]!.resolve(activeConnection());
    assert.equal(ended[0]?.outcome, "connected");
  });

  test("of a confirmation that throws instead of rejecting are retried", async () => {
    const { open, send, linkApi, clock, ended } = setup();
    await open();
    linkApi.complete = () => {
      throw new ConnectError("network");
    };
    send(inputs.success);
    for (const pause of [0, 500, 1000]) {
      clock.advance(pause);
      await flushPromises();
    }
    assert.ok(ended[0]?.outcome === "connected" && !ended[0].verified);
  });

  test("of a session request that throws instead of rejecting end the attempt", async () => {
    const { start, linkApi, ended } = setup();
    linkApi.createSession = () => {
      throw new ConnectError("misconfigured");
    };
    start();
    await flushPromises();
    assert.ok(ended[0]?.outcome === "failed" && ended[0].code === "misconfigured");
  });
});

describe("a listener", () => {
  for (const name of ["onStateChange", "onNotice", "onEnd"] as const) {
    test(`that throws in ${name} does not stop any effect, and its error is rethrown`, async () => {
      const bug = new Error("a bug of the page");
      const fail = () => {
        throw bug;
      };
      const { send, transport, takeLog, ended, runner } = setup({}, { [name]: fail });
      transport.canOpen = false;
      const thrown: unknown[] = [];
      const trySend = (input: ConnectInput) => {
        try {
          send(input);
        } catch (error) {
          thrown.push(error);
        }
      };
      trySend({ type: "start", request: attemptRequest({ mode: "popup" }) });
      assert.deepEqual(takeLog(), [
        "state starting",
        "prepare-transport popup",
        "create-session popup",
        "offer-alternatives popup_blocked",
        "notice stall",
      ]);
      trySend(inputs["close by user"]);
      assert.deepEqual(takeLog(), ["remove-pending", "close-transport", "state failed", "ended failed"]);
      assert.deepEqual([runner.state.name, ended.length], ["failed", 1]);
      assert.ok(thrown.length > 0 && thrown.every((error) => error === bug));
    });

    test(`that calls send in ${name} has its input queued`, async () => {
      let isFirst = true;
      const fakes = setup(
        {},
        {
          [name]: () => {
            if (isFirst) fakes.runner.send(inputs["close by host, forced"]);
            isFirst = false;
          },
        },
      );
      fakes.start();
      await fakes.linkApi.sessions[0]?.resolve(openableSession());
      fakes.send(inputs["removed navigation"]);
      assert.equal(fakes.ended.length, 1);
      assert.equal(fakes.runner.state.name, "cancelled");
      const states = fakes.log.filter((line) => line.startsWith("state"));
      assert.equal(new Set(states).size, states.length, "a state was notified twice");
      assert.equal(fakes.log.at(-1), "ended cancelled");
    });
  }

  test("that sends start in onEnd does not restart the attempt", () => {
    const fakes = setup({}, { onEnd: () => fakes.start() });
    fakes.start();
    fakes.send(inputs["close by user"]);
    assert.deepEqual([fakes.ended.length, fakes.linkApi.sessions.length], [1, 1]);
  });
});

/** The runner when something goes wrong around it: ports and observers that throw, ends that are said twice. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AttemptRequest, ConnectInput } from "../../src/connect/attempt.js";
import type { RunnerListener } from "../../src/connect/runner.js";
import { ConnectError } from "../../src/protocol/error-codes.js";
import { activeConnection, attemptRequest, heard, openableSession, startableFlow } from "../support/fake-ports.js";
import { inputs } from "../support/machine-table.js";

const setup = (fields: Partial<AttemptRequest> = {}, observer: Partial<RunnerListener> = {}) =>
  startableFlow(fields, observer);

describe("letting go", () => {
  test("happens once, however often the end is said", async () => {
    const { open, send, log, ended } = setup();
    await open();
    send(inputs["gone disconnected"], inputs["close by host, forced"], inputs.exit, inputs.success, inputs.failed);
    send(inputs.start, inputs["resume success"]);
    assert.deepEqual(log, ["forget", "close-transport", "state cancelled", "ended cancelled"]);
    assert.equal(ended.length, 1);
  });

  test("takes the surface away even when the record cannot be forgotten", async () => {
    const { open, send, pending, log, ended } = setup();
    await open();
    pending.remove = () => {
      throw new Error("SecurityError");
    };
    assert.throws(() => send(inputs.exit), /SecurityError/);
    assert.deepEqual(log, ["close-transport", "state cancelled", "ended cancelled"]);
    assert.equal(ended.length, 1);
  });
});

describe("failures", () => {
  test("have the code and the sentence that they came with", async () => {
    const { start, backend, ended } = setup();
    start();
    await backend.sessions[0]!.refuse(new ConnectError("bad_response", "The answer of Link init has no url."));
    assert.deepEqual(ended[0], {
      outcome: "failed",
      attemptId: "attempt-1",
      code: "bad_response",
      message: "The answer of Link init has no url.",
      retryable: false,
    });
  });

  test("that are no ConnectError are unknown, and their text is not passed on", async () => {
    const { start, backend, ended } = setup();
    start();
    await backend.sessions[0]!.refuse(new TypeError("https://link.ofauth.com/cs_secret"));
    assert.ok(ended[0]?.outcome === "failed" && ended[0].code === "unknown");
    assert.doesNotMatch(JSON.stringify(ended[0]), /cs_/);
  });

  for (const name of ["prepare", "navigate", "reveal", "withdrawAlternatives", "requestExit"] as const) {
    test(`of the surface in ${name} end the attempt, with everything let go`, async () => {
      const { start, send, surface, backend, ended, clock, log } = setup();
      surface[name] = () => {
        throw new Error("InvalidStateError");
      };
      start();
      await backend.sessions[0]!.answer(openableSession());
      send(inputs.loaded, inputs["close by user"]);
      assert.ok(ended[0]?.outcome === "failed" && ended[0].code === "unknown");
      assert.deepEqual([ended.length, clock.running, backend.pending], [1, 0, 0]);
      assert.equal(log.filter((line) => line === "close-transport").length, 1);
    });
  }

  test("of the surface to go away do not lose an account that is connected", async () => {
    const { open, send, surface, backend, ended } = setup();
    await open();
    surface.close = () => {
      throw new Error("InvalidStateError");
    };
    assert.throws(() => send(inputs.success), /InvalidStateError/);
    surface.close = () => undefined;
    await backend.confirmations[0]!.answer(activeConnection());
    assert.equal(ended[0]?.outcome, "connected");
  });

  test("of a backend that throws instead of rejecting are tried again where a refusal would be", async () => {
    const { open, send, backend, clock, ended } = setup();
    await open();
    backend.complete = () => {
      throw new ConnectError("network");
    };
    send(inputs.success);
    for (const pause of [0, 500, 1000]) {
      clock.advance(pause);
      await heard();
    }
    assert.ok(ended[0]?.outcome === "connected" && !ended[0].verified);
  });

  test("of a backend that throws instead of rejecting are failures like any other", async () => {
    const { start, backend, ended } = setup();
    backend.createSession = () => {
      throw new ConnectError("misconfigured");
    };
    start();
    await heard();
    assert.ok(ended[0]?.outcome === "failed" && ended[0].code === "misconfigured");
  });
});

describe("an observer", () => {
  for (const name of ["onStateChange", "onNotice", "onEnd"] as const) {
    test(`that throws in ${name} leaves nothing undone, and its error is reported`, async () => {
      const mistake = new Error("the page's own mistake");
      const fail = () => {
        throw mistake;
      };
      const { send, surface, news, ended, flow } = setup({}, { [name]: fail });
      surface.opens = false;
      const thrown: unknown[] = [];
      const say = (input: ConnectInput) => {
        try {
          send(input);
        } catch (error) {
          thrown.push(error);
        }
      };
      say({ type: "start", request: attemptRequest({ mode: "popup" }) });
      assert.deepEqual(news(), [
        "state starting",
        "prepare-transport popup",
        "create-session popup",
        "offer-alternatives popup_blocked",
        "notice stall",
      ]);
      say(inputs["close by user"]);
      assert.deepEqual(news(), ["forget", "close-transport", "state failed", "ended failed"]);
      assert.deepEqual([flow.state.name, ended.length], ["failed", 1]);
      assert.ok(thrown.length > 0 && thrown.every((error) => error === mistake));
    });

    test(`that calls send in ${name} is heard when its turn comes`, async () => {
      let again = true;
      const world = setup(
        {},
        {
          [name]: () => {
            if (again) world.flow.send(inputs["close by host, forced"]);
            again = false;
          },
        },
      );
      world.start();
      await world.backend.sessions[0]?.answer(openableSession());
      world.send(inputs["gone navigation"]);
      assert.equal(world.ended.length, 1);
      assert.equal(world.flow.state.name, "cancelled");
      const states = world.log.filter((line) => line.startsWith("state"));
      assert.equal(new Set(states).size, states.length, "a state was told twice");
      assert.equal(world.log.at(-1), "ended cancelled");
    });
  }

  test("that starts again when it is told of the end does not bring the attempt back", () => {
    const world = setup({}, { onEnd: () => world.start() });
    world.start();
    world.send(inputs["close by user"]);
    assert.deepEqual([world.ended.length, world.backend.sessions.length], [1, 1]);
  });
});

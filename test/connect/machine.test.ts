/** What the product contract says about an attempt, as sequences of inputs. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AttemptRequest, ConnectEffect } from "../../src/connect/attempt.js";
import { openableSession } from "../support/fake-ports.js";
import { inputs } from "../support/machine-table.js";
import { createWalk } from "../support/machine-walk.js";

const {
  "transport-ready": transportReady,
  "session-created": sessionCreated,
  loaded,
  success,
  exit,
  invalid_session: invalidSession,
} = inputs;

const setup = (fields: Partial<AttemptRequest> = {}) => createWalk(fields);

const includes = (effects: readonly ConnectEffect[], type: ConnectEffect["type"]) =>
  effects.some((effect) => effect.type === type);

describe("starting an attempt", () => {
  test("creates a session with exactly the parameters of the attempt", () => {
    const [, effect] = setup({ mode: "redirect", connectionId: "conn_1", returnTo: "/here" }).start().effects();
    assert.deepEqual(effect, {
      type: "create-session",
      request: { attemptId: "attempt-1", mode: "redirect", connectionId: "conn_1", returnTo: "/here" },
    });
    const [, plain] = setup({ returnTo: "/here" }).start().effects();
    assert.deepEqual(plain, { type: "create-session", request: { attemptId: "attempt-1", mode: "embed" } });
  });

  test("opens the page when the transport and the session are ready, in either order", () => {
    for (const order of [
      [transportReady, sessionCreated],
      [sessionCreated, transportReady],
    ]) {
      const walk = setup().start().send(order[0]!);
      assert.equal(walk.state.name, "starting");
      assert.deepEqual(walk.send(order[1]!).state.name, "opening");
      assert.deepEqual(walk.notices(), [{ type: "open", mode: "embed" }]);
    }
  });

  test("by redirect saves the pending attempt and notifies before it navigates", () => {
    const effects = setup({ mode: "redirect" })
      .navigated()
      .effects()
      .map((effect) => effect.type);
    assert.deepEqual(effects.slice(-3), ["save-pending", "notify", "navigate"]);
  });
});

describe("a stalled frame", () => {
  const stalled = (fields: Partial<AttemptRequest> = {}) => setup(fields).navigated().send(inputs["timer handshake"]);

  test("opens when the page reports in late", () => {
    const walk = stalled().send(loaded);
    assert.equal(walk.state.name, "open");
    assert.equal(walk.attempt.stall, undefined);
    assert.ok(includes(walk.effects(), "withdraw-alternatives"));
    assert.deepEqual(walk.send(inputs["close by user"], exit).result.outcome, "cancelled");
  });

  test("accepts a late success", () => {
    assert.equal(stalled().send(success).state.name, "verifying");
  });

  for (const code of ["frame_timeout", "csp_blocked"] as const) {
    test(`fails with ${code} when it is closed, retryable as that code is`, () => {
      const { result } = setup().navigated().send({ type: "stalled", code }, inputs["close by user"]);
      assert.ok(result.outcome === "failed");
      assert.deepEqual(
        [result.code, result.attemptId, result.retryable],
        [code, "attempt-1", code === "frame_timeout"],
      );
    });
  }

  for (const mode of ["popup", "redirect"] as const) {
    test(`continues the same attempt by ${mode} with a session of its own, and notifies that it is open`, () => {
      const walk = stalled({ connectionId: "conn_1", returnTo: "/here" });
      walk.effects();
      const [prepare, create] = walk.send({ type: "continue", mode }).effects();
      assert.deepEqual(prepare, { type: "prepare-transport", mode });
      assert.ok(create?.type === "create-session");
      assert.deepEqual(
        [create.request.attemptId, create.request.mode, create.request.connectionId],
        ["attempt-1", mode, "conn_1"],
      );
      assert.equal(create.request.returnTo, "/here");
      walk.send(transportReady, sessionCreated);
      assert.deepEqual(walk.notices(), [{ type: "open", mode }]);
      assert.equal(walk.attempt.id, "attempt-1");
    });

    test(`continues by ${mode} with the host's own session, which cannot be renewed`, () => {
      const walk = stalled({ renewable: false }).send({ type: "continue", mode }, transportReady);
      assert.notEqual(walk.state.name, "starting");
      assert.deepEqual(walk.notices().at(-1), { type: "open", mode });
    });

    test(`notifies open, not session-renewed, when it continues by ${mode} after a renewal`, () => {
      const walk = setup().navigated().send(invalidSession, sessionCreated, inputs["timer handshake"]);
      walk.effects();
      walk.send({ type: "continue", mode }, transportReady, sessionCreated);
      assert.deepEqual(walk.notices(), [{ type: "open", mode }]);
    });
  }

  test("ignores messages of the frame once it continues elsewhere", () => {
    const walk = stalled().send({ type: "continue", mode: "popup" }, transportReady, sessionCreated);
    const before = walk.state;
    assert.equal(walk.send(loaded, success, exit, invalidSession).state, before);
  });

  test("reloads without a second open notice", () => {
    const walk = stalled();
    walk.effects();
    walk.send({ type: "continue", mode: "embed" });
    assert.deepEqual(walk.notices(), []);
    assert.equal(walk.send(loaded).state.name, "open");
  });
});

describe("a blocked popup", () => {
  const blocked = () => setup({ mode: "popup" }).start().send(inputs["stalled popup_blocked"]);

  test("keeps its session for another click and creates only one", () => {
    for (const walk of [blocked().send(sessionCreated), blocked()]) {
      walk.send({ type: "continue", mode: "popup" }, transportReady, sessionCreated);
      assert.equal(walk.state.name, "open");
      assert.equal(walk.effects().filter((effect) => effect.type === "create-session").length, 1);
    }
  });

  test("notifies again when it is blocked again", () => {
    const walk = blocked();
    walk.effects();
    walk.send({ type: "continue", mode: "popup" }, inputs["stalled popup_blocked"]);
    assert.deepEqual(walk.notices(), [{ type: "stall", code: "popup_blocked" }]);
  });
});

describe("an invalid session", () => {
  test("is replaced once and the page opened with the new session", () => {
    const walk = setup().open();
    walk.effects();
    walk.send(invalidSession);
    assert.equal(walk.state.name, "starting");
    walk.send({ type: "session-created", session: openableSession("new") });
    const navigate = walk.effects().find((effect) => effect.type === "navigate");
    assert.match(navigate?.url.inWindow() ?? "", /cs_new$/);
    assert.equal(walk.state.name, "opening");
  });

  test("notifies session-renewed instead of open", () => {
    const walk = setup().open();
    walk.effects();
    assert.deepEqual(walk.send(invalidSession, sessionCreated).notices(), [{ type: "session-renewed" }]);
  });

  test("ends the attempt the second time", () => {
    const { result } = setup().open().send(invalidSession, sessionCreated, loaded, invalidSession);
    assert.ok(result.outcome === "failed" && result.code === "session_expired" && result.retryable);
  });

  test("is renewed once when the page reports it twice in a row", () => {
    const walk = setup().open().send(invalidSession, invalidSession, sessionCreated);
    assert.equal(walk.state.name, "opening");
  });

  test("ends the attempt immediately when the host supplied it", () => {
    const { result } = setup({ renewable: false }).open().send(invalidSession);
    assert.ok(result.outcome === "failed" && result.code === "session_expired");
  });

  test("is not renewed while the attempt is being closed", () => {
    const { result } = setup().open().send(inputs["close by host"], invalidSession);
    assert.deepEqual(result, { outcome: "cancelled", attemptId: "attempt-1", reason: "host" });
  });
});

describe("closing", () => {
  test("has the reason of the first request to close, and the page's step", () => {
    const { result } = setup().open().send(inputs["close by host"], exit);
    assert.deepEqual(result, { outcome: "cancelled", attemptId: "attempt-1", reason: "host", step: "login" });
  });

  test("still verifies a success that the page reported first", () => {
    assert.equal(setup().open().send(inputs["close by user"], success).state.name, "verifying");
  });

  test("does not undo a connection that is being verified", () => {
    const walk = setup().open().send(success, inputs["close by user"]);
    assert.equal(walk.state.name, "verifying");
    const { result } = walk.send(inputs["close by host, forced"]);
    assert.ok(result.outcome === "connected" && !result.verified);
  });
});

describe("messages of the hosted page", () => {
  // The first message that ends the flow counts, and `loaded` counts once.
  for (const [what, messages, end] of [
    ["loaded twice", [loaded, loaded], "open"],
    ["success before loaded", [success], "verifying"],
    ["loaded after success", [success, loaded], "verifying"],
    ["success twice", [loaded, success, success], "verifying"],
    ["exit after success", [loaded, success, exit], "verifying"],
    ["success after exit", [loaded, exit, success], "cancelled"],
    ["exit twice", [loaded, exit, exit], "cancelled"],
    ["invalid_session after success", [loaded, success, invalidSession], "verifying"],
    ["loaded after exit", [exit, loaded], "cancelled"],
    ["a bad success after a good one", [loaded, success, inputs.bad_success], "verifying"],
    ["a good success after a bad one", [loaded, inputs.bad_success, success], "failed"],
  ] as const) {
    test(`${what} leads to ${end}`, () => {
      const walk = setup()
        .navigated()
        .send(...messages);
      assert.equal(walk.state.name, end);
      const effects = walk.effects();
      assert.ok(effects.filter((effect) => effect.type === "complete").length <= 1);
      assert.ok(effects.filter((effect) => effect.type === "notify" && effect.notice.type === "load").length <= 1);
    });
  }

  test("loaded notifies how long the page took", () => {
    const walk = setup().navigated();
    walk.effects();
    assert.deepEqual(walk.wait(1234).send(loaded).notices(), [{ type: "load", elapsedMs: 1234 }]);
    const setBack = setup().navigated();
    setBack.effects();
    assert.deepEqual(
      setBack.wait(-5000).send(loaded).notices(),
      [{ type: "load", elapsedMs: 0 }],
      "the clock was set back",
    );
  });

  test("an error has OFAuth's own string beside our code", () => {
    const resultOf = (errorType: string | undefined) =>
      setup()
        .open()
        .send({ type: "page-message", message: { event: "exit", type: "error", step: undefined, errorType } }).result;
    const known = resultOf("2fa_failed");
    assert.ok(known.outcome === "failed" && known.code === "2fa_failed" && known.reason === "2fa_failed");
    const unknown = resultOf("moon_phase");
    assert.ok(unknown.outcome === "failed" && unknown.code === "link_error" && unknown.reason === "moon_phase");
    const unnamed = resultOf(undefined);
    assert.ok(unnamed.outcome === "failed" && unnamed.code === "link_error" && !("reason" in unnamed));
  });

  test("a success that cannot be confirmed keeps the profile of the page", () => {
    const userData = { id: "7", name: "Ada", username: "ada", avatar: null };
    const walk = setup()
      .open()
      .send({ type: "page-message", message: { event: "success", connectionId: "conn_1", userData } });
    const { result } = walk.send(inputs["verified by no route"]);
    assert.ok(result.outcome === "connected");
    assert.deepEqual([result.connection.status, result.connection.userData], ["unknown", userData]);
  });
});

/** The contract's sentences about an attempt, as walks through the rule book. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AttemptRequest, ConnectEffect } from "../../src/connect/attempt.js";
import { openableSession } from "../support/fake-ports.js";
import { inputs } from "../support/machine-table.js";
import { flowWalk } from "../support/machine-walk.js";

const { reserved, session, loaded, success, exit, invalid_session: invalidSession } = inputs;

const setup = (fields: Partial<AttemptRequest> = {}) => flowWalk(fields);

const has = (effects: readonly ConnectEffect[], name: ConnectEffect["do"]) =>
  effects.some((effect) => effect.do === name);

describe("starting", () => {
  test("asks for a session with the attempt's own words and no others", () => {
    const [, effect] = setup({ mode: "redirect", connectionId: "conn_1", returnTo: "/here" }).begin().effects();
    assert.deepEqual(effect, {
      do: "create-session",
      request: { attemptId: "attempt-1", mode: "redirect", connectionId: "conn_1", returnTo: "/here" },
    });
    const [, plain] = setup({ returnTo: "/here" }).begin().effects();
    assert.deepEqual(plain, { do: "create-session", request: { attemptId: "attempt-1", mode: "embed" } });
  });

  test("shows the page when both the place and the session are there, in either order", () => {
    for (const order of [
      [reserved, session],
      [session, reserved],
    ]) {
      const walk = setup().begin().take(order[0]!);
      assert.equal(walk.state.name, "starting");
      assert.deepEqual(walk.take(order[1]!).state.name, "opening");
      assert.deepEqual(walk.told(), [{ type: "open", mode: "embed" }]);
    }
  });

  test("by redirect remembers and tells before the page is left", () => {
    const effects = setup({ mode: "redirect" })
      .shown()
      .effects()
      .map((effect) => effect.do);
    assert.deepEqual(effects.slice(-3), ["save-pending", "notify", "navigate"]);
  });
});

describe("a stalled frame", () => {
  const stalled = (fields: Partial<AttemptRequest> = {}) => setup(fields).shown().take(inputs["timer handshake"]);

  test("goes on when the page is ready late", () => {
    const walk = stalled().take(loaded);
    assert.equal(walk.state.name, "open");
    assert.equal(walk.attempt.stall, undefined);
    assert.ok(has(walk.effects(), "withdraw-alternatives"));
    assert.deepEqual(walk.take(inputs["close by user"], exit).result.outcome, "cancelled");
  });

  test("accepts a late success", () => {
    assert.equal(stalled().take(success).state.name, "verifying");
  });

  for (const code of ["frame_timeout", "csp_blocked"] as const) {
    test(`ends with ${code} when it is closed, and can be retried by that code's rule`, () => {
      const { result } = setup().shown().take({ type: "stalled", code }, inputs["close by user"]);
      assert.ok(result.outcome === "failed");
      assert.deepEqual(
        [result.code, result.attemptId, result.retryable],
        [code, "attempt-1", code === "frame_timeout"],
      );
    });
  }

  for (const mode of ["popup", "redirect"] as const) {
    test(`continues the same attempt by ${mode}, with a session for it, and tells that it is open again`, () => {
      const walk = stalled({ connectionId: "conn_1", returnTo: "/here" });
      walk.effects();
      const [reserve, create] = walk.take({ type: "continue", mode }).effects();
      assert.deepEqual(reserve, { do: "prepare-transport", mode });
      assert.ok(create?.do === "create-session");
      assert.deepEqual(
        [create.request.attemptId, create.request.mode, create.request.connectionId],
        ["attempt-1", mode, "conn_1"],
      );
      assert.equal(create.request.returnTo, mode === "redirect" ? "/here" : undefined);
      walk.take(reserved, session);
      assert.deepEqual(walk.told(), [{ type: "open", mode }]);
      assert.equal(walk.attempt.id, "attempt-1");
    });

    test(`continues by ${mode} with the session that the host gave, when nobody can make another`, () => {
      const walk = stalled({ renewable: false }).take({ type: "continue", mode }, reserved);
      assert.notEqual(walk.state.name, "starting");
      assert.deepEqual(walk.told().at(-1), { type: "open", mode });
    });

    test(`that was renewed before tells open, not renewed, when it continues by ${mode}`, () => {
      const walk = setup().shown().take(invalidSession, session, inputs["timer handshake"]);
      walk.effects();
      walk.take({ type: "continue", mode }, reserved, session);
      assert.deepEqual(walk.told(), [{ type: "open", mode }]);
    });
  }

  test("that continues elsewhere no longer listens to the frame", () => {
    const walk = stalled().take({ type: "continue", mode: "popup" }, reserved, session);
    const before = walk.state;
    assert.equal(walk.take(loaded, success, exit, invalidSession).state, before);
  });

  test("can load once more without being told as open again", () => {
    const walk = stalled();
    walk.effects();
    walk.take({ type: "continue", mode: "embed" });
    assert.deepEqual(walk.told(), []);
    assert.equal(walk.take(loaded).state.name, "open");
  });
});

describe("a blocked popup", () => {
  const blocked = () => setup({ mode: "popup" }).begin().take(inputs["stalled popup_blocked"]);

  test("waits with its session for another click, and asks for it only once", () => {
    for (const walk of [blocked().take(session), blocked()]) {
      walk.take({ type: "continue", mode: "popup" }, reserved, session);
      assert.equal(walk.state.name, "open");
      assert.equal(walk.effects().filter((effect) => effect.do === "create-session").length, 1);
    }
  });

  test("that is blocked again is told again", () => {
    const walk = blocked();
    walk.effects();
    walk.take({ type: "continue", mode: "popup" }, inputs["stalled popup_blocked"]);
    assert.deepEqual(walk.told(), [{ type: "stall", code: "popup_blocked" }]);
  });
});

describe("an invalid session", () => {
  test("is replaced once, silently, and the new one is shown", () => {
    const walk = setup().open();
    walk.effects();
    walk.take(invalidSession);
    assert.equal(walk.state.name, "starting");
    walk.take({ type: "session", session: openableSession("new") });
    const navigate = walk.effects().find((effect) => effect.do === "navigate");
    assert.match(navigate?.url.inWindow() ?? "", /cs_new$/);
    assert.equal(walk.state.name, "opening");
  });

  test("tells that it was renewed, and not that it is open", () => {
    const walk = setup().open();
    walk.effects();
    assert.deepEqual(walk.take(invalidSession, session).told(), [{ type: "session-renewed" }]);
  });

  test("the second time ends the attempt", () => {
    const { result } = setup().open().take(invalidSession, session, loaded, invalidSession);
    assert.ok(result.outcome === "failed" && result.code === "session_expired" && result.retryable);
  });

  test("said twice in a row by the same page is renewed once", () => {
    const walk = setup().open().take(invalidSession, invalidSession, session);
    assert.equal(walk.state.name, "opening");
  });

  test("given by the host ends the attempt at once", () => {
    const { result } = setup({ renewable: false }).open().take(invalidSession);
    assert.ok(result.outcome === "failed" && result.code === "session_expired");
  });

  test("does not bring back what is being closed", () => {
    const { result } = setup().open().take(inputs["close by host"], invalidSession);
    assert.deepEqual(result, { outcome: "cancelled", attemptId: "attempt-1", reason: "host" });
  });
});

describe("closing", () => {
  test("has the reason of whoever asked first, and the page's step", () => {
    const { result } = setup().open().take(inputs["close by host"], exit);
    assert.deepEqual(result, { outcome: "cancelled", attemptId: "attempt-1", reason: "host", step: "login" });
  });

  test("is still a success when the page was faster", () => {
    assert.equal(setup().open().take(inputs["close by user"], success).state.name, "verifying");
  });

  test("while the host confirms takes nothing back", () => {
    const walk = setup().open().take(success, inputs["close by user"]);
    assert.equal(walk.state.name, "verifying");
    const { result } = walk.take(inputs["close by host, forced"]);
    assert.ok(result.outcome === "connected" && !result.verified);
  });
});

describe("the words of the hosted page", () => {
  // R30, R31, R32: the first word that ends counts, and loaded only once.
  for (const [what, said, end] of [
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
        .shown()
        .take(...said);
      assert.equal(walk.state.name, end);
      const effects = walk.effects();
      assert.ok(effects.filter((effect) => effect.do === "complete").length <= 1);
      assert.ok(effects.filter((effect) => effect.do === "notify" && effect.news.type === "load").length <= 1);
    });
  }

  test("loaded tells how long the page took", () => {
    const walk = setup().shown();
    walk.effects();
    assert.deepEqual(walk.wait(1234).take(loaded).told(), [{ type: "load", elapsedMs: 1234 }]);
    const back = setup().shown();
    back.effects();
    assert.deepEqual(back.wait(-5000).take(loaded).told(), [{ type: "load", elapsedMs: 0 }], "the clock was set back");
  });

  test("an error has OFAuth's own word beside our code", () => {
    const said = (errorType: string | undefined) =>
      setup()
        .open()
        .take({ type: "page", message: { event: "exit", type: "error", step: undefined, errorType } }).result;
    const known = said("2fa_failed");
    assert.ok(known.outcome === "failed" && known.code === "2fa_failed" && known.reason === "2fa_failed");
    const unknown = said("moon_phase");
    assert.ok(unknown.outcome === "failed" && unknown.code === "link_error" && unknown.reason === "moon_phase");
    const silent = said(undefined);
    assert.ok(silent.outcome === "failed" && silent.code === "link_error" && !("reason" in silent));
  });

  test("a success shows its profile until the host has confirmed", () => {
    const userData = { id: "7", name: "Ada", username: "ada", avatar: null };
    const walk = setup()
      .open()
      .take({ type: "page", message: { event: "success", connectionId: "conn_1", userData } });
    const { result } = walk.take(inputs["nobody can verify"]);
    assert.ok(result.outcome === "connected");
    assert.deepEqual([result.connection.status, result.connection.userData], ["unknown", userData]);
  });
});

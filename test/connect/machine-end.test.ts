/** How an attempt ends: closed popup, confirmation by the host, resumed after a redirect. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AttemptRequest, ConnectInput } from "../../src/connect/attempt.js";
import { activeConnection } from "../support/fake-ports.js";
import { inputs } from "../support/machine-table.js";
import { createWalk } from "../support/machine-walk.js";
import { unconfirmedConnection } from "../../src/protocol/connection.js";
import { ConnectError, errorCodes, type ErrorCode } from "../../src/protocol/error-codes.js";
import type { LinkResult } from "../../src/protocol/link-contract.js";
import type { CallbackResult } from "../../src/protocol/callback-url.js";

const setup = (fields: Partial<AttemptRequest> = {}) => createWalk(fields);
const verifyFailed = (code: ErrorCode): ConnectInput => ({ type: "verify-failed", error: new ConnectError(code) });
const confirmed = (id: string): ConnectInput => ({ type: "verified", connection: activeConnection(id) });

describe("a popup that closes", () => {
  const popup = () => setup({ mode: "popup" }).open();
  const closed = inputs["popup-closed"];

  test("while it is still blank ends the attempt", () => {
    const { result } = setup({ mode: "popup" }).start().send(inputs["transport-ready"], closed);
    assert.deepEqual(result, { outcome: "cancelled", attemptId: "attempt-1", reason: "user" });
  });

  for (const ms of [0, 2000, 600_000]) {
    test(`${ms} ms after the navigation is believed when it is certain, and not when it may be severed`, () => {
      const certain = popup();
      certain.effects();
      certain.wait(ms).send(closed);
      assert.deepEqual(certain.effects(), [{ type: "read-result", attemptId: "attempt-1" }]);
      const severed = popup().wait(ms).send(inputs["popup-severed"]);
      assert.deepEqual([severed.state.name, severed.attempt.popupClosed], ["open", false]);
    });
  }

  test("reads the result once, however often it is reported", () => {
    const walk = popup().wait(5000).send(closed, closed, closed);
    assert.equal(walk.effects().filter((effect) => effect.type === "read-result").length, 1);
  });

  test("without a result waits for the grace period and is then cancelled by the user", () => {
    const walk = popup().wait(5000).send(closed, inputs["no result"]);
    assert.equal(walk.state.name, "open");
    assert.deepEqual(walk.send(inputs["timer close-grace"]).result, {
      outcome: "cancelled",
      attemptId: "attempt-1",
      reason: "user",
    });
  });

  test("ends with a result that arrives within the grace period", () => {
    const within = () => popup().wait(5000).send(closed, inputs["no result"]);
    const { result } = within().send(inputs["result connected"]);
    assert.ok(result.outcome === "connected" && result.verified && result.source === "popup");
    assert.equal(within().send(inputs["callback success"]).state.name, "verifying");
  });

  test("ignores the result of another attempt", () => {
    const walk = popup().wait(5000).send(closed, inputs["result of another attempt"]);
    assert.equal(walk.state.name, "open");
  });
});

describe("the host's confirmation", () => {
  const reported = (fields: Partial<AttemptRequest> = {}) => setup(fields).open().send(inputs.success);

  test("verifies the connection and replaces it with the confirmed one", () => {
    assert.deepEqual(reported().send(confirmed("conn_1")).result, {
      outcome: "connected",
      attemptId: "attempt-1",
      connectionId: "conn_1",
      connection: activeConnection("conn_1"),
      reconnected: false,
      verified: true,
      source: "embed",
    });
  });

  test("is requested with the attempt id and the reported connection id", () => {
    const complete = reported()
      .effects()
      .find((effect) => effect.type === "complete");
    assert.deepEqual(complete, { type: "complete", request: { attemptId: "attempt-1", connectionId: "conn_1" } });
  });

  test("fails with mismatch when it is for another connection", () => {
    const { result } = reported().send(confirmed("conn_2"));
    assert.ok(result.outcome === "failed" && result.code === "mismatch" && !result.retryable);
  });

  test("leaves the connection unverified when the host has no such route", () => {
    const { result } = reported().send(inputs["verified by no route"]);
    assert.ok(result.outcome === "connected");
    assert.deepEqual([result.verified, result.connection], [false, unconfirmedConnection("conn_1")]);
  });

  const noAnswer: readonly ErrorCode[] = ["network", "timeout", "server_error", "bad_response", "rate_limited"];
  for (const code of errorCodes) {
    if (noAnswer.includes(code)) {
      test(`is tried three times on ${code}, then the connection counts as unverified`, () => {
        const walk = reported();
        const effects = [...walk.effects()];
        for (let turn = 0; turn < 3; turn++) {
          walk.send(verifyFailed(code));
          if (walk.state.name === "verifying") walk.send(inputs["timer verify-retry"]);
          effects.push(...walk.effects());
        }
        assert.equal(effects.filter((effect) => effect.type === "complete").length, 3);
        assert.deepEqual(
          effects.flatMap((effect) =>
            effect.type === "start-timer" && effect.timer === "verify-retry" ? [effect.ms] : [],
          ),
          [500, 1000],
        );
        const { result } = walk;
        assert.ok(result.outcome === "connected" && !result.verified && result.connectionId === "conn_1");
      });
    } else {
      test(`fails the attempt on ${code}`, () => {
        const { result } = reported().send(verifyFailed(code));
        assert.ok(result.outcome === "failed" && result.code === "verify_failed" && result.attemptId === "attempt-1");
      });
    }
  }

  test("counts on the second try too", () => {
    const { result } = reported().send(verifyFailed("network"), inputs["timer verify-retry"], confirmed("conn_1"));
    assert.ok(result.outcome === "connected" && result.verified);
  });
});

describe("reconnecting", () => {
  test("the requested connection is a reconnect", () => {
    const { result } = setup({ connectionId: "conn_1" }).open().send(inputs.success, confirmed("conn_1"));
    assert.ok(result.outcome === "connected" && result.reconnected && !("previousConnectionId" in result));
  });

  test("has the requested id as previousConnectionId when OFAuth returns another connection", () => {
    const { result } = setup({ connectionId: "conn_old" }).open().send(inputs.success, confirmed("conn_1"));
    assert.ok(result.outcome === "connected" && !result.reconnected && result.previousConnectionId === "conn_old");
  });

  test("without a requested connection is a new connection", () => {
    const { result } = setup().open().send(inputs.success, confirmed("conn_1"));
    assert.ok(result.outcome === "connected" && !result.reconnected && !("previousConnectionId" in result));
  });

  test("has previousConnectionId without a confirmation, too", () => {
    const { result } = setup({ connectionId: "conn_old" }).open().send(inputs.success, inputs["verified by no route"]);
    assert.ok(result.outcome === "connected" && result.previousConnectionId === "conn_old");
  });
});

describe("resuming after a redirect", () => {
  const resume = (result: CallbackResult | LinkResult | "navigation", fields: Partial<AttemptRequest> = {}) => {
    const request = {
      id: "attempt-9",
      mode: "redirect",
      connectionId: undefined,
      renewable: true,
      returnTo: undefined,
    } as const;
    return setup().send({ type: "resume", request: { ...request, ...fields }, result });
  };

  test("verifies a success from the callback URL", () => {
    const walk = resume({ outcome: "success", connectionId: "conn_1", clientReferenceId: "user-7" });
    assert.equal(walk.state.name, "verifying");
    const unverified = walk.send(inputs["verified by no route"]).result;
    assert.ok(unverified.outcome === "connected");
    assert.deepEqual(
      [unverified.attemptId, unverified.source, unverified.clientReferenceId, unverified.verified],
      ["attempt-9", "redirect", "user-7", false],
    );
  });

  test("trusts the host's own result", () => {
    const connection = { ...activeConnection("conn_1"), clientReferenceId: "user-7" };
    const { result } = resume({ outcome: "connected", attemptId: "attempt-9", connection }, { connectionId: "conn_1" });
    assert.ok(result.outcome === "connected" && result.verified && result.reconnected);
    assert.equal(result.clientReferenceId, "user-7");
  });

  for (const [requestedConnectionId, reconnected, previousConnectionId] of [
    ["conn_1", true, undefined],
    ["conn_gone", false, "conn_gone"],
    [undefined, false, undefined],
  ] as const) {
    test(`takes the requested connection from the host's result: ${requestedConnectionId}`, () => {
      const connection = activeConnection("conn_1");
      const { result } = resume({ outcome: "connected", attemptId: "attempt-9", connection, requestedConnectionId });
      assert.ok(result.outcome === "connected");
      assert.deepEqual([result.reconnected, result.previousConnectionId], [reconnected, previousConnectionId]);
    });
  }

  for (const [title, result, end] of [
    [
      "ends as cancelled by the callback URL",
      { outcome: "cancelled", step: "2fa" },
      { outcome: "cancelled", reason: "user", step: "2fa" },
    ],
    [
      "ends as cancelled by the host's result",
      { outcome: "cancelled", attemptId: "attempt-9" },
      { outcome: "cancelled", reason: "user" },
    ],
    ["ends as cancelled after the browser's Back button", "navigation", { outcome: "cancelled", reason: "navigation" }],
    [
      "fails with the code of a known error",
      { outcome: "error", reason: "account_locked" },
      { outcome: "failed", code: "account_locked", reason: "account_locked" },
    ],
    [
      "fails with link_error for an unknown error",
      { outcome: "error", reason: "moon_phase" },
      { outcome: "failed", code: "link_error", reason: "moon_phase" },
    ],
    [
      "fails with link_error for an error without a string",
      { outcome: "error", reason: undefined },
      { outcome: "failed", code: "link_error" },
    ],
    [
      "fails with the code of the host's result",
      { outcome: "failed", attemptId: "attempt-9", code: "verify_failed", reason: "r" },
      { outcome: "failed", code: "verify_failed", reason: "r" },
    ],
  ] as const) {
    test(title, () => {
      const found: Record<string, unknown> = { ...resume(result).result };
      delete found["message"];
      delete found["retryable"];
      assert.deepEqual(found, { ...end, attemptId: "attempt-9" });
    });
  }

  test("ignores a second resume", () => {
    const walk = resume("navigation");
    const before = walk.state;
    assert.equal(walk.start().send(inputs["resume success"]).state, before);
  });
});

test("no failure message contains an id or a URL", () => {
  for (const [mode, input] of [
    ["embed", inputs.bad_success],
    ["embed", inputs.invalid_session],
    ["popup", inputs["callback error"]],
  ] as const) {
    const { result } = setup({ mode, renewable: false, connectionId: "conn_old" }).open().send(input);
    assert.ok(result.outcome === "failed");
    assert.doesNotMatch(JSON.stringify(result), /cs_|conn_|https?:/);
  }
});

/** How an attempt ends: the window that closes, the host that confirms, the page that was left and is back. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AttemptRequest, ConnectInput } from "../../src/connect/attempt.js";
import { activeConnection } from "../support/fake-ports.js";
import { inputs } from "../support/machine-table.js";
import { flowWalk } from "../support/machine-walk.js";
import { unconfirmedConnection } from "../../src/protocol/connection.js";
import { ConnectError, errorCodes, type ErrorCode } from "../../src/protocol/error-codes.js";
import type { LinkResult } from "../../src/protocol/link-contract.js";
import type { CallbackResult } from "../../src/protocol/callback-url.js";

const setup = (fields: Partial<AttemptRequest> = {}) => flowWalk(fields);
const refusal = (code: ErrorCode): ConnectInput => ({ type: "verify-failed", error: new ConnectError(code) });
const confirmed = (id: string): ConnectInput => ({ type: "verified", connection: activeConnection(id) });

describe("a popup that closes", () => {
  const popup = () => setup({ mode: "popup" }).open();
  const closed = inputs["window-closed"];

  test("before it was sent anywhere ends the attempt: it was still ours, and blank", () => {
    const { result } = setup({ mode: "popup" }).begin().take(inputs.reserved, closed);
    assert.deepEqual(result, { outcome: "cancelled", attemptId: "attempt-1", reason: "user" });
  });

  for (const [ms, believed] of [
    [0, false],
    [1999, false],
    [2000, false],
    [2001, true],
    [600_000, true],
  ] as const) {
    test(`${ms} ms after it was sent away is ${believed ? "" : "not "}believed`, () => {
      const walk = popup();
      walk.effects();
      walk.wait(ms).take(closed);
      assert.equal(walk.state.name, "open");
      assert.deepEqual([walk.attempt.windowClosed, walk.attempt.windowLost], [believed, !believed]);
      assert.deepEqual(walk.effects(), believed ? [{ do: "read-result", attemptId: "attempt-1" }] : []);
    });
  }

  test("and is not believed stays open until the channel or the user says otherwise", () => {
    const lost = () => popup().take(closed).wait(60_000).take(closed, inputs["timer grace"]);
    assert.equal(lost().state.name, "open");
    assert.equal(lost().take(inputs["returned success"]).state.name, "verifying");
    assert.deepEqual(lost().take(inputs["close by user"]).result, {
      outcome: "cancelled",
      attemptId: "attempt-1",
      reason: "user",
    });
  });

  test("is read once however often it is said", () => {
    const walk = popup().wait(5000).take(closed, closed, closed);
    assert.equal(walk.effects().filter((effect) => effect.do === "read-result").length, 1);
  });

  test("with nothing to read gets its grace, and then was the user's choice", () => {
    const walk = popup().wait(5000).take(closed, inputs["no result"]);
    assert.equal(walk.state.name, "open");
    assert.deepEqual(walk.take(inputs["timer grace"]).result, {
      outcome: "cancelled",
      attemptId: "attempt-1",
      reason: "user",
    });
  });

  test("in the grace of which the result arrives has that result", () => {
    const within = () => popup().wait(5000).take(closed, inputs["no result"]);
    const { result } = within().take(inputs["result connected"]);
    assert.ok(result.outcome === "connected" && result.verified && result.source === "popup");
    assert.equal(within().take(inputs["returned success"]).state.name, "verifying");
  });

  test("with the result of another attempt has none", () => {
    const walk = popup().wait(5000).take(closed, inputs["result of another attempt"]);
    assert.equal(walk.state.name, "open");
  });
});

describe("the host's confirmation", () => {
  const claimed = (fields: Partial<AttemptRequest> = {}) => setup(fields).open().take(inputs.success);

  test("makes the connection verified, as the host knows it", () => {
    assert.deepEqual(claimed().take(confirmed("conn_1")).result, {
      outcome: "connected",
      attemptId: "attempt-1",
      connectionId: "conn_1",
      connection: activeConnection("conn_1"),
      reconnected: false,
      verified: true,
      source: "embed",
    });
  });

  test("is asked for with the attempt and the id that was reported", () => {
    const complete = claimed()
      .effects()
      .find((effect) => effect.do === "complete");
    assert.deepEqual(complete, { do: "complete", request: { attemptId: "attempt-1", connectionId: "conn_1" } });
  });

  test("of another connection than the reported one is a mismatch", () => {
    const { result } = claimed().take(confirmed("conn_2"));
    assert.ok(result.outcome === "failed" && result.code === "mismatch" && !result.retryable);
  });

  test("that the host has no route for leaves the connection unverified", () => {
    const { result } = claimed().take(inputs["nobody can verify"]);
    assert.ok(result.outcome === "connected");
    assert.deepEqual([result.verified, result.connection], [false, unconfirmedConnection("conn_1")]);
  });

  const noAnswer: readonly ErrorCode[] = ["network", "timeout", "server_error", "bad_response", "rate_limited"];
  for (const code of errorCodes) {
    if (noAnswer.includes(code)) {
      test(`that fails with ${code} is tried twice more, and then the account is connected all the same`, () => {
        const walk = claimed();
        const done = [...walk.effects()];
        for (let turn = 0; turn < 3; turn++) {
          walk.take(refusal(code));
          if (walk.state.name === "verifying") walk.take(inputs["timer retry"]);
          done.push(...walk.effects());
        }
        assert.equal(done.filter((effect) => effect.do === "complete").length, 3);
        assert.deepEqual(
          done.flatMap((effect) => (effect.do === "start-timer" && effect.timer === "retry" ? [effect.ms] : [])),
          [500, 1000],
        );
        const { result } = walk;
        assert.ok(result.outcome === "connected" && !result.verified && result.connectionId === "conn_1");
      });
    } else {
      test(`that is refused with ${code} fails the attempt`, () => {
        const { result } = claimed().take(refusal(code));
        assert.ok(result.outcome === "failed" && result.code === "verify_failed" && result.attemptId === "attempt-1");
      });
    }
  }

  test("counts on the second try like on the first", () => {
    const { result } = claimed().take(refusal("network"), inputs["timer retry"], confirmed("conn_1"));
    assert.ok(result.outcome === "connected" && result.verified);
  });
});

describe("reconnecting", () => {
  test("the connection that was asked for is a reconnect", () => {
    const { result } = setup({ connectionId: "conn_1" }).open().take(inputs.success, confirmed("conn_1"));
    assert.ok(result.outcome === "connected" && result.reconnected && !("previousConnectionId" in result));
  });

  test("and getting another one says which was asked for", () => {
    const { result } = setup({ connectionId: "conn_old" }).open().take(inputs.success, confirmed("conn_1"));
    assert.ok(result.outcome === "connected" && !result.reconnected && result.previousConnectionId === "conn_old");
  });

  test("nothing in particular is neither", () => {
    const { result } = setup().open().take(inputs.success, confirmed("conn_1"));
    assert.ok(result.outcome === "connected" && !result.reconnected && !("previousConnectionId" in result));
  });

  test("says so without a confirmation, too", () => {
    const { result } = setup({ connectionId: "conn_old" }).open().take(inputs.success, inputs["nobody can verify"]);
    assert.ok(result.outcome === "connected" && result.previousConnectionId === "conn_old");
  });
});

describe("the page that was left is back", () => {
  const back = (result: CallbackResult | LinkResult | "navigation", fields: Partial<AttemptRequest> = {}) => {
    const request = {
      id: "attempt-9",
      mode: "redirect",
      connectionId: undefined,
      renewable: true,
      returnTo: undefined,
    } as const;
    return setup().take({ type: "resume", request: { ...request, ...fields }, result });
  };

  test("with a success of the URL, which the host has to confirm", () => {
    const walk = back({ outcome: "success", connectionId: "conn_1", clientReferenceId: "user-7" });
    assert.equal(walk.state.name, "verifying");
    const unverified = walk.take(inputs["nobody can verify"]).result;
    assert.ok(unverified.outcome === "connected");
    assert.deepEqual(
      [unverified.attemptId, unverified.source, unverified.clientReferenceId, unverified.verified],
      ["attempt-9", "redirect", "user-7", false],
    );
  });

  test("with the host's own result, which is confirmed", () => {
    const connection = { ...activeConnection("conn_1"), clientReferenceId: "user-7" };
    const { result } = back({ outcome: "connected", attemptId: "attempt-9", connection }, { connectionId: "conn_1" });
    assert.ok(result.outcome === "connected" && result.verified && result.reconnected);
    assert.equal(result.clientReferenceId, "user-7");
  });

  for (const [requestedConnectionId, reconnected, previousConnectionId] of [
    ["conn_1", true, undefined],
    ["conn_gone", false, "conn_gone"],
    [undefined, false, undefined],
  ] as const) {
    test(`with the host's word for what was to be reconnected, which the page has forgotten: ${requestedConnectionId}`, () => {
      const connection = activeConnection("conn_1");
      const { result } = back({ outcome: "connected", attemptId: "attempt-9", connection, requestedConnectionId });
      assert.ok(result.outcome === "connected");
      assert.deepEqual([result.reconnected, result.previousConnectionId], [reconnected, previousConnectionId]);
    });
  }

  for (const [what, result, end] of [
    [
      "cancelled, by the URL",
      { outcome: "cancelled", step: "2fa" },
      { outcome: "cancelled", reason: "user", step: "2fa" },
    ],
    [
      "cancelled, by the host",
      { outcome: "cancelled", attemptId: "attempt-9" },
      { outcome: "cancelled", reason: "user" },
    ],
    ["by the browser's Back", "navigation", { outcome: "cancelled", reason: "navigation" }],
    [
      "with a known error",
      { outcome: "error", reason: "account_locked" },
      { outcome: "failed", code: "account_locked", reason: "account_locked" },
    ],
    [
      "with an unknown error",
      { outcome: "error", reason: "moon_phase" },
      { outcome: "failed", code: "link_error", reason: "moon_phase" },
    ],
    ["with an error without word", { outcome: "error", reason: undefined }, { outcome: "failed", code: "link_error" }],
    [
      "with a failure that the host found",
      { outcome: "failed", attemptId: "attempt-9", code: "verify_failed", reason: "r" },
      { outcome: "failed", code: "verify_failed", reason: "r" },
    ],
  ] as const) {
    test(what, () => {
      const found: Record<string, unknown> = { ...back(result).result };
      delete found["message"];
      delete found["retryable"];
      assert.deepEqual(found, { ...end, attemptId: "attempt-9" });
    });
  }

  test("only once: an attempt that has ended does not begin again", () => {
    const walk = back("navigation");
    const before = walk.state;
    assert.equal(walk.begin().take(inputs["resume success"]).state, before);
  });
});

test("no message of a failure holds an id or an address", () => {
  for (const [mode, input] of [
    ["embed", inputs.bad_success],
    ["embed", inputs.invalid_session],
    ["popup", inputs["returned error"]],
  ] as const) {
    const { result } = setup({ mode, renewable: false, connectionId: "conn_old" }).open().take(input);
    assert.ok(result.outcome === "failed");
    assert.doesNotMatch(JSON.stringify(result), /cs_|conn_|https?:/);
  }
});

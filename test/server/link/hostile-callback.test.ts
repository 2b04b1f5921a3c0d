import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectionOf } from "../fake-ofauth.js";
import { bodyOf, setupHandler } from "../handler-setup.js";

const attempt = "attempt-0001";

async function setupPending() {
  const parts = setupHandler();
  parts.ofauth.connections = [
    connectionOf("conn_own", "user-1"),
    connectionOf("conn_other", "user-2"),
    connectionOf("conn_ownerless", null),
  ];
  const user = parts.browser();
  await user.init(attempt, "redirect");
  return { ...parts, user };
}

// Not a callback of OFAuth: rejected, and the attempt stays pending.
const notCallbacks = [
  "",
  "?",
  "?status",
  "?status=",
  "?status=SUCCESS",
  "?status[]=success",
  "?status=succes%73x",
  "?Status=success",
  "?status%00=success",
  "?step=2",
  "?client_reference_id=user-1",
  "?__proto__=success",
  "?constructor=x&toString=y",
  "?__proto__[status]=success",
  "?state=success",
  "?status=success%00",
  "?%",
  "?%F0%28",
  "?=success",
  `?${"&".repeat(2000)}`,
  "?status=open",
];
describe("GET link/callback with a hostile URL", () => {
  for (const query of notCallbacks) {
    test(`${JSON.stringify(query.slice(0, 60))} is not a callback, and the attempt stays pending`, async () => {
      const { user, connected, ofauth } = await setupPending();
      const response = await user.callback(query);
      assert.equal(response.status, 400);
      assert.match(await response.text(), /<small>unsolicited_callback<\/small>/);
      assert.deepEqual(connected, []);
      assert.equal(ofauth.lists().length, 0);
      assert.equal((await user.callback("?status=success&connection_id=conn_own")).status, 303);
      assert.equal(connected.length, 1);
    });
  }

  type Expected = { outcome: string; code?: string; reason?: string; step?: string };
  const malformed: Expected = { outcome: "failed", code: "bad_response" };
  const rejected: Expected = { outcome: "failed", code: "verify_failed" };
  const callbacks: readonly (readonly [string, Expected])[] = [
    ["?status=success", malformed],
    ["?status=success&status=error&connection_id=conn_own", malformed],
    ["?status=success&status=success&connection_id=conn_own", malformed],
    ["?status=success&connection_id=conn_own&connection_id=conn_other", malformed],
    ["?status=success&connection_id=conn_own&connection_id=conn_own", malformed],
    ["?status=success&connection_id=conn_own&client_reference_id=user-1&client_reference_id=user-1", malformed],
    ["?status=SUCCESS&connection_id=conn_own", malformed],
    ["?connection_id=conn_own", malformed],
    ["?status[]=success&connection_id=conn_own", malformed],
    ["?status=success&connection_id=", malformed],
    ["?status=success&connection_id=conn_", malformed],
    ["?status=success&connection_id=conn_own%00", malformed],
    ["?status=success&connection_id=conn_%0d%0aSet-Cookie:x=1", malformed],
    ["?status=success&connection_id=conn_%F0%28", malformed],
    ["?status=success&connection_id=conn_own%", malformed],
    ["?status=success&connection_id=conn_own+", malformed],
    ["?status=success&connection_id=%20conn_own", malformed],
    ["?status=success&connection_id=conn_../../x", malformed],
    ["?status=success&connection_id=conn_own%3Flimit=1", malformed],
    [`?status=success&connection_id=conn_${"a".repeat(129)}`, malformed],
    ["?status=success;connection_id=conn_own", { outcome: "none" }],
    ["?status=error&connection_id=conn_own", malformed],
    ["?status=cancelled&connection_id=conn_own", malformed],
    ["?status=error&error_code=a&error_code=b", malformed],
    ["?status=cancelled&step=a&step=b", malformed],
    ["?error_code=account_locked", malformed],
    ["?status=success&connection_id=conn_other", rejected],
    ["?status=success&connection_id=conn_ownerless", rejected],
    ["?status=success&connection_id=conn_own&client_reference_id=user-2", rejected],
    ["?status=success&connection_id=conn_own&client_reference_id=", rejected],
    ["?status=success&connection_id=conn_other&client_reference_id=user-1", rejected],
    ["?status=success&connection_id=CONN_own", malformed],
    [
      "?status=error&error_code=account_locked",
      { outcome: "failed", code: "account_locked", reason: "account_locked" },
    ],
    ["?status=error&error_code=2fa_failed", { outcome: "failed", code: "2fa_failed", reason: "2fa_failed" }],
    ["?status=error&error_code=moon_phase", { outcome: "failed", code: "link_error", reason: "moon_phase" }],
    ["?status=error&error_code=constructor", { outcome: "failed", code: "link_error", reason: "constructor" }],
    ["?status=error&error_code=verify_failed", { outcome: "failed", code: "link_error", reason: "verify_failed" }],
    ["?status=error", { outcome: "failed", code: "link_error" }],
    [
      `?status=error&error_code=${"x".repeat(5000)}`,
      { outcome: "failed", code: "link_error", reason: "x".repeat(200) },
    ],
    [
      "?status=error&error_code=%3Cimg%20onerror%3E",
      { outcome: "failed", code: "link_error", reason: "<img onerror>" },
    ],
    ["?status=cancelled&step=authorization", { outcome: "cancelled", step: "authorization" }],
    ["?status=cancelled&step=%E2%80%AEmoon", { outcome: "cancelled", step: "moon" }],
    ["?status=cancelled&__proto__=x&constructor=y", { outcome: "cancelled" }],
  ];
  for (const [query, expected] of callbacks) {
    test(`${query.slice(0, 90)} is ${expected.code ?? expected.outcome}, and attaches nothing`, async () => {
      const { user, connected } = await setupPending();
      const response = await user.callback(query);
      assert.deepEqual(connected, []);
      if (expected.outcome === "none") {
        assert.equal(response.status, 400);
        return;
      }
      assert.equal(response.status, 303);
      assert.equal(response.headers.get("location"), "/");
      assert.deepEqual(await bodyOf(await user.result()), { attemptId: attempt, ...expected });
      assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
    });
  }

  test("a popup's page contains nothing from the URL", async () => {
    const { browser } = await setupPending();
    const user = browser();
    await user.init(attempt, "popup");
    const html = await (await user.callback("?status=error&error_code=%3Cimg%20onerror%3E&x=marker")).text();
    assert.ok(!html.includes("<img") && !html.includes("marker"));
  });
});

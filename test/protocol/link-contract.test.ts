import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isAttemptId, parseErrorResponse, parseLinkResult, linkRoutes } from "../../src/protocol/link-contract.js";
import { unconfirmedConnection } from "../../src/protocol/connection.js";
import { errorCodes } from "../../src/protocol/error-codes.js";
import { completeRequestSchema, initRequestSchema } from "../../src/protocol/schemas.js";
import { assertUnpolluted, withOwnProto } from "../support/http-errors.js";

const attemptId = "attempt-1_A";

function setup() {
  return {
    connection: { ...unconfirmedConnection("conn_1"), status: "active" },
    init: (body: unknown) => initRequestSchema.safeParse(body).data,
    complete: (body: unknown) => completeRequestSchema.safeParse(body).data,
  };
}

test("linkRoutes are the documented paths", () => {
  assert.deepEqual(Object.values(linkRoutes), ["/link/init", "/link/complete", "/link/callback", "/link/result"]);
});

test("isAttemptId accepts 8 to 64 characters that need no escaping in cookies, paths and channel names", () => {
  for (const id of ["12345678", "A-_z0000", "x".repeat(64), crypto.randomUUID()]) assert.ok(isAttemptId(id), id);
  for (const id of [
    "1234567",
    "x".repeat(65),
    "1234 678",
    "12345678\n",
    "1234567;",
    "1234567ä",
    "../../..",
    null,
    12345678,
    ["12345678"],
  ]) {
    assert.ok(!isAttemptId(id), JSON.stringify(id));
  }
});

describe("initRequestSchema", () => {
  for (const [what, body] of [
    ["a new connection", { mode: "embed", attemptId }],
    ["a reconnect", { mode: "popup", attemptId, connectionId: "conn_1" }],
    ["a redirect that comes back to a path", { mode: "redirect", attemptId, returnTo: "/settings?a=1#b" }],
  ] as const) {
    test(`accepts ${what}`, () => {
      assert.deepEqual(setup().init(body), body);
    });
  }

  test("drops fields that a client must not choose", () => {
    const forbidden = {
      clientReferenceId: "u",
      redirectUrl: "https://evil.test",
      clientAppId: "app_1",
      geolocation: { country: "US" },
    };
    assert.deepEqual(setup().init(withOwnProto({ mode: "embed", attemptId, ...forbidden })), {
      mode: "embed",
      attemptId,
    });
    assertUnpolluted();
  });

  for (const [what, body] of [
    ["nothing", undefined],
    ["null", null],
    ["a list", []],
    ["text", JSON.stringify({ mode: "embed", attemptId })],
    ["no mode", { attemptId }],
    ["mode auto, which is resolved before", { mode: "auto", attemptId }],
    ["a mode that is a member of Object.prototype", { mode: "constructor", attemptId }],
    ["no attempt", { mode: "embed" }],
    ["an attempt with a cookie's separator", { mode: "embed", attemptId: "attempt;1" }],
    ["a connection id that is null", { mode: "embed", attemptId, connectionId: null }],
    ["a connection with a path", { mode: "embed", attemptId, connectionId: "conn_1/../2" }],
    ["an unfilled template placeholder", { mode: "embed", attemptId, connectionId: "${id}" }],
    ["a connection in a list", { mode: "embed", attemptId, connectionId: ["conn_1"] }],
    ["a returnTo that is an object", { mode: "redirect", attemptId, returnTo: {} }],
  ] as const) {
    test(`rejects ${what}`, () => {
      assert.equal(setup().init(body), undefined);
    });
  }
});

describe("completeRequestSchema", () => {
  test("keeps the connection id and the attempt id, and nothing else", () => {
    assert.deepEqual(setup().complete({ connectionId: "conn_1", attemptId, x: 1 }), {
      connectionId: "conn_1",
      attemptId,
    });
  });

  for (const body of [
    null,
    {},
    { connectionId: "conn_1" },
    { attemptId },
    { connectionId: "x", attemptId },
    { connectionId: "conn_1", attemptId: "x" },
  ]) {
    test(`rejects ${JSON.stringify(body)}`, () => {
      assert.equal(setup().complete(body), undefined);
    });
  }
});

describe("parseLinkResult", () => {
  test("parses the three outcomes", () => {
    const { connection } = setup();
    assert.deepEqual(parseLinkResult({ outcome: "connected", attemptId, connection, cookie: "c" }), {
      outcome: "connected",
      attemptId,
      connection,
    });
    const requestedConnectionId = "conn_old";
    assert.deepEqual(parseLinkResult({ outcome: "connected", attemptId, connection, requestedConnectionId }), {
      outcome: "connected",
      attemptId,
      connection,
      requestedConnectionId,
    });
    for (const odd of [null, 7, "", "../conn_old", ["conn_old"]]) {
      const result = parseLinkResult({ outcome: "connected", attemptId, connection, requestedConnectionId: odd });
      assert.deepEqual(result, { outcome: "connected", attemptId, connection });
    }
    assert.deepEqual(parseLinkResult({ outcome: "cancelled", attemptId, step: "2fa" }), {
      outcome: "cancelled",
      attemptId,
      step: "2fa",
    });
    assert.deepEqual(parseLinkResult({ outcome: "failed", attemptId, code: "verify_failed", reason: "r" }), {
      outcome: "failed",
      attemptId,
      code: "verify_failed",
      reason: "r",
    });
  });

  test("cleans strings, and replaces an unknown code", () => {
    const long = `\u202e${"x".repeat(1000)}`;
    assert.deepEqual(parseLinkResult({ outcome: "cancelled", attemptId, step: long }), {
      outcome: "cancelled",
      attemptId,
      step: "x".repeat(200),
    });
    for (const code of [undefined, null, 7, "moon_phase", "constructor", "__proto__", ["network"]]) {
      assert.deepEqual(parseLinkResult({ outcome: "failed", attemptId, code, reason: {} }), {
        outcome: "failed",
        attemptId,
        code: "unknown",
        reason: undefined,
      });
    }
  });

  test("cleans the connection", () => {
    const { connection } = setup();
    const result = parseLinkResult({
      outcome: "connected",
      attemptId,
      connection: withOwnProto({ ...connection, session: "s" }),
    });
    assert.deepEqual(result, { outcome: "connected", attemptId, connection });
    assertUnpolluted();
  });

  for (const [what, value] of [
    ["undefined", undefined],
    ["null", null],
    ["a list", []],
    ["text", "connected"],
    ["no outcome", { attemptId }],
    ["another outcome", { outcome: "success", attemptId }],
    ["an outcome that is a member of Object.prototype", { outcome: "constructor", attemptId }],
    ["no attempt", { outcome: "cancelled" }],
    ["a malformed attempt", { outcome: "cancelled", attemptId: "x" }],
    ["connected without connection", { outcome: "connected", attemptId }],
    ["connected with null", { outcome: "connected", attemptId, connection: null }],
    ["connected with a malformed id", { outcome: "connected", attemptId, connection: { id: "x", status: "active" } }],
  ] as const) {
    test(`rejects ${what}`, () => {
      assert.equal(parseLinkResult(value), undefined);
    });
  }
});

describe("parseErrorResponse", () => {
  test("accepts every code of the list", () => {
    for (const code of errorCodes)
      assert.deepEqual(parseErrorResponse({ code, message: "m", stack: "s" }), { code, message: "m" });
  });

  test("cuts the message to a bounded length, or makes it empty", () => {
    assert.equal(parseErrorResponse({ code: "network", message: "m".repeat(5000) })?.message.length, 200);
    for (const message of [undefined, null, {}, 7])
      assert.deepEqual(parseErrorResponse({ code: "network", message }), { code: "network", message: "" });
  });

  for (const value of [
    [undefined, null, "network", [], {}, { message: "m" }, { code: null }, { code: 404 }, { code: ["network"] }],
    [
      { code: "NETWORK" },
      { code: "network " },
      { code: "constructor" },
      { code: "__proto__" },
      { code: "length" },
      { error: "x", type: "FORBIDDEN" },
    ],
  ].flat()) {
    test(`rejects ${JSON.stringify(value) ?? "undefined"}`, () => {
      assert.equal(parseErrorResponse(value), undefined);
    });
  }
});

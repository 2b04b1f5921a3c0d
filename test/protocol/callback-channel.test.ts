import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  isSameMessage,
  parseCallbackMessage,
  callbackReceipt,
  callbackChannelName,
} from "../../src/protocol/callback-channel.js";
import { windowAttemptKey } from "../../src/protocol/storage-keys.js";
import { assertKeepsSecrets, assertUnpolluted, withOwnProto } from "../support/http-errors.js";

function setup() {
  const query = "?status=success&connection_id=conn_1";
  return {
    query,
    hear: (data: unknown) => parseCallbackMessage(structuredClone(data)),
    returned: (query: unknown) => ({ type: "ofauth-link-returned", query }),
  };
}

test("each attempt has its own channel, whose name contains no secret", () => {
  assert.notEqual(callbackChannelName("attempt-1"), callbackChannelName("attempt-2"));
  assert.match(callbackChannelName("attempt-1"), /attempt-1$/);
  assertKeepsSecrets(callbackChannelName("attempt-1") + windowAttemptKey);
});

describe("parseCallbackMessage", () => {
  test("accepts OFAuth's query, or null when the host's server took the callback", () => {
    const { hear, returned, query } = setup();
    for (const value of [query, "", null, "x".repeat(4096)]) assert.deepEqual(hear(returned(value)), returned(value));
  });

  test("copies the message field by field", () => {
    const { hear, returned, query } = setup();
    assert.deepEqual(Object.keys(hear(withOwnProto({ ...returned(query), evil: 1 })) ?? {}), ["type", "query"]);
    assertUnpolluted();
  });

  for (const [what, data] of [
    ["undefined", undefined],
    ["null", null],
    ["text", "ofauth-link-returned"],
    ["JSON", JSON.stringify(setup().returned(null))],
    ["a list", [setup().returned(null)]],
    ["no query", { type: "ofauth-link-returned" }],
    ["a query that is an object", setup().returned({})],
    ["a query in a list", setup().returned(["?status=success"])],
    ["a query of 4097 characters", setup().returned("x".repeat(4097))],
    ["another type", { ...setup().returned(null), type: "ofauth-link-received" }],
    ["the type in a list", { ...setup().returned(null), type: ["ofauth-link-returned"] }],
    ["a Map", new Map([["type", "ofauth-link-returned"]])],
    ["the type under __proto__", JSON.parse('{"__proto__":{"type":"ofauth-link-returned"},"query":null}') as unknown],
  ] as const) {
    test(`rejects ${what}`, () => {
      assert.equal(setup().hear(data), undefined);
    });
  }
});

test("isSameMessage recognizes the receipt and nothing else", () => {
  assert.ok(isSameMessage(structuredClone(callbackReceipt), callbackReceipt));
  for (const data of [
    null,
    undefined,
    "ofauth-link-received",
    [],
    {},
    { type: "ofauth-link-returned" },
    { type: ["ofauth-link-received"] },
  ]) {
    assert.ok(!isSameMessage(data, callbackReceipt));
  }
});

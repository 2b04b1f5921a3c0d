/** A script of the page, or a dependency of the server, has added properties to `Object.prototype`. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseCallbackMessage } from "../../src/protocol/callback-channel.js";
import {
  parseConnectionChange,
  parseConnectionPage,
  parseConflictId,
} from "../../src/protocol/connections-contract.js";
import { parseErrorResponse, parseLinkResult } from "../../src/protocol/link-contract.js";
import { parseLinkSession } from "../../src/protocol/link-session.js";
import { parsePageMessage } from "../../src/protocol/page-messages.js";
import { findConflictingConnectionId, importError } from "../../src/server/ofauth/error-bodies.js";

const upstream = { status: 401, requestId: undefined, reason: undefined };
const policy = { origins: ["https://link.ofauth.com"], pageUrl: "https://app.example" };

/** What each parser would return for a value that is not an object, if it read inherited properties. */
const parsers: Record<string, readonly [inherited: object, parse: (value: unknown) => unknown]> = {
  parseCallbackMessage: [{ type: "ofauth-link-returned", query: "?status=success" }, parseCallbackMessage],
  parseConnectionPage: [{ list: [], hasMore: true }, parseConnectionPage],
  parseConnectionChange: [{ connectionId: "conn_1", status: "active" }, parseConnectionChange],
  parseConflictId: [{ connectionId: "conn_1" }, parseConflictId],
  parseLinkResult: [{ outcome: "cancelled", attemptId: "attempt-0001" }, parseLinkResult],
  parseErrorResponse: [{ code: "unauthorized", message: "x" }, parseErrorResponse],
  parseLinkSession: [
    { url: "https://link.ofauth.com/cs_1" },
    (value) => {
      try {
        return parseLinkSession(value, policy);
      } catch {
        return undefined;
      }
    },
  ],
  parsePageMessage: [{ type: "OFAUTH_LINK", event: "loaded" }, parsePageMessage],
  sandboxScenario: [
    { id: "creator", accountType: "creator", loginType: "password", password: "x" },
    (scenario) => parsePageMessage({ type: "OFAUTH_LINK", event: "sandbox_info", metadata: { scenarios: [scenario] } }),
  ],
  findConflictingConnectionId: [{ connectionId: "conn_1" }, findConflictingConnectionId],
  importError: [
    { type: "SESSION_EXPIRED" },
    (value) => (importError(401, value, upstream).code === "misconfigured" ? undefined : "the session's fault"),
  ],
};

function withInherited<T>(properties: object, work: () => T): T {
  const names = Object.keys(properties);
  const prototype: object = Object.prototype;
  try {
    for (const [name, value] of Object.entries(properties)) {
      Object.defineProperty(prototype, name, { value, configurable: true, enumerable: false, writable: true });
    }
    return work();
  } finally {
    for (const name of names) Reflect.deleteProperty(prototype, name);
  }
}

describe("with a modified Object.prototype", () => {
  for (const [name, [inherited, parse]] of Object.entries(parsers)) {
    test(`${name} reads no inherited property of a value that is not an object`, () => {
      for (const value of [undefined, null, "text", []]) {
        assert.equal(
          withInherited(inherited, () => parse(value)),
          undefined,
        );
      }
    });
  }
});

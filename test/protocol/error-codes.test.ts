import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { runInNewContext } from "node:vm";
import {
  codeForLinkFailure,
  ConnectError,
  errorCodes,
  isConnectError,
  isErrorCode,
  isRetryable,
} from "../../src/protocol/error-codes.js";
import { errorGuide } from "../../src/protocol/error-guide.js";
import { assertKeepsSecrets } from "../support/http-errors.js";

function setup() {
  return {
    /** An error of another copy of this package, in another realm. */
    foreign: (name: string, code: unknown): unknown =>
      runInNewContext("Object.assign(new Error('m'), { name, code })", { name, code }),
    inherited: Object.getOwnPropertyNames(Object.prototype),
  };
}

test("the list of codes is the contract's, each once", () => {
  const contract =
    "network timeout unauthorized rate_limited server_error bad_response misconfigured " +
    "unsupported_mode untrusted_url frame_timeout csp_blocked popup_blocked session_expired invalid_credentials account_locked " +
    "2fa_failed link_error unsolicited_callback verify_failed mismatch not_found forbidden busy not_connected import_invalid " +
    "import_conflict unknown";
  assert.deepEqual(errorCodes.toSorted(), contract.split(" ").toSorted());
  assert.equal(new Set(errorCodes).size, errorCodes.length);
});

describe("the guide", () => {
  for (const code of errorCodes) {
    test(`says what ${code} is and what to do about it`, () => {
      const { what, todo } = errorGuide[code];
      for (const sentence of [what, todo]) {
        assert.match(sentence, /^[A-Z].{10,}\.$/);
        assertKeepsSecrets(sentence);
      }
      assert.notEqual(what, todo);
    });
  }

  test("has no advice for a code that does not exist", () => {
    assert.deepEqual(Object.keys(errorGuide).toSorted(), errorCodes.toSorted());
  });
});

describe("a code", () => {
  test("is recognised by its exact spelling only", () => {
    for (const code of errorCodes) assert.ok(isErrorCode(code));
    for (const value of [
      ...setup().inherited,
      "",
      "NETWORK",
      "network ",
      "length",
      "0",
      0,
      null,
      undefined,
      {},
      ["network"],
      new String("network"),
    ]) {
      assert.ok(!isErrorCode(value), inspect(value));
    }
  });

  test("can be retried when nobody has to change anything first", () => {
    const retryable = errorCodes.filter(isRetryable);
    const expected =
      "network timeout rate_limited server_error frame_timeout popup_blocked session_expired " +
      "invalid_credentials 2fa_failed link_error busy unknown";
    assert.deepEqual(retryable.toSorted(), expected.split(" ").toSorted());
    for (const code of errorCodes) assert.equal(new ConnectError(code).retryable, isRetryable(code));
  });

  test("for one of OFAuth's errors is its namesake, else link_error", () => {
    for (const reason of ["session_expired", "invalid_credentials", "account_locked", "2fa_failed"] as const) {
      assert.equal(codeForLinkFailure(reason), reason);
    }
    // Codes that are ours, not OFAuth's: a page must not be able to say them.
    for (const reason of [
      undefined,
      "",
      "moon_phase",
      "network",
      "verify_failed",
      "busy",
      "SESSION_EXPIRED",
      ...setup().inherited,
    ]) {
      assert.equal(codeForLinkFailure(reason), "link_error");
    }
  });
});

describe("a ConnectError", () => {
  test("is an Error with a code, its cause, and nothing that was not given", () => {
    const cause = new Error("socket");
    const error = new ConnectError("network", "Gone.", { cause, reason: "r" });
    assert.ok(error instanceof Error);
    assert.deepEqual([error.name, error.code, error.message, error.reason], ["ConnectError", "network", "Gone.", "r"]);
    assert.equal(error.cause, cause);
    const bare = new ConnectError("busy");
    assert.deepEqual([bare.message, bare.reason, "cause" in bare], ["busy", undefined, false]);
  });

  test("is recognised across realms and copies of the package", () => {
    const { foreign } = setup();
    const error = foreign("ConnectError", "network");
    assert.ok(!(error instanceof Error), "the test's realm is not another one");
    assert.ok(isConnectError(error));
    assert.ok(isConnectError(new ConnectError("busy")));
  });

  test("is not what only looks like one", () => {
    const { foreign, inherited } = setup();
    for (const code of [...inherited, undefined, null, 7, "moon_phase", ["network"]]) {
      assert.ok(!isConnectError(foreign("ConnectError", code)), String(code));
    }
    for (const value of [
      [
        foreign("Error", "network"),
        foreign("TypeError", "ERR_INVALID_URL"),
        new TypeError("x"),
        new DOMException("x", "AbortError"),
      ],
      [null, undefined, "ConnectError", 7, [], {}, () => "ConnectError", Object.create(null)],
    ].flat()) {
      assert.ok(!isConnectError(value));
    }
  });
});

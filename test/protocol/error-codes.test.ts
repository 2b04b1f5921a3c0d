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

test("errorCodes contains exactly the codes of the contract", () => {
  const contract =
    "network timeout unauthorized rate_limited server_error bad_response misconfigured " +
    "unsupported_mode untrusted_url frame_timeout csp_blocked popup_blocked session_expired invalid_credentials account_locked " +
    "2fa_failed link_error unsolicited_callback verify_failed mismatch not_found forbidden busy not_connected import_invalid " +
    "import_conflict unknown";
  assert.deepEqual(errorCodes.toSorted(), contract.split(" ").toSorted());
  assert.equal(new Set(errorCodes).size, errorCodes.length);
});

describe("errorGuide", () => {
  for (const code of errorCodes) {
    test(`explains ${code} and what to do about it`, () => {
      const { what, todo } = errorGuide[code];
      for (const sentence of [what, todo]) {
        assert.match(sentence, /^[A-Z].{10,}\.$/);
        assertKeepsSecrets(sentence);
      }
      assert.notEqual(what, todo);
    });
  }

  test("has no entry for a code that does not exist", () => {
    assert.deepEqual(Object.keys(errorGuide).toSorted(), errorCodes.toSorted());
  });
});

describe("error codes", () => {
  test("are recognized only by their exact spelling", () => {
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

  test("are retryable when a second try can succeed without a change", () => {
    const retryable = errorCodes.filter(isRetryable);
    const expected =
      "network timeout rate_limited server_error frame_timeout popup_blocked session_expired " +
      "invalid_credentials 2fa_failed link_error busy unknown";
    assert.deepEqual(retryable.toSorted(), expected.split(" ").toSorted());
    for (const code of errorCodes) assert.equal(new ConnectError(code).retryable, isRetryable(code));
  });

  test("for OFAuth's errors have the same name, or are link_error", () => {
    for (const reason of ["session_expired", "invalid_credentials", "account_locked", "2fa_failed"] as const) {
      assert.equal(codeForLinkFailure(reason), reason);
    }
    // Codes that only this package may use: the hosted page must not be able to choose them.
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

describe("ConnectError", () => {
  test("is an Error with a code, and with a cause and a reason only if given", () => {
    const cause = new Error("socket");
    const error = new ConnectError("network", "Gone.", { cause, reason: "r" });
    assert.ok(error instanceof Error);
    assert.deepEqual([error.name, error.code, error.message, error.reason], ["ConnectError", "network", "Gone.", "r"]);
    assert.equal(error.cause, cause);
    const bare = new ConnectError("busy");
    assert.deepEqual([bare.message, bare.reason, "cause" in bare], ["busy", undefined, false]);
  });

  test("is recognized across realms and copies of the package", () => {
    const { foreign } = setup();
    const error = foreign("ConnectError", "network");
    assert.ok(!(error instanceof Error), "the test's realm is not another one");
    assert.ok(isConnectError(error));
    assert.ok(isConnectError(new ConnectError("busy")));
  });

  test("is not recognized in similar values", () => {
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

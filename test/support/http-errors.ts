/** Assertions on how a parser handles hostile input: it returns a value or throws a `ConnectError` without secrets. */
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { ConnectError, type ErrorCode } from "../../src/protocol/error-codes.js";

/** Returns the code of the `ConnectError` that `act` throws. Fails if it returns or throws another error. */
export function thrownCode(act: () => unknown): ErrorCode {
  let value: unknown;
  try {
    value = act();
  } catch (error) {
    assert.ok(error instanceof ConnectError, `threw ${inspect(error)} instead of a ConnectError`);
    assertKeepsSecrets(error.message);
    assertUnpolluted();
    return error.code;
  }
  assert.fail(`was accepted: ${inspect(value)}`);
}

/** Asserts that a text for a log contains no session URL (`cs_…`) and no connection id (`conn_…`). */
export function assertKeepsSecrets(text: string): void {
  assert.doesNotMatch(text, /cs_|conn_/, "a secret is in the text");
}

/** Asserts that no input has changed a shared prototype. */
export function assertUnpolluted(): void {
  assert.equal(({} as { polluted?: unknown }).polluted, undefined, "Object.prototype was polluted");
  assert.equal(([] as { polluted?: unknown }).polluted, undefined, "Array.prototype was polluted");
}

/** Returns `fields` with an own key `__proto__`, as JSON.parse and structured clone create it. */
export const withOwnProto = (fields: object = {}): unknown =>
  JSON.parse(
    `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},${JSON.stringify(fields).slice(1)}`.replace(
      /,\}$/,
      "}",
    ),
  );

/** How a parser deals with hostile input: with a value, or with a coded refusal that says nothing secret. */
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { ConnectError, type ErrorCode } from "../../src/protocol/error-codes.js";

/** The code that `act` refuses with. Fails when it returns, or throws anything but a `ConnectError`. */
export function refusalOf(act: () => unknown): ErrorCode {
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

/** Session URLs hold `cs_…`, connection ids are `conn_…`: no text for a log may have either. */
export function assertKeepsSecrets(text: string): void {
  assert.doesNotMatch(text, /cs_|conn_/, "a secret is in the text");
}

/** Fails if an input has reached the prototype that every object shares. */
export function assertUnpolluted(): void {
  assert.equal(({} as { polluted?: unknown }).polluted, undefined, "Object.prototype was polluted");
  assert.equal(([] as { polluted?: unknown }).polluted, undefined, "Array.prototype was polluted");
}

/** As JSON.parse and structured clone deliver it: `__proto__` is an own key. */
export const withOwnProto = (fields: object = {}): unknown =>
  JSON.parse(
    `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},${JSON.stringify(fields).slice(1)}`.replace(
      /,\}$/,
      "}",
    ),
  );

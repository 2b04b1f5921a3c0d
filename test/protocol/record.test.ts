import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isMissing, isString, asRecord } from "../../src/protocol/record.js";
import { withOwnProto } from "../support/http-errors.js";

function setup() {
  return { names: (value: unknown) => Object.keys(asRecord(value) ?? { none: true }) };
}

describe("asRecord", () => {
  test("copies own properties and no inherited ones", () => {
    const { names } = setup();
    const inherited = Object.assign(Object.create({ type: "OFAUTH_LINK" }) as object, { event: "loaded" });
    assert.deepEqual(names(inherited), ["event"]);
    assert.equal(asRecord(inherited)?.["type"], undefined);
    assert.equal(asRecord({})?.["constructor"], undefined);
    assert.equal(asRecord({})?.["toString"], undefined);
  });

  test("is not affected by a modified Object.prototype", () => {
    const spoilt = Object.prototype as { outcome?: unknown };
    try {
      Object.defineProperty(spoilt, "outcome", { value: "connected", configurable: true, enumerable: false });
      assert.equal(({} as typeof spoilt).outcome, "connected");
      assert.equal(asRecord({})?.["outcome"], undefined);
    } finally {
      delete spoilt.outcome;
    }
  });

  test("treats an own __proto__ as an ordinary key", () => {
    const shape = asRecord(withOwnProto({ type: "x" }));
    assert.equal(Object.getPrototypeOf(shape), null);
    assert.equal(shape?.["polluted"], undefined);
    assert.equal(shape?.["type"], "x");
  });

  test("returns a copy", () => {
    const value = { type: "x" };
    const shape = asRecord(value);
    value.type = "y";
    assert.equal(shape?.["type"], "x");
  });

  for (const value of [
    undefined,
    null,
    0,
    "x",
    true,
    10n,
    Symbol("x"),
    () => 1,
    [],
    [{}],
    new Uint8Array(1),
    new String("x"),
    new Map(),
    new Set(),
  ]) {
    test(`returns undefined for ${Object.prototype.toString.call(value)}`, () => {
      assert.equal(asRecord(value), undefined);
    });
  }
});

test("isMissing accepts undefined and null only", () => {
  for (const value of [undefined, null]) assert.ok(isMissing(value));
  for (const value of ["", 0, false, Number.NaN, {}, []]) assert.ok(!isMissing(value));
});

test("isString accepts primitive strings only", () => {
  assert.ok(isString(""));
  for (const value of [new String("x"), ["x"], 7, null, undefined, { toString: () => "x" }])
    assert.ok(!isString(value));
});

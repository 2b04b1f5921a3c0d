import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isMissing, isString, asRecord } from "../../src/protocol/record.js";
import { withOwnProto } from "../support/http-errors.js";

function setup() {
  return { names: (value: unknown) => Object.keys(asRecord(value) ?? { none: true }) };
}

describe("the shape of a value", () => {
  test("has the value's own properties, and none that a prototype brings along", () => {
    const { names } = setup();
    const inherited = Object.assign(Object.create({ type: "OFAUTH_LINK" }) as object, { event: "loaded" });
    assert.deepEqual(names(inherited), ["event"]);
    assert.equal(asRecord(inherited)?.["type"], undefined);
    assert.equal(asRecord({})?.["constructor"], undefined);
    assert.equal(asRecord({})?.["toString"], undefined);
  });

  test("is not reached by a prototype that a script of the page has spoilt", () => {
    const spoilt = Object.prototype as { outcome?: unknown };
    try {
      Object.defineProperty(spoilt, "outcome", { value: "connected", configurable: true, enumerable: false });
      assert.equal(({} as typeof spoilt).outcome, "connected");
      assert.equal(asRecord({})?.["outcome"], undefined);
    } finally {
      delete spoilt.outcome;
    }
  });

  test("takes an own __proto__ for the name that it is", () => {
    const shape = asRecord(withOwnProto({ type: "x" }));
    assert.equal(Object.getPrototypeOf(shape), null);
    assert.equal(shape?.["polluted"], undefined);
    assert.equal(shape?.["type"], "x");
  });

  test("is a copy", () => {
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
    test(`is none for ${Object.prototype.toString.call(value)}`, () => {
      assert.equal(asRecord(value), undefined);
    });
  }
});

test("missing is what was left out or is null, and nothing else", () => {
  for (const value of [undefined, null]) assert.ok(isMissing(value));
  for (const value of ["", 0, false, Number.NaN, {}, []]) assert.ok(!isMissing(value));
});

test("a string is a primitive", () => {
  assert.ok(isString(""));
  for (const value of [new String("x"), ["x"], 7, null, undefined, { toString: () => "x" }])
    assert.ok(!isString(value));
});

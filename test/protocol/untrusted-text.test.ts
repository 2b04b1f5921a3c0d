import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { untrustedText, plainText } from "../../src/protocol/untrusted-text.js";

function setup() {
  return { clean: (text: unknown) => plainText(text, 20) };
}

describe("plainText", () => {
  for (const [what, text, cleaned] of [
    ["keeps text in any script", "Zoë Пётр 日本 नमस्ते", "Zoë Пётр 日本 नमस्ते"],
    ["keeps an emoji of several parts", "👩\u200d🚀 ❤\ufe0f", "👩\u200d🚀 ❤\ufe0f"],
    ["keeps the non-joiner that Persian needs", "می\u200cخواهم", "می\u200cخواهم"],
    ["keeps markup, which is only text here", "<b>&amp;</b>", "<b>&amp;</b>"],
    ["removes control characters", "a\u0000b\u0007c\u001b[31md\u007fe\u0085f", "abc[31mdef"],
    ["removes line breaks", "a\r\nb\u2028c\u2029d", "abcd"],
    ["removes bidi overrides and isolates", "\u202eevil\u202c \u2066x\u2069 \u061cy\u200e\u200f", "evil x y"],
    [
      "removes zero-width and deprecated formatting characters",
      "a\u200bb\u2060c\u206ad\u206fe\ufefff\u00adg",
      "abcdefg",
    ],
    ["trims white space", " \t\u00a0a b\u3000 ", "a b"],
    ["removes lone surrogates", "a\ud83d b\ude80", "a b"],
    ["cuts long text", "x".repeat(30), "x".repeat(20)],
    ["cuts without leaving half a surrogate pair", `${"x".repeat(19)}🚀`, "x".repeat(19)],
  ] as const) {
    test(what, () => {
      assert.equal(setup().clean(text), cleaned);
    });
  }

  test("returns an empty string for invisible text", () => {
    const unseeable = [
      "",
      " ",
      "\u200d",
      "\u200c\u200d",
      "\u202e\u2066",
      "\u3164",
      "\u115f\u1160",
      "\uffa0",
      "\u2800",
      "\u034f",
      "\u180e",
      "\ufe0f",
    ];
    for (const text of [...unseeable, "\u{e0041}\u{e0042}", "\ud83d"])
      assert.equal(setup().clean(text), "", JSON.stringify(text));
  });

  test("returns an empty string for anything but a string", () => {
    for (const value of [null, undefined, 7, true, 10n, {}, [], ["x"], new String("x"), Symbol("x"), new Date(0)]) {
      assert.equal(setup().clean(value), "");
    }
  });

  test("cleans ten megabytes without delay", () => {
    assert.equal(setup().clean("\u202e".repeat(10_000_000)), "");
    assert.equal(setup().clean("x".repeat(10_000_000)).length, 20);
    // The price: what stands behind that much of nothing is not looked for.
    assert.equal(setup().clean(`${"\u202e".repeat(80)}x`), "");
    assert.equal(setup().clean(`${"\u202e".repeat(79)}x`), "x");
  });

  test("untrustedText has at most 200 characters and is undefined when nothing is left", () => {
    assert.equal(untrustedText("w".repeat(1000))?.length, 200);
    for (const nothing of [undefined, null, "", "\u202e", 7]) assert.equal(untrustedText(nothing), undefined);
  });
});

/** A browser takes the direction of a sentence from its first letter, so a right-to-left one must not start with "OnlyFans". */
import assert from "node:assert/strict";
import { test } from "node:test";
import { words as arabic } from "../../src/locales/ar.js";
import { words as hebrew } from "../../src/locales/he.js";
import { words as importArabic } from "../../src/locales/import/ar.js";
import { words as importHebrew } from "../../src/locales/import/he.js";

const sentences = (strings: object): string[] =>
  Object.values(strings)
    .flatMap((string: string | Record<string, string>) =>
      typeof string === "string" ? [string] : Object.values(string),
    )
    // A replaced placeholder has its own direction; a name alone is not a sentence.
    .map((text) => text.replaceAll(/\{\w+\}/g, ""))
    .filter((text) => /[.?!…]$/.test(text));

for (const [name, strings] of Object.entries({
  ar: arabic,
  he: hebrew,
  "import/ar": importArabic,
  "import/he": importHebrew,
})) {
  test(`${name}: every sentence starts with a right-to-left letter`, () => {
    const wrong = sentences(strings).filter((sentence) => /^\P{L}*\p{Script=Latin}/u.test(sentence));
    assert.deepEqual(wrong, []);
  });
}

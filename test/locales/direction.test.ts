/** A sentence takes its direction from its first letter: one of a language from right to left must not begin with "OnlyFans". */
import assert from "node:assert/strict";
import { test } from "node:test";
import { words as ar } from "../../src/locales/ar.js";
import { words as he } from "../../src/locales/he.js";
import { words as importAr } from "../../src/locales/import/ar.js";
import { words as importHe } from "../../src/locales/import/he.js";

const sentences = (words: object): string[] =>
  Object.values(words)
    .flatMap((word: string | Record<string, string>) => (typeof word === "string" ? [word] : Object.values(word)))
    // What is put in has a direction of its own; a name alone is no sentence.
    .map((word) => word.replaceAll(/\{\w+\}/g, ""))
    .filter((word) => /[.?!…]$/.test(word));

for (const [name, words] of Object.entries({ ar, he, "import/ar": importAr, "import/he": importHe })) {
  test(`sentences begin from the right: ${name}`, () => {
    const wrong = sentences(words).filter((sentence) => /^\P{L}*\p{Script=Latin}/u.test(sentence));
    assert.deepEqual(wrong, []);
  });
}

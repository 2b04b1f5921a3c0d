/** Cleans words that came from outside before they are shown or passed on. */

// Controls, soft hyphen, bidi marks, embeddings, overrides and isolates, zero-width characters, line separators, BOM.
// ZWJ and ZWNJ (U+200D, U+200C) stay: emoji and several scripts need them.
const unseen = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
// What is left of a character pair that a cut went through.
const halfPair = /\p{Surrogate}/gu;
// Hangul fillers, tags and the blank braille pattern look like nothing on their own, but others are part of emoji and scripts.
const somethingToSee = /[^\s\u2800\p{Default_Ignorable_Code_Point}]/u;

/** `value` without characters that cannot be seen or that reorder their neighbours, at most `max` characters; "" if nothing is left. */
export function plainText(value: unknown, max: number): string {
  if (typeof value !== "string") return "";
  // Cut first: a megabyte of text is not worth cleaning.
  const clean = value
    .slice(0, max * 4)
    .replace(unseen, "")
    .trim()
    .slice(0, max)
    .replace(halfPair, "");
  return somethingToSee.test(clean) ? clean : "";
}

/** OFAuth's own words for a step, an error or a status: carried, at most 200 characters. */
export const untrustedText = (value: unknown): string | undefined => plainText(value, 200) || undefined;

/** Cleans text from outside before it is shown or passed on. */

// Controls, soft hyphen, bidi marks, embeddings, overrides and isolates, zero-width characters, line separators, BOM.
// ZWJ and ZWNJ (U+200D, U+200C) stay: emoji and several scripts need them.
const invisible = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
// Half of a surrogate pair that was cut in two.
const loneSurrogate = /\p{Surrogate}/gu;
// Text of only Hangul fillers, tags or blank Braille patterns is invisible; next to others they are part of emoji and
// scripts.
const visible = /[^\s\u2800\p{Default_Ignorable_Code_Point}]/u;

/**
 * Removes characters that are invisible or reorder their neighbours, and cuts to `max` characters. Returns "" if
 * nothing is left.
 */
export function plainText(value: unknown, max: number): string {
  if (typeof value !== "string") return "";
  // Cut first: a megabyte of text is not worth cleaning.
  const clean = value
    .slice(0, max * 4)
    .replace(invisible, "")
    .trim()
    .slice(0, max)
    .replace(loneSurrogate, "");
  return visible.test(clean) ? clean : "";
}

/**
 * Cleans one of OFAuth's open-ended strings (step, error, scenario), cut to 200 characters. Undefined if nothing is
 * left.
 */
export const untrustedText = (value: unknown): string | undefined => plainText(value, 200) || undefined;

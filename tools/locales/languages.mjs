/** How each language is written. These rules find text in another language or from another keyboard layout. */

/**
 * @typedef {object} Language
 * @property {RegExp} letter matches one letter of the language
 * @property {readonly (readonly [wrong: RegExp, problem: string])[]} [wrong] punctuation that the language does not use
 * @property {boolean} [isSameForAnyNumber] whether nouns have one form after any number, although `Intl` has several categories
 */

/** The letters of English and some more. @param {string} more */
const latin = (more) => new RegExp(`[a-z${more}]`, "iu");

/** @type {readonly [RegExp, string]} */
const halfWidth = [/[.,:;?()]/, "has half-width punctuation"];
/** @type {readonly [RegExp, string]} */
const wideQuotes = [/[„‚«»‹›]/, "has quotation marks of another language"];

/** @type {Readonly<Record<string, Language>>} */
export const languages = {
  ar: {
    letter: /[\u0621-\u063a\u0641-\u0652]/,
    wrong: [[/[,;?]/, "has punctuation that Arabic mirrors"]],
  },
  cs: { letter: latin("áčďéěíňóřšťúůýž"), wrong: [[/[«»”]/, "has quotation marks of another language"]] },
  de: { letter: latin("äöüß"), wrong: [[/[«»”]/, "has quotation marks of another language"]] },
  es: {
    letter: latin("áéíñóúü"),
    wrong: [[/^[^¿]*\?/, "has no opening question mark"]],
  },
  fr: {
    letter: latin("àâçéèêëîïôœùûü"),
    wrong: [
      [/(?<!\u202f)[?:;»]/, "has no narrow space before punctuation"],
      [/«(?!\u202f)/, "has no narrow space after the quotation mark"],
    ],
  },
  he: { letter: /[\u05d0-\u05ea]/, wrong: [wideQuotes] },
  hi: { letter: /\p{Script=Devanagari}/u, wrong: [[/\./, "has a full stop instead of a danda"]] },
  id: { letter: latin(""), wrong: [wideQuotes] },
  it: { letter: latin("àèéìòù") },
  ja: { letter: /[\p{scx=Hiragana}\p{scx=Katakana}\p{Script=Han}]/u, wrong: [halfWidth] },
  ko: { letter: /\p{Script=Hangul}/u, wrong: [wideQuotes] },
  nl: { letter: latin("éëïöü"), wrong: [wideQuotes] },
  pl: { letter: latin("ąćęłńóśźż"), wrong: [[/[«»“]/, "has quotation marks of another language"]] },
  "pt-BR": { letter: latin("áàâãçéêíóôõú"), wrong: [wideQuotes] },
  // With commas below: the letters with cedillas are Turkish.
  ro: { letter: latin("ăâîșț"), wrong: [[/[«»“]/, "has quotation marks of another language"]] },
  ru: { letter: /[а-яё]/i, wrong: [[/[„“”]/, "has quotation marks of another language"]] },
  tr: { letter: latin("çğıİöşüâ"), wrong: [wideQuotes], isSameForAnyNumber: true },
  uk: { letter: /[абвгґдеєжзиіїйклмнопрстуфхцчшщьюя]/i, wrong: [[/[„“]/, "has quotation marks of another language"]] },
  vi: { letter: latin("àáâãèéêìíòóôõùúýăđĩũơưạ-ỹ"), wrong: [wideQuotes] },
  "zh-CN": { letter: /\p{Script=Han}/u, wrong: [halfWidth] },
};

/** Names that are never translated. `technicalNames` may be kept in any language. */
export const names = ["OnlyFans", "OFAuth", "auth_id", "sess", "fp"];
export const technicalNames = [...names, "User-Agent", "Cookie", "2FA", "Tab"];

/** Rules for the strings of a locale. They find slips, such as a missing placeholder; whether a translation is right, only a reader can tell. */
import { languages, names, technicalNames } from "./languages.mjs";

/** @typedef {string | Readonly<Record<string, string>>} LocaleString a text, or one per plural category */
/** @typedef {Readonly<Record<string, LocaleString>>} LocaleStrings */

/** Keys of button labels: they have to fit next to each other on a screen of 320 pixels. */
const buttonKeys =
  /^(connect|reconnect|connected|retry|switchToWindow|cancel|close|continue(InWindow|ByRedirect)|copy|copied|action.*|keep|connectAnother|clearFilters|previous|next|import(CookieShow|UserAgentFill|Send|UpdateSend|OfferUpdate|OfferCancel))$/;

/** The key of the same text in the other elements. @param {string} key */
const sharedKey = (key) => (key === "importOfferCancel" ? "cancel" : key.replace(/^importError_/, "error_"));

/** Matches a name, but not as a part of a longer word, such as "sess" in "sessão". Chinese text has no spaces around it. @param {string} name */
const wholeName = (name) => `(?<!\\p{Script=Latin})${name}(?!\\p{Script=Latin})`;
const technical = new RegExp(technicalNames.map(wholeName).join("|"), "giu");
/** @param {string} text */
const namesIn = (text) => names.filter((name) => new RegExp(wholeName(name), "u").test(text)).join(", ");
const placeholder = /\{\w+\}/g;

/** Names the punctuation at the end, regardless of the script. @param {string} text */
function ending(text) {
  if (/[.。।]$/.test(text)) return "a full stop";
  if (text.endsWith("…")) return "dots";
  return /[:：]$/.test(text) ? "a colon" : "nothing";
}

/** @param {LocaleString} string @returns {[form: string | undefined, text: string][]} */
const formsOf = (string) => (typeof string === "string" ? [[undefined, string]] : Object.entries(string));

/** The numbers up to 1,000 in this plural category. @param {string} lang @param {string} form */
function numbersOf(lang, form) {
  const rules = new Intl.PluralRules(lang);
  return Array.from({ length: 1001 }, (_, number) => number).filter((number) => rules.select(number) === form);
}

/**
 * Returns the problems of a locale, each starting with its key.
 * @param {string} lang
 * @param {LocaleStrings} english
 * @param {LocaleStrings} strings
 * @param {LocaleStrings} [others] the strings of the other elements in this language
 * @returns {string[]}
 */
export function problemsOf(lang, english, strings, others = {}) {
  const [expected, actual] = [Object.keys(english), Object.keys(strings)];
  const missing = expected.filter((key) => !actual.includes(key)).map((key) => `${key}: is missing`);
  const extra = actual.filter((key) => !expected.includes(key)).map((key) => `${key}: is not an English key`);
  if (missing.length > 0 || extra.length > 0) return [...missing, ...extra];
  const order = expected.join() === actual.join() ? [] : ["order: differs from the English strings"];
  const rest = expected.flatMap((key) => {
    const [string, model] = [/** @type {LocaleString} */ (strings[key]), /** @type {LocaleString} */ (english[key])];
    const shared = others[sharedKey(key)];
    return [
      ...pluralProblems(lang, string, model),
      ...formsOf(string).flatMap(([form, text]) => problemsOfText(lang, key, text, modelText(model), form)),
      ...(shared !== undefined && shared !== string ? ["differs from the same text in the other elements"] : []),
    ].map((problem) => `${key}: ${problem}`);
  });
  const { dialogHint, close } = { ...others, ...strings };
  const isNamed = typeof dialogHint !== "string" || (typeof close === "string" && dialogHint.includes(close));
  return [...order, ...rest, ...(isNamed ? [] : ["dialogHint: does not contain the label of the close button"])];
}

/** @param {LocaleString} model */
const modelText = (model) => (typeof model === "string" ? model : /** @type {string} */ (model["other"]));

/** @param {string} lang @param {LocaleString} string @param {LocaleString} model @returns {string[]} */
function pluralProblems(lang, string, model) {
  const categories = new Intl.PluralRules(lang).resolvedOptions().pluralCategories.toSorted();
  const counts = modelText(model).startsWith("{count} ");
  if (typeof string !== "string") {
    if (!counts) return ["has plural forms, but no number"];
    return Object.keys(string).toSorted().join() === categories.join() ? [] : [`must have ${categories.join(", ")}`];
  }
  const isOneFormEnough = !counts || categories.length === 1 || languages[lang]?.isSameForAnyNumber;
  return isOneFormEnough ? [] : [`must have forms for ${categories.join(", ")}`];
}

/**
 * @param {string} lang
 * @param {string} key
 * @param {string} text
 * @param {string} model
 * @param {string | undefined} form
 * @returns {string[]}
 */
function problemsOfText(lang, key, text, model, form) {
  const language = languages[lang];
  if (!language) return [`"${lang}" is not in tools/locales/languages.mjs`];
  const plain = text.replaceAll(placeholder, "").replaceAll(technical, "");
  const letters = plain.match(/[\p{L}\p{M}]/gu) ?? [];
  const foreign = letters.filter((sign) => !language.letter.test(sign));
  const hasLetters = /\p{L}/u.test(model.replaceAll(placeholder, "").replaceAll(/\b(cookie|user agent)\b/gi, ""));
  // A category with a single number may spell it out, such as "zwei Konten".
  const isOneNumber = form !== undefined && numbersOf(lang, form).length === 1;
  const modelForForm = isOneNumber && !text.includes("{count}") ? model.replace("{count}", "") : model;
  /** @type {[boolean, string][]} */
  const checks = [
    [text !== text.trim() || /\s\s/.test(text), "has an extra space"],
    [/\p{Cf}/u.test(text) || text !== text.normalize(), "has an invisible character"],
    [/[!！¡]/.test(text), "has an exclamation mark"],
    [/[<>]|&\w+;/.test(text), "has markup"],
    [/['"`]/.test(text), "has a straight quotation mark or apostrophe"],
    [
      placeholdersOf(text) !== placeholdersOf(modelForForm),
      `must have ${placeholdersOf(modelForForm) || "no placeholder"}`,
    ],
    [namesIn(text) !== namesIn(model), `must contain ${namesIn(model) || "no name"}`],
    [ending(text) !== ending(model), `must end with ${ending(model)}`],
    [foreign.length > 0, `has letters of another language: ${foreign.join("")}`],
    [hasLetters && letters.length === 0, "is empty"],
    [text === model && /\p{L} \p{L}/u.test(model.replaceAll(placeholder, "")), "is English"],
    [buttonKeys.test(key) && text.length > Math.max(16, model.length * 2.2), "is too long for a button"],
    ...(language.wrong ?? []).map(
      ([wrong, problem]) => /** @type {[boolean, string]} */ ([wrong.test(plain), problem]),
    ),
  ];
  return checks.filter(([applies]) => applies).map(([, problem]) => problem);
}

/** The placeholders of a text, sorted. @param {string} text */
const placeholdersOf = (text) => (text.match(placeholder) ?? []).toSorted().join(", ");

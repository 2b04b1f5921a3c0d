/** What is asked of the words of a language, beside being right: of that a program can find little, but a slip of the hand. */
import { languages, names, technicalNames } from "./languages.mjs";

/** @typedef {string | Readonly<Record<string, string>>} Word a sentence, or one for each kind of number */
/** @typedef {Readonly<Record<string, Word>>} Words */

/** They stand on buttons, and have to fit beside each other on a screen of 320 pixels. */
const onButtons =
  /^(connect|reconnect|connected|retry|switchToWindow|cancel|close|continue(InWindow|ByRedirect)|copy|copied|action.*|keep|connectAnother|clearFilters|previous|next|import(CookieShow|UserAgentFill|Send|UpdateSend|OfferUpdate|OfferCancel))$/;

/** Sentences of the import's form that the other elements say too. @param {string} key */
const alsoSaidAs = (key) => (key === "importOfferCancel" ? "cancel" : key.replace(/^importError_/, "error_"));

/** Not a part of another word: "sessão" is none of them, and Chinese needs no space around them. @param {string} name */
const asWord = (name) => `(?<!\\p{Script=Latin})${name}(?!\\p{Script=Latin})`;
const technical = new RegExp(technicalNames.map(asWord).join("|"), "giu");
/** @param {string} text */
const namesIn = (text) => names.filter((name) => new RegExp(asWord(name), "u").test(text)).join(", ");
const placeholder = /\{\w+\}/g;

/** What a sentence ends with, whatever the language writes for it. @param {string} text */
function ending(text) {
  if (/[.。।]$/.test(text)) return "a full stop";
  if (text.endsWith("…")) return "dots";
  return /[:：]$/.test(text) ? "a colon" : "nothing";
}

/** @param {Word} word @returns {[form: string | undefined, text: string][]} */
const formsOf = (word) => (typeof word === "string" ? [[undefined, word]] : Object.entries(word));

/** The numbers up to a thousand that are of this kind. @param {string} lang @param {string} form */
function numbersOf(lang, form) {
  const rules = new Intl.PluralRules(lang);
  return Array.from({ length: 1001 }, (_, number) => number).filter((number) => rules.select(number) === form);
}

/**
 * What is wrong with the words of a language; each begins with the key.
 * @param {string} lang
 * @param {Words} english
 * @param {Words} words
 * @param {Words} [others] words of this language that stand beside these
 * @returns {string[]}
 */
export function problemsOf(lang, english, words, others = {}) {
  const [wanted, given] = [Object.keys(english), Object.keys(words)];
  const missing = wanted.filter((key) => !given.includes(key)).map((key) => `${key}: is missing`);
  const extra = given.filter((key) => !wanted.includes(key)).map((key) => `${key}: is no English key`);
  if (missing.length > 0 || extra.length > 0) return [...missing, ...extra];
  const order = wanted.join() === given.join() ? [] : ["order: not that of the English words"];
  const rest = wanted.flatMap((key) => {
    const [word, model] = [/** @type {Word} */ (words[key]), /** @type {Word} */ (english[key])];
    const said = others[alsoSaidAs(key)];
    return [
      ...kindsOfNumber(lang, word, model),
      ...formsOf(word).flatMap(([form, text]) => problemsOfText(lang, key, text, modelText(model), form)),
      ...(said !== undefined && said !== word ? ["says otherwise what the other elements say"] : []),
    ].map((problem) => `${key}: ${problem}`);
  });
  const { dialogHint, close } = { ...others, ...words };
  const isNamed = typeof dialogHint !== "string" || (typeof close === "string" && dialogHint.includes(close));
  return [...order, ...rest, ...(isNamed ? [] : ["dialogHint: does not name the button as it is called"])];
}

/** @param {Word} model */
const modelText = (model) => (typeof model === "string" ? model : /** @type {string} */ (model["other"]));

/** @param {string} lang @param {Word} word @param {Word} model @returns {string[]} */
function kindsOfNumber(lang, word, model) {
  const kinds = new Intl.PluralRules(lang).resolvedOptions().pluralCategories.toSorted();
  const counts = modelText(model).startsWith("{count} ");
  if (typeof word !== "string") {
    if (!counts) return ["tells numbers apart where there is none"];
    return Object.keys(word).toSorted().join() === kinds.join() ? [] : [`has to have ${kinds.join(", ")}`];
  }
  const needsNone = !counts || kinds.length === 1 || languages[lang]?.isSameForAnyNumber;
  return needsNone ? [] : [`has to tell ${kinds.join(", ")} apart`];
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
  const isWord = /\p{L}/u.test(model.replaceAll(placeholder, "").replaceAll(/\b(cookie|user agent)\b/gi, ""));
  // "zwei Konten" for two: the number need not be there as a figure where it can be no other.
  const isOneNumber = form !== undefined && numbersOf(lang, form).length === 1;
  const expected = isOneNumber && !text.includes("{count}") ? model.replace("{count}", "") : model;
  /** @type {[boolean, string][]} */
  const checks = [
    [text !== text.trim() || /\s\s/.test(text), "has a space too many"],
    [/\p{Cf}/u.test(text) || text !== text.normalize(), "has a sign that nobody sees"],
    [/[!！¡]/.test(text), "shouts"],
    [/[<>]|&\w+;/.test(text), "has markup"],
    [/['"`]/.test(text), "has a straight quotation mark or apostrophe"],
    [sorted(text) !== sorted(expected), `has to have ${sorted(expected) || "no placeholder"}`],
    [namesIn(text) !== namesIn(model), `has to name ${namesIn(model) || "nothing"}`],
    [ending(text) !== ending(model), `has to end with ${ending(model)}`],
    [foreign.length > 0, `has letters of another language: ${foreign.join("")}`],
    [isWord && letters.length === 0, "says nothing"],
    [text === model && /\p{L} \p{L}/u.test(model.replaceAll(placeholder, "")), "is English"],
    [onButtons.test(key) && text.length > Math.max(16, model.length * 2.2), "is too long for a button"],
    ...(language.wrong ?? []).map(([wrong, why]) => /** @type {[boolean, string]} */ ([wrong.test(plain), why])),
  ];
  return checks.filter(([isWrong]) => isWrong).map(([, why]) => why);
}

/** Its placeholders, in the order of the alphabet. @param {string} text */
const sorted = (text) => (text.match(placeholder) ?? []).toSorted().join(", ");

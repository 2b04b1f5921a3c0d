/** Times, numbers and plurals in the language that an element's words are in. */
import type { Localizer } from "./localizer.js";
import type { PluralForms, LocalizedString } from "../connect/strings.js";

/** The language around the element if there are words for it, else English: a sentence is not to be in two languages. */
export function formatLocale({ lang, strings, host }: Localizer): string {
  const isSpoken = /^en\b/i.test(lang) || strings !== undefined || host.strings !== undefined;
  return isSpoken && isTag(lang) ? lang : "en";
}

function isTag(lang: string): boolean {
  try {
    return Intl.getCanonicalLocales(lang).length > 0;
  } catch {
    return false;
  }
}

/** A number with the digits of the language. */
export const formatNumber = (speech: Localizer, count: number): string => count.toLocaleString(formatLocale(speech));

/** The sentence for this number of things, with the number in it. */
export function formatPlural(speech: Localizer, key: string, english: LocalizedString, count: number): string {
  const word = (speech.string(key) as LocalizedString | undefined) ?? english;
  const sentence = typeof word === "string" ? word : formOf(word, formatLocale(speech), count);
  return sentence.replace("{count}", () => formatNumber(speech, count));
}

const formOf = (words: PluralForms, lang: string, count: number): string =>
  words[new Intl.PluralRules(lang).select(count)] ?? words.other;

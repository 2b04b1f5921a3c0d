/** Times, numbers and plurals in the language that an element's words are in. */
import type { Speech } from "./localizer.js";
import type { PluralWords, Word } from "../connect/strings.js";

/** The language around the element if there are words for it, else English: a sentence is not to be in two languages. */
export function spokenBy({ lang, words, host }: Speech): string {
  const isSpoken = /^en\b/i.test(lang) || words !== undefined || host.strings !== undefined;
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
export const numeral = (speech: Speech, count: number): string => count.toLocaleString(spokenBy(speech));

/** The sentence for this number of things, with the number in it. */
export function counted(speech: Speech, key: string, english: Word, count: number): string {
  const word = (speech.word(key) as Word | undefined) ?? english;
  const sentence = typeof word === "string" ? word : formOf(word, spokenBy(speech), count);
  return sentence.replace("{count}", () => numeral(speech, count));
}

const formOf = (words: PluralWords, lang: string, count: number): string =>
  words[new Intl.PluralRules(lang).select(count)] ?? words.other;

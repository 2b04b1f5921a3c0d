/** Formats numbers and plurals in the language that an element's strings are shown in. */
import type { Localizer } from "./localizer.js";
import type { PluralForms, LocalizedString } from "../connect/strings.js";

/**
 * Returns the locale of the strings, for `Intl` and `lang`: the language of the element if there are strings for it, otherwise
 * English, so that a sentence never mixes two languages.
 */
export const formatLocale = ({ lang, isFallback }: Localizer): string => (!isFallback && isTag(lang) ? lang : "en");

function isTag(lang: string): boolean {
  try {
    return Intl.getCanonicalLocales(lang).length > 0;
  } catch {
    return false;
  }
}

/** Formats a number with the digits of the language. */
export const formatNumber = (localizer: Localizer, count: number): string =>
  count.toLocaleString(formatLocale(localizer));

/** Returns the string `key` in the plural form for `count`, with `{count}` replaced. `english` is its fallback. */
export function formatPlural(localizer: Localizer, key: string, english: LocalizedString, count: number): string {
  const string = (localizer.string(key) as LocalizedString | undefined) ?? english;
  const sentence = typeof string === "string" ? string : selectForm(string, formatLocale(localizer), count);
  return sentence.replace("{count}", () => formatNumber(localizer, count));
}

const selectForm = (forms: PluralForms, lang: string, count: number): string =>
  forms[new Intl.PluralRules(lang).select(count)] ?? forms.other;

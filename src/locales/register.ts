/** Registers words for all elements of a page: a locale's, and a page's own, which come before them. */
import type { ImportStringKey } from "../elements/import/strings.js";
import { fallbackChain, nearestTag } from "../elements/i18n/language-tags.js";
import type { PageWithRegistry, LocaleStrings } from "../elements/i18n/registry.js";
import type { PluralKey, PluralForms, StringKey, Strings } from "../elements/connect/strings.js";

export type { PluralForms } from "../elements/connect/strings.js";

/** Every word of the button, the status and the list, in one language. */
export type LocaleWords = Readonly<{ [K in StringKey]: K extends PluralKey ? string | PluralForms : string }>;
/** Every word of the import's form. */
export type ImportLocaleWords = Readonly<Record<ImportStringKey, string>>;

const pageLanguages = ((globalThis as unknown as PageWithRegistry)[Symbol.for("ofauth-languages")] ??= {
  subscribers: new Set(),
});
// Of the page, so that a second copy of this module adds to what the first one has.
const { locale, own, found } = (pageLanguages.words ??= { locale: new Map(), own: new Map(), found: new Map() });

/** Adds the words of a locale. `lang` is its language tag, such as `de` or `pt-BR`. Throws a `RangeError` for what is no tag. */
export function addLocale(lang: string, words: LocaleWords | ImportLocaleWords): void {
  add(locale, lang, words);
}

/**
 * Replaces words for all elements of the page, by key, in one language, also English (`en`). They count for its regions too:
 * those for `de` in `de-AT`. An element's own `strings` come before them. Throws a `RangeError` for what is no language tag.
 */
export function registerStrings(lang: string, strings: Partial<Strings & ImportLocaleWords>): void {
  add(own, lang, strings);
}

function add(to: Map<string, LocaleStrings>, lang: string, words: LocaleStrings): void {
  const [tag] = fallbackChain(lang);
  if (!tag) throw new RangeError(`"${lang}" is no language tag.`);
  to.set(tag, { ...to.get(tag), ...words });
  found.clear();
  for (const tell of pageLanguages.subscribers) tell();
}

const localeOf = (lang: string): LocaleStrings | undefined => locale.get(nearestTag(lang, [...locale.keys()]) ?? "");

pageLanguages.has = (lang, key) => localeOf(lang)?.[key] !== undefined;

pageLanguages.find = (lang) => {
  if (!found.has(lang)) {
    const all = [
      localeOf(lang),
      ...fallbackChain(lang)
        .map((tag) => own.get(tag))
        .toReversed(),
    ].filter((words) => words);
    found.set(lang, all.length > 0 ? (Object.assign({}, ...all) as LocaleStrings) : undefined);
  }
  return found.get(lang);
};

/** Registers strings for all elements of a page: translations, and the page's own replacements, which take precedence. */
import type { ImportStringKey } from "../elements/import/strings.js";
import { fallbackChain, nearestTag } from "../elements/i18n/language-tags.js";
import type { PageWithRegistry, LocaleStrings } from "../elements/i18n/registry.js";
import type { PluralForms, StringKey, Strings } from "../elements/connect/strings.js";
import type { PluralKey } from "../elements/status/strings.lazy.js";

export type { PluralForms as PluralWords } from "../elements/connect/strings.js";

/** All strings of the connect, status and list elements in one language. */
export type LocaleWords = Readonly<{ [K in StringKey]: K extends PluralKey ? string | PluralForms : string }>;
/** All strings of `<ofauth-import>` in one language. */
export type ImportLocaleWords = Readonly<Record<ImportStringKey, string>>;

const pageRegistry = ((globalThis as unknown as PageWithRegistry)[Symbol.for("ofauth-languages")] ??= {
  subscribers: new Set(),
});
// Kept on the page, so that a second copy of this module adds to what the first one registered.
const { locales, overrides, merged } = (pageRegistry.strings ??= {
  locales: new Map(),
  overrides: new Map(),
  merged: new Map(),
});

/**
 * Registers a translation.
 *
 * @param lang - Language tag (BCP 47), such as `de` or `pt-BR`.
 * @param strings - All strings of that language, for `<ofauth-import>` or for the other elements. Call twice for both.
 * @throws {RangeError} `lang` is not a language tag.
 */
export function addLocale(lang: string, strings: LocaleWords | ImportLocaleWords): void {
  register(locales, lang, strings);
}

/**
 * Replaces strings for all elements of the page in one language, at any time. They apply to its regions too: strings for `de`
 * are used in `de-AT`. An element's own `strings` property takes precedence.
 *
 * @param lang - Language tag (BCP 47), also `en`.
 * @param strings - Replacements by key. A key that is left out keeps its text.
 * @throws {RangeError} `lang` is not a language tag.
 * @example
 * registerStrings("en", { connect: "Add an account" });
 */
export function registerStrings(lang: string, strings: Partial<Strings & ImportLocaleWords>): void {
  register(overrides, lang, strings);
}

function register(target: Map<string, LocaleStrings>, lang: string, strings: LocaleStrings): void {
  const [tag] = fallbackChain(lang);
  if (!tag) throw new RangeError(`"${lang}" is not a language tag (BCP 47).`);
  target.set(tag, { ...target.get(tag), ...strings });
  merged.clear();
  for (const notify of pageRegistry.subscribers) notify();
}

const localeFor = (lang: string): LocaleStrings | undefined => locales.get(nearestTag(lang, [...locales.keys()]) ?? "");

pageRegistry.has = (lang, key) => localeFor(lang)?.[key] !== undefined;

pageRegistry.get = (lang) => {
  if (!merged.has(lang)) {
    const generalToSpecific = fallbackChain(lang)
      .map((tag) => overrides.get(tag))
      .toReversed();
    const layers = [localeFor(lang), ...generalToSpecific].filter((strings) => strings);
    merged.set(lang, layers.length > 0 ? (Object.assign({}, ...layers) as LocaleStrings) : undefined);
  }
  return merged.get(lang);
};

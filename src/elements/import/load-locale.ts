/** Loads the strings of `<ofauth-import>` in other languages, like `i18n/load-locale.ts` does for the other elements. */
import { loadNearestLocale, type Loaders } from "../i18n/language-tags.js";

const locales: Loaders = {
  ar: () => import("../../locales/import/ar.js"),
  cs: () => import("../../locales/import/cs.js"),
  de: () => import("../../locales/import/de.js"),
  es: () => import("../../locales/import/es.js"),
  fr: () => import("../../locales/import/fr.js"),
  he: () => import("../../locales/import/he.js"),
  hi: () => import("../../locales/import/hi.js"),
  id: () => import("../../locales/import/id.js"),
  it: () => import("../../locales/import/it.js"),
  ja: () => import("../../locales/import/ja.js"),
  ko: () => import("../../locales/import/ko.js"),
  nl: () => import("../../locales/import/nl.js"),
  pl: () => import("../../locales/import/pl.js"),
  "pt-BR": () => import("../../locales/import/pt-BR.js"),
  ro: () => import("../../locales/import/ro.js"),
  ru: () => import("../../locales/import/ru.js"),
  tr: () => import("../../locales/import/tr.js"),
  uk: () => import("../../locales/import/uk.js"),
  vi: () => import("../../locales/import/vi.js"),
  "zh-CN": () => import("../../locales/import/zh-CN.js"),
};

/** Loads and registers the strings for `lang`. Resolves at once when there are none; rejects when they cannot be loaded. */
export const loadLocale = (lang: string): Promise<unknown> => loadNearestLocale(lang, locales);

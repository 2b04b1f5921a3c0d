/**
 * Loads the strings of other languages on demand. Builds for a script tag leave this out: there, the page includes the languages
 * that it uses.
 */
import { loadNearestLocale, type Loaders } from "./language-tags.js";

const locales: Loaders = {
  ar: () => import("../../locales/ar.js"),
  cs: () => import("../../locales/cs.js"),
  de: () => import("../../locales/de.js"),
  es: () => import("../../locales/es.js"),
  fr: () => import("../../locales/fr.js"),
  he: () => import("../../locales/he.js"),
  hi: () => import("../../locales/hi.js"),
  id: () => import("../../locales/id.js"),
  it: () => import("../../locales/it.js"),
  ja: () => import("../../locales/ja.js"),
  ko: () => import("../../locales/ko.js"),
  nl: () => import("../../locales/nl.js"),
  pl: () => import("../../locales/pl.js"),
  "pt-BR": () => import("../../locales/pt-BR.js"),
  ro: () => import("../../locales/ro.js"),
  ru: () => import("../../locales/ru.js"),
  tr: () => import("../../locales/tr.js"),
  uk: () => import("../../locales/uk.js"),
  vi: () => import("../../locales/vi.js"),
  "zh-CN": () => import("../../locales/zh-CN.js"),
};

/** Loads and registers the strings for `lang`. Resolves at once when there are none; rejects when they cannot be loaded. */
export const loadLocale = (lang: string): Promise<unknown> => loadNearestLocale(lang, locales);

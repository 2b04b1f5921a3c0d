/**
 * The strings registered on a page, shared by all copies of this package in it. Types only: a module with code that both the
 * elements and the locales import would become a file of its own in a build.
 */
import type { LocalizedString } from "../connect/strings.js";

export type LocaleStrings = Readonly<Record<string, LocalizedString>>;

export interface StringRegistry {
  /** Called when strings are registered, or a `lang` attribute changes. */
  readonly subscribers: Set<() => void>;
  /** Registered strings by language tag. Undefined, like the two functions, until the first ones are registered. */
  strings?: {
    /** From `addLocale()`: the translations of this package or of the page. */
    readonly locales: Map<string, LocaleStrings>;
    /** From `registerStrings()`: the page's replacements, which take precedence. */
    readonly overrides: Map<string, LocaleStrings>;
    /** Cache of `get`, by `lang`, cleared at each registration. */
    readonly merged: Map<string, LocaleStrings | undefined>;
  };
  /** Returns all strings for a language, overrides first; undefined when there are none. */
  get?: (lang: string) => LocaleStrings | undefined;
  /** Returns whether a locale for this language is registered that has the string `key`. */
  has?: (lang: string, key: string) => boolean;
}

/** A global object with the registry under `Symbol.for("ofauth-languages")`. A string name could clash with the `id` of an element. */
export type PageWithRegistry = Record<symbol, StringRegistry | undefined>;

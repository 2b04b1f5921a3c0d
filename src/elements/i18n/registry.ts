/** What all copies of this package in a page share about languages. Types alone: a module of both parts would be a file of its own. */
import type { LocalizedString } from "../connect/strings.js";

export type LocaleStrings = Readonly<Record<string, LocalizedString>>;

export interface StringRegistry {
  /** Called when a language or the words of one have changed. */
  readonly subscribers: Set<() => void>;
  /** The words by language tag, of locales and of the page; undefined until any have been registered, as are the functions. */
  words?: {
    readonly locale: Map<string, LocaleStrings>;
    readonly own: Map<string, LocaleStrings>;
    /** What `find` has put together, by `lang`, until something is added. */
    readonly found: Map<string, LocaleStrings | undefined>;
  };
  /** All words for a language, those of the page before those of a locale. */
  find?: (lang: string) => LocaleStrings | undefined;
  /** Whether a locale with this word is there for a language. */
  has?: (lang: string, key: string) => boolean;
}

/** Under `Symbol.for("ofauth-languages")`: a name on the window could be the `id` of an element of the page. */
export type PageWithRegistry = Record<symbol, StringRegistry | undefined>;

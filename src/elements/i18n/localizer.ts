/** The language of an element, and the strings registered for it. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { importAgain } from "../import-again.js";
import type { PageWithRegistry, LocaleStrings, StringRegistry } from "./registry.js";

export const pageRegistry: StringRegistry = ((globalThis as unknown as PageWithRegistry)[
  Symbol.for("ofauth-languages")
] ??= {
  subscribers: new Set(),
});

/** An element with localized strings. */
export interface LocalizedElement extends ReactiveControllerHost, Element {
  /** Strings set on the element, which take precedence over all others. */
  readonly strings: object | undefined;
}

/** Loads the module that loads locales. */
export type LoadLocale = () => Promise<{ readonly loadLocale: (lang: string) => Promise<unknown> }>;

/**
 * Reactive controller that follows the language around an element: it updates the element when that language changes, and loads
 * the strings of a language when `key` is not among those registered. Until they arrive, and for languages without
 * strings, the element shows English.
 */
export class Localizer implements ReactiveController {
  readonly host: LocalizedElement;
  /** Resolves when the current load has finished, successfully or not. */
  ready: Promise<unknown> | undefined;
  readonly #key: string;
  readonly #load: LoadLocale;
  readonly #update = () => this.host.requestUpdate();

  constructor(host: LocalizedElement, key: string, load: LoadLocale) {
    this.host = host;
    this.#key = key;
    this.#load = load;
    host.addController(this);
  }

  /** The nearest `lang` attribute, across shadow roots, or `en`. An underscore is read as a hyphen (LDML): a CMS writes `de_DE`. */
  get lang(): string {
    for (const element of shadowAncestors(this.host)) {
      const lang = element.closest<HTMLElement>("[lang]")?.lang;
      if (lang) return lang.replaceAll("_", "-");
    }
    return "en";
  }

  /** Whether the strings are English, in place of those of `lang`. */
  get isFallback(): boolean {
    return !isEnglish(this.lang) && !this.host.strings && !this.strings?.[this.#key];
  }

  /** Strings registered on the page for this language. */
  get strings(): LocaleStrings | undefined {
    return pageRegistry.get?.(this.lang);
  }

  /** Returns the string `key` as set on the element or registered on the page; undefined when the built-in English applies. */
  string(key: string): string | undefined {
    return ((this.host.strings as LocaleStrings | undefined)?.[key] ?? this.strings?.[key]) as string | undefined;
  }

  hostConnected(): void {
    // The element may have moved into another language.
    this.#update();
    pageRegistry.subscribers.add(this.#update);
    langObserver ??= new MutationObserver(() => {
      for (const notify of pageRegistry.subscribers) notify();
    });
    // Observing a root twice with the same observer has no effect.
    for (const element of shadowAncestors(this.host)) {
      langObserver.observe(element.getRootNode(), { subtree: true, attributeFilter: ["lang"] });
    }
  }

  hostDisconnected(): void {
    pageRegistry.subscribers.delete(this.#update);
  }

  hostUpdate(): void {
    const { lang } = this;
    if (isEnglish(lang) || pageRegistry.has?.(lang, this.#key)) return;
    // A load that fails is repeated at the next update.
    this.ready = importAgain(() => importAgain(this.#load).then(({ loadLocale }) => loadLocale(lang))).catch(
      () => undefined,
    );
  }
}

const isEnglish = (lang: string): boolean => /^en\b/i.test(lang);

let langObserver: MutationObserver | undefined;

/** Returns the element and the hosts of all shadow roots around it, innermost first. None on a server (Lit SSR). */
export function shadowAncestors(element: Element): Element[] {
  // Not Lit's `isServer`, which would bring Lit into `createLink()`.
  if (typeof ShadowRoot === "undefined") return [];
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? [element, ...shadowAncestors(root.host)] : [element];
}

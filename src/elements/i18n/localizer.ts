/** In which language an element speaks, and the words that the page has for it beside the English ones of each part. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { PageWithRegistry, LocaleStrings } from "./registry.js";

export const pageRegistry = ((globalThis as unknown as PageWithRegistry)[Symbol.for("ofauth-languages")] ??= {
  subscribers: new Set(),
});

/** An element that speaks. */
export interface LocalizedElement extends ReactiveControllerHost, Element {
  /** Words of its own, before all others. */
  readonly strings: object | undefined;
}

/** Loads the words of a language. */
export type LoadLocale = () => Promise<{ readonly loadLocale: (lang: string) => Promise<unknown> }>;

/**
 * The language of an element, live: it is drawn anew when the language around it changes, and the words of its language are
 * loaded if `key` is none of those that are there. Until they come, and where there are none, it speaks English.
 */
export class Localizer implements ReactiveController {
  readonly host: LocalizedElement;
  /** Settles when the words that are on their way have come, or have not. */
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

  /** The nearest `lang`, through shadow roots, else English. */
  get lang(): string {
    for (const element of shadowAncestors(this.host)) {
      const lang = element.closest<HTMLElement>("[lang]")?.lang;
      if (lang) return lang;
    }
    return "en";
  }

  /** What the page has registered for this language. */
  get strings(): LocaleStrings | undefined {
    return pageRegistry.find?.(this.lang);
  }

  /** The page's own word for `key`; undefined: the English one is meant. */
  string(key: string): string | undefined {
    return ((this.host.strings as LocaleStrings | undefined)?.[key] ?? this.strings?.[key]) as string | undefined;
  }

  hostConnected(): void {
    // It may be somewhere else now.
    this.#update();
    pageRegistry.subscribers.add(this.#update);
    observer ??= new MutationObserver(() => {
      for (const tell of pageRegistry.subscribers) tell();
    });
    // A tree that is observed already stays so.
    for (const element of shadowAncestors(this.host)) {
      observer.observe(element.getRootNode(), { subtree: true, attributeFilter: ["lang"] });
    }
  }

  hostDisconnected(): void {
    pageRegistry.subscribers.delete(this.#update);
  }

  hostUpdate(): void {
    const { lang } = this;
    if (/^en\b/i.test(lang) || pageRegistry.has?.(lang, this.#key)) return;
    // What did not arrive is asked for again when the element is next drawn.
    this.ready = this.#load()
      .then(({ loadLocale }) => loadLocale(lang))
      .catch(() => undefined);
  }
}

let observer: MutationObserver | undefined;

/** The element, and every one whose shadow root it is in. */
export function shadowAncestors(element: Element): Element[] {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? [element, ...shadowAncestors(root.host)] : [element];
}

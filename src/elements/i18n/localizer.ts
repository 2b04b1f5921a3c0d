/** In which language an element speaks, and the words that the page has for it beside the English ones of each part. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Page, Words } from "./registry.js";

export const pageLanguages = ((globalThis as unknown as Page)[Symbol.for("ofauth-languages")] ??= { told: new Set() });

/** An element that speaks. */
export interface Speaker extends ReactiveControllerHost, Element {
  /** Words of its own, before all others. */
  readonly strings: object | undefined;
}

/** Loads the words of a language. */
export type LoadWords = () => Promise<{ readonly loadWords: (lang: string) => Promise<unknown> }>;

/**
 * The language of an element, live: it is drawn anew when the language around it changes, and the words of its language are
 * loaded if `key` is none of those that are there. Until they come, and where there are none, it speaks English.
 */
export class Speech implements ReactiveController {
  readonly host: Speaker;
  /** Settles when the words that are on their way have come, or have not. */
  ready: Promise<unknown> | undefined;
  readonly #key: string;
  readonly #load: LoadWords;
  readonly #update = () => this.host.requestUpdate();

  constructor(host: Speaker, key: string, load: LoadWords) {
    this.host = host;
    this.#key = key;
    this.#load = load;
    host.addController(this);
  }

  /** The nearest `lang`, through shadow roots, else English. */
  get lang(): string {
    for (const element of around(this.host)) {
      const lang = element.closest<HTMLElement>("[lang]")?.lang;
      if (lang) return lang;
    }
    return "en";
  }

  /** What the page has registered for this language. */
  get words(): Words | undefined {
    return pageLanguages.find?.(this.lang);
  }

  /** The page's own word for `key`; undefined: the English one is meant. */
  word(key: string): string | undefined {
    return ((this.host.strings as Words | undefined)?.[key] ?? this.words?.[key]) as string | undefined;
  }

  hostConnected(): void {
    // It may be somewhere else now.
    this.#update();
    pageLanguages.told.add(this.#update);
    observer ??= new MutationObserver(() => {
      for (const tell of pageLanguages.told) tell();
    });
    // A tree that is observed already stays so.
    for (const element of around(this.host)) {
      observer.observe(element.getRootNode(), { subtree: true, attributeFilter: ["lang"] });
    }
  }

  hostDisconnected(): void {
    pageLanguages.told.delete(this.#update);
  }

  hostUpdate(): void {
    const { lang } = this;
    if (/^en\b/i.test(lang) || pageLanguages.has?.(lang, this.#key)) return;
    // What did not arrive is asked for again when the element is next drawn.
    this.ready = this.#load()
      .then(({ loadWords }) => loadWords(lang))
      .catch(() => undefined);
  }
}

let observer: MutationObserver | undefined;

/** The element, and every one whose shadow root it is in. */
export function around(element: Element): Element[] {
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? [element, ...around(root.host)] : [element];
}

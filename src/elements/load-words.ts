/** The words of other languages, each loaded when an element is in its language. Files for a script tag have none of them: a page says what it loads. */
import { loadNearest, type Loaders } from "./language-tags.js";

const locales: Loaders = {};

/** Resolves when the words for `lang` are registered, or at once if there are none; rejects if they did not arrive. */
export const loadWords = (lang: string): Promise<unknown> => loadNearest(lang, locales);

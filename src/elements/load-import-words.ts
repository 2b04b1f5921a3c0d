/** The words of the import's form in other languages; see `load-words.ts`. */
import { loadNearest, type Loaders } from "./language-tags.js";

const locales: Loaders = {};

/** Resolves when the words for `lang` are registered, or at once if there are none; rejects if they did not arrive. */
export const loadWords = (lang: string): Promise<unknown> => loadNearest(lang, locales);

/** Imports code on demand, so that a failed import can be tried again in every browser. */

let count = 0;

/**
 * Calls `load`, which imports a module. Firefox keeps a module that failed under its address, and never asks for it again
 * (https://github.com/whatwg/html/issues/6768): there the module is imported once more by its address with another
 * fragment. Rejects, or resolves with a module that lacks the expected exports, when a module failed that this one imports:
 * then only loading the page again helps.
 */
export const importAgain = <Module>(load: () => Promise<Module>): Promise<Module> =>
  load().catch((error: unknown) => {
    // Firefox's own message, which no other browser and no bundler has. A bundler must leave this import alone.
    const [, url] = /^error loading dynamic.+ (.+)/.exec((error as Error).message) ?? [];
    if (!url) throw error;
    return import(/* @vite-ignore */ /* webpackIgnore: true */ `${url}#${++count}`) as Promise<Module>;
  });

/** Keeps the API key on the server: this package part does not run in a browser. */

/**
 * Throws in a browser, detected by `window` and `document` together. Either alone is not enough: Deno had a `window`,
 * and some test setups define a `document`.
 */
export function refuseInBrowser(): void {
  const scope = globalThis as { window?: unknown; document?: unknown };
  if (scope.window !== undefined && scope.document !== undefined) {
    throw new Error(
      "ofauth-elements/server holds the API key and must not run in a page. Import it only in server code.",
    );
  }
}

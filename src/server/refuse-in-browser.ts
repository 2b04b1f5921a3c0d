/** The API key belongs on a server: this code refuses to run in a page. */

/**
 * Throws where a page is: `window` and `document` together. One of the two alone is no page (Deno has had a `window`,
 * some test set-ups define a `document`).
 */
export function refuseInBrowser(): void {
  const scope = globalThis as { window?: unknown; document?: unknown };
  if (scope.window !== undefined && scope.document !== undefined) {
    throw new Error(
      "ofauth-elements/server holds the API key and must not run in a page. Import it in server code only.",
    );
  }
}

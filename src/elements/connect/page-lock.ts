/**
 * State that all copies of this package on a page share: there is one flow at a time, and one reading of a callback. It is
 * stored on the document under a registered symbol, so that copies of different versions find it too.
 */
export interface PageRecord {
  /** Controller whose flow holds the page's lock. */
  owner?: object | undefined;
  /** Whether an element has already looked for the callback of a redirect. */
  callbackRead?: boolean;
}

const key = Symbol.for("ofauth-elements");

export const pageRecord = (document: Document): PageRecord =>
  ((document as Document & { [key]?: PageRecord })[key] ??= {});

/**
 * One flow per page, and one reading of a return per page, however many copies of this package the page has loaded: the
 * record lies on the document under a registered symbol.
 */
export interface PageRecord {
  /** Whose flow is open. */
  owner?: object | undefined;
  /** Whether an element has already looked for what a redirect has brought back. */
  returnRead?: boolean;
}

const key = Symbol.for("ofauth-elements");

export const pageRecord = (document: Document): PageRecord =>
  ((document as Document & { [key]?: PageRecord })[key] ??= {});

/**
 * One flow per page, and one reading of a return per page, however many copies of this package the page has loaded: the
 * record lies on the document under a registered symbol.
 */
interface PageRecord {
  owner?: object | undefined;
  returnRead?: boolean;
}

const key = Symbol.for("ofauth-elements");

const recordOf = (document: Document): PageRecord => ((document as Document & { [key]?: PageRecord })[key] ??= {});

/** Takes the page's one flow for `owner`. False while somebody else has it. */
export function claimPage(document: Document, owner: object): boolean {
  const record = recordOf(document);
  record.owner ??= owner;
  return record.owner === owner;
}

export function releasePage(document: Document, owner: object): void {
  const record = recordOf(document);
  if (record.owner === owner) record.owner = undefined;
}

/** True for the first caller in this page: it reads what a redirect has brought back. */
export function claimReturn(document: Document): boolean {
  const record = recordOf(document);
  if (record.returnRead) return false;
  return (record.returnRead = true);
}

/**
 * The only module of the browser that writes to the console. A line contains our own text, never a secret, an id, an address or
 * text from OFAuth.
 */
import type { ErrorCode } from "../protocol/error-codes.js";

/** Writes one line about a page that does not do what its author expects. `docs`: a file and its heading. */
export function warnDeveloper(code: ErrorCode, sentence: string, docs: string): void {
  // oxlint-disable-next-line no-console -- as above
  console.warn(`ofauth-elements: ${code}: ${sentence} See docs/${docs}`);
}

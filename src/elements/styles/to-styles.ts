// oxlint-disable-next-line project/no-html-from-text -- the texts are constants of this package
import { unsafeCSS, type CSSResult } from "lit";

/**
 * Makes a stylesheet of Lit from a constant text of this package. Not Lit's `css` tag: it takes no plain texts, which the
 * dialog and `createLink()` share with the elements, and it is 150 bytes larger in every bundle.
 */
export const toStyles = (text: string): CSSResult => unsafeCSS(text);

import { css, type CSSResult } from "lit";

/**
 * Makes a stylesheet of Lit from plain text. `css` takes only the text of a template literal; this is a constant of the
 * package, passed as one.
 */
export const toStyles = (text: string): CSSResult => css([text] as unknown as TemplateStringsArray);

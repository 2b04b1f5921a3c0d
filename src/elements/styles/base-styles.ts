import { css, type CSSResult } from "lit";
import { controls } from "./controls.js";
import { tokens } from "./tokens.js";

/**
 * The stylesheet that every element has before its own. `css` takes only the text of a template literal; this is a constant
 * of the package, passed as one.
 */
export const baseStyles: CSSResult = css([tokens + controls] as unknown as TemplateStringsArray);

import type { CSSResult } from "lit";
import { actions, buttons } from "../../styles/controls.js";
import { contentTokens, tokens } from "../../styles/tokens.js";
import { toStyles } from "./to-styles.js";

/** The stylesheet that every element but the button has before its own. */
export const baseStyles: CSSResult = toStyles(tokens + contentTokens + buttons + actions);

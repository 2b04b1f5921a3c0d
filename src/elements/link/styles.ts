import { buttons } from "../../styles/controls.js";
import { tokens } from "../../styles/tokens.js";

/** Stylesheet of a dialog that belongs to no element: what the dialog inherits in an element. */
export const linkStyles: string = `${tokens}${buttons}:host { display: contents; }`;

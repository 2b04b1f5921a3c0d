import { html, type TemplateResult } from "lit";

/** A drawing of lines in the colour of the text beside it, which says the same in words. */
export const icon = (path: string): TemplateResult =>
  html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`;

export const checkPath = "M5 13l4 4L19 7";

import { html, type TemplateResult } from "lit";

/** Template of a line icon in the color of its text. Hidden from screen readers: the text next to it has the same meaning. */
export const icon = (path: string): TemplateResult =>
  html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`;

export const checkPath = "M5 13l4 4L19 7";

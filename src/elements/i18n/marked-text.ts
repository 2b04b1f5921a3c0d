import { html, type TemplateResult } from "lit";
import type { Localizer } from "./localizer.js";

/** Renders a string of an element; see `markedText`. */
export type ShowText = (text: TemplateResult | string) => TemplateResult | string;

/** Renders a string of the element; marked as English where that stands in for the language around it (WCAG 2.2, 3.1.2). */
export const markedText = (localizer: Localizer, text: TemplateResult | string): TemplateResult | string =>
  localizer.isFallback ? html`<span lang="en" dir="ltr">${text}</span>` : text;

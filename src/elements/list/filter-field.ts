/** Template of a filter: a native select with its label. */
import { html, type TemplateResult } from "lit";
import type { TextKey } from "../connect/strings.js";

/** @param options - Values, each with the key of its text. */
export function filterField(
  label: TextKey,
  value: string,
  options: readonly (readonly [value: string, label: TextKey])[],
  choose: (value: string) => void,
  text: (key: TextKey) => string,
): TemplateResult {
  const all: [string, string][] = options.map(([option, key]) => [option, text(key)]);
  // The page may have set a value that has no text here.
  if (!options.some(([option]) => option === value)) all.push([value, value]);
  const change = (event: Event) => choose((event.target as HTMLSelectElement).value);
  // oxlint-disable-next-line lit-a11y/no-invalid-change-handler -- the list changes, and the focus stays
  const select = html`<select part="filter" @change=${change}>
    ${all.map(([option, name]) => html`<option value=${option} .selected=${option === value}>${name}</option>`)}
  </select>`;
  return html`<label>${text(label)} ${select}</label>`;
}

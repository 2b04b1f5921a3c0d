/** A filter over a list of connections. */
import { html, type TemplateResult } from "lit";
import type { TextKey } from "../connect/strings.js";

/** `options`: each value with its words. */
export function filterField(
  label: TextKey,
  value: string,
  options: readonly (readonly [value: string, words: TextKey])[],
  choose: (value: string) => void,
  text: (key: TextKey) => string,
): TemplateResult {
  const all: [string, string][] = options.map(([option, words]) => [option, text(words)]);
  // A page may have set something that has no words here.
  if (!options.some(([option]) => option === value)) all.push([value, value]);
  const change = (event: Event) => choose((event.target as HTMLSelectElement).value);
  // oxlint-disable-next-line lit-a11y/no-invalid-change-handler -- the list changes, and the focus stays
  const select = html`<select part="filter" @change=${change}>
    ${all.map(([option, words]) => html`<option value=${option} .selected=${option === value}>${words}</option>`)}
  </select>`;
  return html`<label>${text(label)} ${select}</label>`;
}

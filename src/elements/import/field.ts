/** One field of the import's form with all that belongs to it: name, hint, the button beside it, and what is wrong. */
import { html, nothing, type TemplateResult } from "lit";
import type { ImportStringKey, ImportStrings } from "./strings.js";
import type { FieldProblem } from "./validate-session.js";

export interface ImportField {
  /** Of the control; those of the hint and of the problem begin with it. */
  readonly id: string;
  readonly label: ImportStringKey;
  readonly hint: ImportStringKey;
  readonly control: TemplateResult;
  readonly action: TemplateResult;
  readonly problem: FieldProblem | undefined;
}

export function importField(
  { id, label, hint, control, action, problem }: ImportField,
  words: ImportStrings,
): TemplateResult {
  return html`<div class="field">
    <div class="top">
      <label part="label" for=${id}>${words[label]}</label>
      ${action}
    </div>
    <p part="hint" id="${id}-hint">${words[hint]}</p>
    ${control}
    ${
      problem
        ? html`<p part="error" id="${id}-error">${[words[problem.key], problem.names?.join(", ")].join(" ").trim()}</p>`
        : nothing
    }
  </div>`;
}

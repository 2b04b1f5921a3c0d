/** The question before a destructive action: it takes the place of the buttons. */
import { html, nothing, type TemplateResult } from "lit";
import type { ShowText } from "../i18n/marked-text.js";
import type { DestructiveAction } from "./destructive-actions.js";

export interface ConfirmQuestion {
  readonly action: DestructiveAction;
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  readonly busy: boolean;
  /** Whether the user can confirm already. */
  readonly isReady: boolean;
  readonly confirm: () => void;
  readonly keep: () => void;
}

export const confirmation = (
  { action, question, yes, no, busy, isReady, confirm, keep }: ConfirmQuestion,
  show: ShowText,
): TemplateResult =>
  html`<div
    part="confirm"
    role="group"
    aria-labelledby="question"
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      // So that it does not close a dialog around the element.
      event.preventDefault();
      event.stopPropagation();
      keep();
    }}
  >
    <span id="question">${show(question)}</span>
    <span class="choice"
      ><button
        part="action confirm-yes action-${action}"
        type="button"
        aria-busy=${busy ? "true" : nothing}
        aria-disabled=${isReady ? nothing : "true"}
        aria-describedby="question"
        @click=${confirm}
      >
        ${show(yes)}</button
      ><button
        part="action confirm-no"
        type="button"
        aria-disabled=${busy ? "true" : nothing}
        aria-describedby="question"
        @click=${keep}
      >
        ${show(no)}
      </button></span
    >
  </div>`;

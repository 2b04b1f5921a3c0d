import { html, nothing, type TemplateResult } from "lit";
import type { Message } from "./lazy-interface.js";

/** Renders the text under the button, with its actions. */
export function messageTemplate(message: Message | undefined): TemplateResult | typeof nothing {
  if (!message) return nothing;
  return html`<div part="message" id="message" class=${message.isError ? "error" : ""}>
    <span>${message.text}</span>
    ${message.actions.map(
      ({ label, part, run }) => html`<button part="action ${part}" type="button" @click=${run}>${label}</button>`,
    )}
  </div>`;
}

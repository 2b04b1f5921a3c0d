import { html, nothing, type TemplateResult } from "lit";
import type { Localizer } from "../i18n/localizer.js";
import { markedText } from "../i18n/marked-text.js";
import type { Message } from "./lazy-interface.js";

/** Renders the text under the button, with its actions. */
export function messageTemplate(message: Message | undefined, localizer: Localizer): TemplateResult | typeof nothing {
  if (!message) return nothing;
  return html`<div part="message" id="message" class=${message.isError ? "error" : ""}>
    <span>${markedText(localizer, message.text)}</span>
    ${message.actions.map(
      ({ label, part, run }) =>
        html`<button part="action ${part}" type="button" @click=${run}>${markedText(localizer, label)}</button>`,
    )}
  </div>`;
}

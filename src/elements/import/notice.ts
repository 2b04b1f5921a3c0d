/** What the import says when it has sent: how it went, and the offer to update the connection that is there already. */
import { html, nothing, type TemplateResult } from "lit";
import type { ImportController } from "./controller.js";
import type { ImportStrings } from "./strings.js";

/** `aria-busy` of the button that sends. */
export const busy = (sender: ImportController): "true" | typeof nothing => (sender.isSending ? "true" : nothing);

export function importMessage({ notice }: ImportController): TemplateResult | typeof nothing {
  if (!notice) return nothing;
  const { username, name } = notice.connection?.userData ?? {};
  return html`<p part="message" id="message" class=${notice.kind}>
    ${notice.text} <bdi>${username ? `@${username}` : name}</bdi>
  </p>`;
}

export function importOffer(sender: ImportController, words: ImportStrings): TemplateResult {
  return html`<div part="offer" role="group" tabindex="-1" aria-labelledby="offer">
    <p id="offer">${words.importOffer}</p>
    <div class="actions">
      <button
        class="primary"
        part="action action-update"
        type="button"
        aria-busy=${busy(sender)}
        @click=${() => sender.acceptOffer()}
      >
        ${words.importOfferUpdate}
      </button>
      <button part="action action-cancel" type="button" @click=${() => sender.reset()}>
        ${words.importOfferCancel}
      </button>
    </div>
    ${importMessage(sender)}
  </div>`;
}

import { html, nothing, type TemplateResult } from "lit";
import type { ConnectionStatusName } from "../events/connection-events.js";
import type { TextKey } from "../connect/strings.js";
import { badge } from "./badge.js";

interface Placeholder {
  readonly status: ConnectionStatusName;
  readonly isCard: boolean;
  /** Whether the rest of the code failed to load. */
  readonly isMissing: boolean;
  readonly text: (key: TextKey) => string;
  readonly retry: () => void;
}

/** What an element shows until the rest of its code has loaded, in the size that it will have then. */
export function placeholder({ status, isCard, isMissing, text, retry }: Placeholder): TemplateResult {
  const label = badge(status, text);
  return html`<div part="base" class=${isCard ? "card" : nothing} aria-busy=${isMissing ? nothing : "true"}>
    ${isCard ? html`<div class="head"><span part="avatar"></span><span class="names"></span>${label}</div>` : label}
    ${
      isMissing
        ? html`<span part="actions"
            ><button part="action action-retry" type="button" @click=${retry}>${text("retry")}</button></span
          >`
        : nothing
    }
  </div>`;
}

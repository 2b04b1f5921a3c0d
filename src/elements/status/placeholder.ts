import { html, nothing, type TemplateResult } from "lit";
import type { ConnectionStatusName } from "../events/connection-events.js";
import type { Localizer } from "../i18n/localizer.js";
import { markedText, type ShowText } from "../i18n/marked-text.js";
import type { Strings, TextKey } from "../connect/strings.js";
import { badge } from "./badge.js";

interface Placeholder {
  readonly status: ConnectionStatusName;
  readonly isCard: boolean;
  /** Whether the card of an active connection has buttons. */
  readonly isActing: boolean;
  /** Whether the rest of the code failed to load. */
  readonly isMissing: boolean;
  readonly localizer: Localizer;
  readonly strings: Partial<Strings>;
  readonly retry: () => void;
}

/** What an element shows until the rest of its code has loaded, in the size that it will have then. */
export function placeholder({
  status,
  isCard,
  isActing,
  isMissing,
  localizer,
  strings,
  retry,
}: Placeholder): TemplateResult {
  const text = (key: TextKey) => localizer.string(key) ?? strings[key] ?? "";
  const show: ShowText = (string) => markedText(localizer, string);
  const label = badge(status, text, show);
  return html`<div
    part="base"
    class=${isCard ? (isActing ? "card acting" : "card") : nothing}
    aria-busy=${isMissing ? nothing : "true"}
  >
    ${isCard ? html`<div class="head"><span part="avatar"></span><span class="names"></span>${label}</div>` : label}
    ${
      isMissing
        ? html`<span part="actions"
            ><button part="action action-retry" type="button" @click=${retry}>${show(text("retry"))}</button></span
          >`
        : nothing
    }
  </div>`;
}

/** Template of the element: a badge or a card, with actions or a confirmation, and a message. */
import { html, nothing, type TemplateResult } from "lit";
import type { Connection } from "../../protocol/connection.js";
import type { Message } from "../connect/lazy-interface.js";
import type { ConnectionStatusName } from "../events/connection-events.js";
import { avatar } from "./avatar.js";
import { badge } from "./badge.js";
import { actionRow, cardMessage, type ActionRow } from "./buttons.js";
import { confirmation, type ConfirmQuestion } from "./confirm-question.js";
import { meta, names, permissions } from "./card.js";
import type { Localizer } from "../i18n/localizer.js";
import { markedText, type ShowText } from "../i18n/marked-text.js";
import type { StatusTextKey } from "./strings.lazy.js";

/** What the template shows, and what it calls. */
interface StatusView {
  readonly status: ConnectionStatusName;
  readonly connection: Connection | undefined;
  readonly isCard: boolean;
  /** Whether the card of an active connection has buttons. */
  readonly isActing: boolean;
  readonly isBusy: boolean;
  readonly isStale: boolean;
  /** Describes what a click on the reconnect button does. */
  readonly hint: string;
  readonly actions: ActionRow;
  /** Replaces the actions. */
  readonly confirmation: ConfirmQuestion | undefined;
  readonly message: Message | undefined;
  /** URL of the picture that failed to load. */
  readonly brokenPicture: string | undefined;
  readonly pictureFailed: (url: string) => void;
  readonly text: (key: StatusTextKey) => string;
  readonly localizer: Localizer;
}

export function statusTemplate(view: StatusView): TemplateResult {
  const { isCard, status, text, localizer } = view;
  const show: ShowText = (string) => markedText(localizer, string);
  const isNamed = isCard && view.connection !== undefined;
  const message = view.message ? cardMessage(view.message, show) : nothing;
  return html`<div
    part="base"
    class=${isCard ? (view.isActing ? "card acting" : "card") : nothing}
    role=${isNamed ? "group" : nothing}
    aria-labelledby=${isNamed ? "name" : nothing}
    aria-busy=${view.isBusy ? "true" : nothing}
  >
    ${isCard ? card(view, show) : badge(status, text, show)} ${isCard ? message : nothing}
    ${view.confirmation ? confirmation(view.confirmation, show) : actionRow(view.actions, show)}
    <span id="hint" class="unseen">${show(view.hint)}</span>
    ${isCard ? nothing : message}
  </div>`;
}

function card(view: StatusView, show: ShowText): TemplateResult {
  const { status, connection, brokenPicture, pictureFailed, text } = view;
  return html`<div class="head">
      ${avatar(connection?.userData ?? null, brokenPicture, pictureFailed)} ${names(connection, view, show)}
      ${badge(status, text, show)}
    </div>
    ${connection && [meta(connection, view, show), permissions(connection, view, show)]}`;
}

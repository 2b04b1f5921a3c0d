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
import type { StatusTextKey } from "./strings.lazy.js";

/** What the template shows, and what it calls. */
interface StatusView {
  readonly status: ConnectionStatusName;
  readonly connection: Connection | undefined;
  readonly isCard: boolean;
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
  /** Language for times. */
  readonly lang: string;
  readonly number: (value: number) => string;
  readonly text: (key: StatusTextKey) => string;
}

export function statusTemplate(view: StatusView): TemplateResult {
  const { isCard, status, text } = view;
  const isNamed = isCard && view.connection !== undefined;
  const message = view.message ? cardMessage(view.message) : nothing;
  return html`<div
    part="base"
    class=${isCard ? "card" : nothing}
    role=${isNamed ? "group" : nothing}
    aria-labelledby=${isNamed ? "name" : nothing}
    aria-busy=${view.isBusy ? "true" : nothing}
  >
    ${isCard ? card(view) : badge(status, text)} ${isCard ? message : nothing}
    ${view.confirmation ? confirmation(view.confirmation) : actionRow(view.actions)}
    <span id="hint" class="unseen">${view.hint}</span>
    ${isCard ? nothing : message}
  </div>`;
}

function card({ status, connection, isStale, brokenPicture, pictureFailed, lang, number, text }: StatusView) {
  return html`<div class="head">
      ${avatar(connection?.userData ?? null, brokenPicture, pictureFailed)} ${names(connection, text)}
      ${badge(status, text)}
    </div>
    ${connection && [meta(connection, isStale, lang, text), permissions(connection, number, text)]}`;
}

/** Buttons of the element: the actions for a status, and those of a message. */
import { html, nothing, type TemplateResult } from "lit";
import type { Message } from "../connect/lazy-interface.js";
import type { TextKey } from "../connect/strings.js";
import type { ConnectionStatusName } from "../events/connection-events.js";
import type { ShowText } from "../i18n/marked-text.js";
import type { DestructiveAction } from "./destructive-actions.js";

export type StatusAction = "retry" | "reconnect" | "refresh" | DestructiveAction;

/** Statuses in which an action makes sense, in the order of the buttons: destructive actions come last. */
const possible: Readonly<Record<Exclude<StatusAction, "retry">, readonly ConnectionStatusName[]>> = {
  reconnect: ["none", "expired", "awaiting_2fa", "unknown"],
  refresh: ["none", "active", "expired", "awaiting_2fa", "unknown"],
  invalidate: ["active", "awaiting_2fa", "unknown"],
  disconnect: ["active", "expired", "awaiting_2fa", "unknown"],
};

/** Actions when the attribute is removed. */
const defaultActions = "reconnect";

/** Returns those of the `wanted` actions that make sense for a status. After a failed fetch, only a retry does. */
export function offeredActions(wanted: string | null | undefined, status: ConnectionStatusName): StatusAction[] {
  const names = (wanted ?? defaultActions).split(/\s+/);
  const known = (Object.keys(possible) as (keyof typeof possible)[]).filter((action) => names.includes(action));
  if (status === "error") return known.length > 0 ? ["retry"] : [];
  return known.filter((action) => possible[action].includes(status));
}

const labels: Readonly<Record<StatusAction, TextKey>> = {
  retry: "retry",
  reconnect: "actionReconnect",
  refresh: "actionRefresh",
  invalidate: "actionInvalidate",
  disconnect: "actionDisconnect",
};

/** Returns the key of a button's label. */
export const actionLabel = (action: StatusAction, status: ConnectionStatusName): TextKey =>
  action === "reconnect" && status === "none" ? "actionConnect" : labels[action];

export interface ActionRow {
  readonly actions: readonly StatusAction[];
  readonly label: (action: StatusAction) => string;
  readonly busy: (action: StatusAction) => boolean;
  readonly run: (action: StatusAction) => void;
  /** Called when the user is about to click the reconnect button. */
  readonly prefetch: (trigger: "hover" | "press") => void;
}

export const actionRow = (
  { actions, label, busy, run, prefetch }: ActionRow,
  show: ShowText,
): TemplateResult | typeof nothing =>
  actions.length === 0
    ? nothing
    : html`<span part="actions"
        >${actions.map((action) => {
          const expect = action === "reconnect" ? prefetch : () => undefined;
          return html`<button
            part="action action-${action}"
            type="button"
            aria-busy=${busy(action) ? "true" : nothing}
            aria-describedby=${action === "reconnect" ? "hint" : nothing}
            @pointerenter=${() => expect("hover")}
            @focus=${() => expect("hover")}
            @pointerdown=${() => expect("press")}
            @click=${() => run(action)}
          >
            ${show(label(action))}
          </button>`;
        })}</span
      >`;

export const cardMessage = ({ text, isError, actions }: Message, show: ShowText): TemplateResult =>
  html`<div part="message" id="message" class=${isError ? "error" : nothing} tabindex="-1">
    <span>${show(text)}</span>
    ${actions.map(
      ({ label, part, run }) => html`<button part="action ${part}" type="button" @click=${run}>${show(label)}</button>`,
    )}
  </div>`;

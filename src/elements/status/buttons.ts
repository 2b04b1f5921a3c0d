/** What can be done about a connection, and the question before it is. */
import { html, nothing, type TemplateResult } from "lit";
import type { Message } from "../connect/lazy-interface.js";
import type { ConnectionStatusName } from "../events/connection-events.js";
import type { DestructiveAction } from "./destructive-actions.js";

export type StatusAction = "retry" | "reconnect" | "refresh" | DestructiveAction;

/** In the order in which they are shown: what takes something away comes last. */
const possible: Readonly<Record<Exclude<StatusAction, "retry">, readonly ConnectionStatusName[]>> = {
  reconnect: ["none", "expired", "awaiting_2fa", "unknown"],
  refresh: ["none", "active", "expired", "awaiting_2fa", "unknown"],
  invalidate: ["active", "awaiting_2fa", "unknown"],
  disconnect: ["active", "expired", "awaiting_2fa", "unknown"],
};

/** What a status offers where nothing is said. */
const defaultActions = "reconnect";

/** Those of the `wanted` actions that make sense now. A status that could not be read can only be read again. */
export function offeredActions(wanted: string | null | undefined, status: ConnectionStatusName): StatusAction[] {
  const names = (wanted ?? defaultActions).split(/\s+/);
  const known = (Object.keys(possible) as (keyof typeof possible)[]).filter((action) => names.includes(action));
  if (status === "error") return known.length > 0 ? ["retry"] : [];
  return known.filter((action) => possible[action].includes(status));
}

export interface ActionRow {
  readonly actions: readonly StatusAction[];
  readonly label: (action: StatusAction) => string;
  readonly busy: (action: StatusAction) => boolean;
  readonly run: (action: StatusAction) => void;
  /** The pointer or the focus is on its way to a reconnect, or has pressed. */
  readonly expect: (how: "hover" | "press") => void;
}

export const actionRow = ({ actions, label, busy, run, expect }: ActionRow): TemplateResult | typeof nothing =>
  actions.length === 0
    ? nothing
    : html`<span part="actions"
        >${actions.map((action) => {
          const ahead = action === "reconnect" ? expect : () => undefined;
          return html`<button
            part="action action-${action}"
            type="button"
            aria-busy=${busy(action) ? "true" : nothing}
            aria-describedby=${action === "reconnect" ? "hint" : nothing}
            @pointerenter=${() => ahead("hover")}
            @focus=${() => ahead("hover")}
            @pointerdown=${() => ahead("press")}
            @click=${() => run(action)}
          >
            ${label(action)}
          </button>`;
        })}</span
      >`;

export interface Confirmation {
  readonly action: DestructiveAction;
  readonly question: string;
  readonly yes: string;
  readonly no: string;
  readonly busy: boolean;
  readonly confirm: () => void;
  readonly keep: () => void;
}

export const confirmation = ({ action, question, yes, no, busy, confirm, keep }: Confirmation): TemplateResult =>
  html`<div
    part="confirm"
    role="group"
    aria-labelledby="question"
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      // Not the Escape of a dialog around us.
      event.preventDefault();
      event.stopPropagation();
      keep();
    }}
  >
    <span id="question">${question}</span>
    <span class="choice"
      ><button
        part="action confirm-yes action-${action}"
        type="button"
        aria-busy=${busy ? "true" : nothing}
        aria-describedby="question"
        @click=${({ detail }: MouseEvent) => {
          // The second click of a double click on what was here before is no answer.
          if (detail < 2) confirm();
        }}
      >
        ${yes}</button
      ><button
        part="action confirm-no"
        type="button"
        aria-disabled=${busy ? "true" : nothing}
        aria-describedby="question"
        @click=${keep}
      >
        ${no}
      </button></span
    >
  </div>`;

export const messageTemplate = ({ text, isError, actions }: Message): TemplateResult =>
  html`<div part="message" id="message" class=${isError ? "error" : nothing} tabindex="-1">
    <span>${text}</span>
    ${actions.map(
      ({ label, part, run }) => html`<button part="action ${part}" type="button" @click=${run}>${label}</button>`,
    )}
  </div>`;

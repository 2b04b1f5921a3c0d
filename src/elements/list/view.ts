/** Templates of the list: filters, the connect button, notices, and the pager. */
import { html, nothing, type TemplateResult } from "lit";
import type { TextKey } from "../connect/strings.js";
import { formatNumber } from "../i18n/format.js";
import type { Localizer } from "../i18n/localizer.js";
import { markedText, type ShowText } from "../i18n/marked-text.js";
import { icon } from "../styles/icon.js";
import type { ListController } from "./controller.js";
import { filterField } from "./filter-field.js";
import type { ConnectionRows } from "./rows.js";

/** What the templates show, and what they call. */
interface ListView {
  readonly page: ListController;
  readonly rows: ConnectionRows;
  readonly status: string;
  readonly imported: string;
  /** Actions of the rows. */
  readonly actions: string;
  readonly hasHeading: boolean;
  readonly errorText: string;
  readonly text: (key: TextKey) => string;
  readonly localizer: Localizer;
  readonly headingChanged: () => void;
  readonly retry: () => void;
  /** Sets a filter; without a name, clears both. */
  readonly filter: (name?: "status" | "imported", value?: string) => void;
  /** Stands in for `dispatchEvent` of the connect element. */
  readonly dispatch: (event: Event) => boolean;
}

const statuses = [
  ["", "filterAll"],
  ["active", "status_active"],
  ["awaiting_2fa", "status_awaiting_2fa"],
  ["expired", "status_expired"],
] as const;

const sources = [
  ["", "filterAll"],
  ["false", "filterConnected"],
  ["true", "imported"],
] as const;

const plus = icon("M12 5v14M5 12h14");

type Filters = Pick<ListView, "status" | "imported">;

const isFiltered = ({ status, imported }: Filters): boolean => Boolean(status || imported);

/** Returns the text for a list without connections. */
export const emptyText = (filters: Filters, text: ListView["text"]): string =>
  text(isFiltered(filters) ? "emptyFiltered" : "emptyList");

export function listTemplate(view: ListView): TemplateResult {
  const { page, rows, text } = view;
  // Without any connection the connect button is the main action; filters would have nothing to filter.
  const isFirst = page.state === "empty" && rows.isEmpty && !isFiltered(view);
  return html`<div part="base" class=${isFirst ? "first" : nothing}>
    <div class=${view.hasHeading ? "top headed" : "top"}>
      <slot name="heading" @slotchange=${view.headingChanged}></slot>
      ${isFirst ? nothing : filters(view)}
      <ofauth-connect
        part="connect"
        exportparts="button, dialog, frame"
        .dispatchEvent=${view.dispatch}
        lang=${foreign(view.localizer)}
        .label=${text(isFirst ? "connect" : "connectAnother")}
        ><span slot="icon">${plus}</span></ofauth-connect
      >
    </div>
    ${content(view)} ${pager(view)}
  </div>`;
}

function filters({ status, imported, filter, text, localizer }: ListView): TemplateResult {
  return html`<div part="filters" lang=${foreign(localizer)}>
    ${filterField("filterStatus", status, statuses, (value) => filter("status", value), text)}
    ${filterField("filterSource", imported, sources, (value) => filter("imported", value), text)}
  </div>`;
}

function content(view: ListView): unknown {
  const { page, rows, text } = view;
  const show: ShowText = (string) => markedText(view.localizer, string);
  const retry = button("action-retry", show(text("retry")), view.retry);
  if (page.state === "error") return notice("error", [html`<p>${show(view.errorText)}</p>`, retry]);
  if (!rows.isEmpty) {
    return [
      page.isStale ? html`<div part="stale"><span>${show(text("staleList"))}</span> ${retry}</div>` : nothing,
      rows.list,
    ];
  }
  if (page.state === "loading") {
    const isActing = /refresh|invalidate|disconnect/.test(view.actions);
    return html`<div part="loading" class=${isActing ? "acting" : nothing} aria-busy="true" tabindex="-1">
      <span class="unseen">${show(text("loadingList"))}</span><i></i><i></i><i></i>
    </div>`;
  }
  return notice("empty", [
    html`<p>${show(emptyText(view, text))}</p>`,
    isFiltered(view) ? button("action-clear", show(text("clearFilters")), () => view.filter()) : nothing,
  ]);
}

/** For what cannot hold an element that marks its text: options, and the button's own label. */
const foreign = ({ isFallback }: Localizer) => (isFallback ? "en" : nothing);

const notice = (part: string, content: unknown): TemplateResult =>
  html`<div part=${part} class="notice" tabindex="-1">${content}</div>`;

function pager({ page: list, rows, text, localizer }: ListView): TemplateResult | typeof nothing {
  const { page, hasMore } = list;
  // While the next page loads, it is not known whether there is another one after it: keep the pager.
  if (page === 1 && !hasMore && (!list.isBusy || rows.isEmpty)) return nothing;
  const show: ShowText = (string) => markedText(localizer, string);
  return html`<div part="pager">
    ${button("action-previous", show(text("previous")), () => list.turn(-1), page === 1)}
    <span>${show(text("page").replace("{page}", formatNumber(localizer, page)))}</span>
    ${button("action-next", show(text("next")), () => list.turn(1), !hasMore)}
  </div>`;
}

/** `aria-disabled` instead of `disabled`, which would take the focus away from the user who turns the pages. */
const button = (part: string, label: ReturnType<ShowText>, run: () => void, isDisabled = false): TemplateResult =>
  html`<button part="action ${part}" type="button" aria-disabled=${isDisabled ? "true" : nothing} @click=${run}>
    ${label}
  </button>`;

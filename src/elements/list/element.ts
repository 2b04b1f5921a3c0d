import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Connection } from "../../protocol/connection.js";
import type { ConnectError } from "../../protocol/error-codes.js";
import type { GetConnectionsClient } from "../status/connection-observer.js";
import { ConnectionRows } from "./rows.js";
import { BaseElement } from "../base-element.js";
import { define } from "../define.js";
import { flowSettings, type FlowSettings, type SettingsTable } from "../flow-settings.js";
import { OFAuthErrorEvent } from "../events/connect-events.js";
import type { FlowStringKey } from "../connect/strings.lazy.js";
import { icon } from "../styles/icon.js";
import { Localizer } from "../i18n/localizer.js";
import { listStrings } from "./strings.js";
import type * as LoadedList from "./controller.lazy.js";
import { filterField } from "./filter-field.js";
import { OFAuthConnect } from "../connect/element.js";
import { OFAuthConnectionStatus } from "../status/element.js";
import { listStyles } from "./styles.js";
import { ListController, type ListState } from "./controller.js";
import { setCustomState } from "../custom-states.js";
import { formatNumber } from "../i18n/format.js";
import { statusStrings } from "../status/strings.lazy.js";
import { buttonStrings, type TextKey } from "../connect/strings.js";
import { baseStyles } from "../styles/base-styles.js";

// The shared settings: declared in `flow-settings.ts`, assigned by `BaseElement`.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- as above
export interface OFAuthConnections extends FlowSettings {}

/**
 * All connections of the user, a page at a time: each as a card with what can be done about it, and a button that connects
 * another one. Whatever happens in a row or to the button is told by this element, as if it were its own.
 *
 * @fires {OFAuthErrorEvent} ofauth-error - The page could not be read, or something in it has failed.
 * @fires {OFAuthStatusChangeEvent} ofauth-status-change - Of a row.
 * @fires {OFAuthBeforeInvalidateEvent} ofauth-before-invalidate - Before a session is ended, and before the user is asked; prevent it and nothing happens.
 * @fires {OFAuthInvalidatedEvent} ofauth-invalidated - A session was ended; it can be reconnected.
 * @fires {OFAuthBeforeDisconnectEvent} ofauth-before-disconnect - Before a connection is removed, and before the user is asked; prevent it and nothing happens.
 * @fires {OFAuthDisconnectedEvent} ofauth-disconnected - A connection is gone for good.
 * @fires {OFAuthBeforeOpenEvent} ofauth-before-open - Before an attempt to connect or reconnect; prevent it and nothing happens.
 * @fires {OFAuthOpenEvent} ofauth-open - The hosted page is being opened.
 * @fires {OFAuthLoadEvent} ofauth-load - The hosted page in the frame is ready.
 * @fires {OFAuthStallEvent} ofauth-stall - Something is in the way; the user is shown another way.
 * @fires {OFAuthSuccessEvent} ofauth-success - An account is connected.
 * @fires {OFAuthCancelEvent} ofauth-cancel - The attempt ended by somebody's choice.
 * @fires {OFAuthCloseEvent} ofauth-close - The attempt is over: always last, once per attempt.
 * @fires {OFAuthStateChangeEvent} ofauth-state-change - The attempt is at another step.
 * @fires {OFAuthSessionRenewedEvent} ofauth-session-renewed - An unknown session was replaced by a new one.
 * @fires {OFAuthSandboxInfoEvent} ofauth-sandbox-info - The hosted page runs in the sandbox and says what to type.
 *
 * @attr {string} lang - Language of the words (BCP 47). Default: that of the nearest element with `lang`, through shadow roots, else English.
 *
 * @slot heading - A heading over the list.
 *
 * @csspart base - Everything.
 * @csspart connect - The element with the button that connects another account.
 * @csspart button - The button in it.
 * @csspart dialog - The modal of that button.
 * @csspart frame - The frame in that modal.
 * @csspart filters - The filters.
 * @csspart filter - Each of them.
 * @csspart loading - What stands there before the first page.
 * @csspart list - The list.
 * @csspart row - One connection in it.
 * @csspart card - Its card: `base` of `<ofauth-connection-status>`.
 * @csspart badge - The badge in a card.
 * @csspart avatar - The picture in a card, or initials.
 * @csspart name - The name in a card.
 * @csspart username - The @username in a card.
 * @csspart meta - When a card's connection was checked, and how it came.
 * @csspart actions - All buttons of a card.
 * @csspart confirm - The question that takes their place.
 * @csspart empty - What stands there when there is none.
 * @csspart error - What stands there when the page could not be read.
 * @csspart stale - The mark of a list that could not be updated.
 * @csspart pager - The buttons that turn pages, and the page's number.
 * @csspart action - Every button of the list itself and of its cards.
 * @csspart action-retry - The list's one that tries again.
 * @csspart action-clear - The one that clears the filters.
 * @csspart action-previous - The one that turns back a page.
 * @csspart action-next - The one that turns to the next page.
 *
 * @cssstate loading - The first page is not there yet.
 * @cssstate ready - A page with connections is there.
 * @cssstate empty - There is none.
 * @cssstate error - The page could not be read.
 */
export class OFAuthConnections extends BaseElement<FlowSettings> {
  static override readonly styles: CSSResultGroup = [baseStyles, listStyles];
  /** @internal */
  static override readonly settings: SettingsTable<FlowSettings> = flowSettings;
  static override readonly properties: PropertyDeclarations = {
    pageSize: { type: Number, attribute: "page-size" },
    status: {},
    imported: {},
    actions: {},
    refresh: { type: Number },
    ...flowSettings,
  };

  /** Registers the element, and the two that it is made of. A name that is taken is left as it is: the first copy of a page wins. */
  static define(tag = "ofauth-connections", registry?: CustomElementRegistry): void {
    OFAuthConnect.define(undefined, registry);
    OFAuthConnectionStatus.define(undefined, registry);
    define(this, tag, registry);
  }

  /** Connections on a page, 1 to 100. */
  pageSize = 10;
  /** Only those with this status; "" for all. The user can change it. */
  status = "";
  /** `true`: only imported ones; `false`: only those that were connected through OFAuth's page; "" for all. The user can change it. */
  imported = "";
  /** What each row offers: any of `reconnect refresh invalidate disconnect`, separated by spaces. */
  actions = defaultActions;
  /** Seconds between two reads while the page is seen, at least 10; 0: only when there is a reason to. */
  refresh = 0;

  readonly #internals = this.attachInternals();
  readonly #speech = new Localizer(this, "connect", () => import("../i18n/load-locale.js"));
  readonly #page = new ListController(this, () => this.#load());
  #loaded: typeof LoadedList | undefined;
  readonly #rows: ConnectionRows;
  #error: ConnectError | undefined;
  /** What had the focus before an update, and in which row it was. */
  #focused: { readonly element: Element; readonly row: number } | undefined;

  constructor() {
    super();
    this.#rows = new ConnectionRows(this.ownerDocument, this.#tell);
    setCustomState(this.#internals, this.state);
  }

  /** `loading` until the first page is there, then `ready`, `empty` or `error`. */
  get state(): ListState {
    return this.#page.state;
  }

  /** Those on the page that is shown. */
  get connections(): readonly Connection[] {
    return this.#page.connections;
  }

  /** Reads the page anew. Resolves when it is there, or has failed; rejects for nothing. */
  refreshNow(): Promise<void> {
    return this.#page.refresh();
  }

  /** Of the button that connects another account. */
  override focus(options?: FocusOptions): void {
    this.renderRoot?.querySelector<HTMLElement>("[part=connect]")?.focus(options);
  }

  /** Declared so that `moveBefore()` does not disconnect and reconnect the element. */
  connectedMoveCallback(): void {}

  /** For the controller. @internal */
  pageChanged(asked: boolean): void {
    const { error, state, page, connections } = this.#page;
    const isNew = error !== undefined && error !== this.#error;
    this.#error = error;
    setCustomState(this.#internals, state);
    this.requestUpdate();
    if (isNew) this.#say(this.#errorText);
    else if (asked && !error) {
      const found = this.#text("announcePage").replace("{page}", formatNumber(this.#speech, page));
      this.#say(
        connections.length ? found.replace("{count}", formatNumber(this.#speech, connections.length)) : this.#emptyText,
      );
    }
    if (!isNew) return;
    const { code, message, retryable } = error;
    this.dispatchEvent(new OFAuthErrorEvent({ code, message, retryable }));
  }

  protected override willUpdate(): void {
    const element = this.shadowRoot?.activeElement;
    this.#focused = element
      ? { element, row: this.#rows.items.findIndex((item) => item.contains(element)) }
      : undefined;
    this.#rows.show(this.state === "error" ? undefined : this.connections, {
      ...this.#shared,
      actions: this.actions ?? defaultActions,
    });
    this.#rows.list.ariaLabel = this.#text("connections");
    this.#rows.list.ariaBusy = String(this.#page.isBusy);
  }

  protected override updated(): void {
    Object.assign(this.renderRoot.querySelector("ofauth-connect")!, this.#shared);
    const focused = this.#focused;
    if (!focused || focused.element.isConnected) return;
    // What had the focus has left the list: what is in its place now gets it.
    const { items } = this.#rows;
    const next = focused.row < 0 ? undefined : (items[focused.row] ?? items.at(-1));
    (next ?? this.renderRoot.querySelector<HTMLElement>("[tabindex]"))?.focus();
  }

  protected override render(): TemplateResult {
    const { state } = this;
    const isFirst = state === "empty" && this.#rows.isEmpty && !this.#isFiltered;
    return html`<div part="base" class=${isFirst ? "first" : nothing}>
      <div class=${this.querySelector(":scope > [slot=heading]") ? "top headed" : "top"}>
        <slot name="heading" @slotchange=${() => this.requestUpdate()}></slot>
        ${isFirst ? nothing : this.#renderFilters()}
        <ofauth-connect
          part="connect"
          exportparts="button, dialog, frame"
          .dispatchEvent=${this.#tell}
          .label=${this.#text(isFirst ? "connect" : "connectAnother")}
          ><span slot="icon">${plus}</span></ofauth-connect
        >
      </div>
      ${this.#renderContent()} ${this.#renderPager()}
    </div>`;
  }

  #renderContent(): unknown {
    const retry = this.#renderButton("action-retry", "retry", () => void this.refreshNow());
    const text = (part: string, content: unknown) =>
      html`<div part=${part} class="notice" tabindex="-1">${content}</div>`;
    if (this.state === "error") return text("error", [html`<p>${this.#errorText}</p>`, retry]);
    if (!this.#rows.isEmpty) {
      return [
        this.#page.isStale ? html`<div part="stale"><span>${this.#text("staleList")}</span> ${retry}</div>` : nothing,
        this.#rows.list,
      ];
    }
    if (this.state === "loading") {
      return html`<div part="loading" aria-busy="true" tabindex="-1">
        <span class="unseen">${this.#text("loadingList")}</span><i></i><i></i><i></i>
      </div>`;
    }
    const clear = () => (this.status = this.imported = "");
    return text("empty", [
      html`<p>${this.#emptyText}</p>`,
      this.#isFiltered ? this.#renderButton("action-clear", "clearFilters", clear) : nothing,
    ]);
  }

  #renderFilters(): TemplateResult {
    const text = this.#text;
    return html`<div part="filters">
      ${filterField("filterStatus", this.status ?? "", statuses, (value) => (this.status = value), text)}
      ${filterField("filterSource", this.imported ?? "", sources, (value) => (this.imported = value), text)}
    </div>`;
  }

  #renderPager(): TemplateResult | typeof nothing {
    const { page, hasMore } = this.#page;
    // While the next page is on its way, nobody knows whether there is one after it.
    if (page === 1 && !hasMore && (!this.#page.isBusy || this.#rows.isEmpty)) return nothing;
    // Not `disabled`, which would take the focus away from whoever turns pages.
    const button = (by: 1 | -1, part: string, label: TextKey, isOff: boolean) =>
      this.#renderButton(part, label, () => this.#page.turn(by), isOff);
    return html`<div part="pager">
      ${button(-1, "action-previous", "previous", page === 1)}
      <span>${this.#text("page").replace("{page}", formatNumber(this.#speech, page))}</span>
      ${button(1, "action-next", "next", !hasMore)}
    </div>`;
  }

  #renderButton(part: string, label: TextKey, run: () => void, isOff = false): TemplateResult {
    return html`<button part="action ${part}" type="button" aria-disabled=${isOff ? "true" : nothing} @click=${run}>
      ${this.#text(label)}
    </button>`;
  }

  get #isFiltered(): boolean {
    return Boolean(this.status || this.imported);
  }

  get #emptyText(): string {
    return this.#text(this.#isFiltered ? "emptyFiltered" : "emptyList");
  }

  get #errorText(): string {
    const code = this.#error?.code ?? "unknown";
    return this.#loaded?.errorText(code, this.#text) ?? this.#text("error_network");
  }

  /** Settings that the button and the rows get from this element. They inherit its color scheme, so `theme` is not needed. */
  get #shared(): Omit<FlowSettings, "theme"> {
    const { theme: _, ...shared } = this.readSettings();
    return shared;
  }

  async #load(): Promise<GetConnectionsClient> {
    this.#loaded = await import("./controller.lazy.js");
    this.#loaded.prepareAnnouncer(this.ownerDocument);
    return this.#loaded.getConnectionsClient;
  }

  #say(message: string): void {
    this.#loaded?.announce(this.ownerDocument, message);
  }

  readonly #text = (key: TextKey): string =>
    this.#speech.string(key) ??
    (words as Readonly<Record<string, string>>)[key] ??
    this.#loaded?.flowStrings[key as FlowStringKey] ??
    "";

  /**
   * Stands in for `dispatchEvent` of what is inside: the event itself is told here, and never there. So it is heard once, in
   * its order, not even seen on its way down, and can be prevented; and a row that has left can still say why.
   */
  readonly #tell = (event: Event): boolean => {
    // A row that was kept for its flow is kept no longer.
    if (event.type === "ofauth-close") this.requestUpdate();
    return this.dispatchEvent(event);
  };
}

const defaultActions = "reconnect disconnect";
const words = { ...buttonStrings, ...statusStrings, ...listStrings };

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

declare global {
  interface HTMLElementTagNameMap {
    "ofauth-connections": OFAuthConnections;
  }
}

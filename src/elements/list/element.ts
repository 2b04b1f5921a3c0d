import { type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Connection } from "../../protocol/connection.js";
import type { ConnectError } from "../../protocol/error-codes.js";
import { BaseElement } from "../base-element.js";
import { OFAuthConnect } from "../connect/element.js";
import { buttonStrings, type TextKey } from "../connect/strings.js";
import { setCustomState } from "../custom-states.js";
import { define } from "../define.js";
import { OFAuthErrorEvent } from "../events/connect-events.js";
import { flowSettings, type FlowSettings, type SettingsTable } from "../flow-settings.js";
import { formatNumber } from "../i18n/format.js";
import { Localizer } from "../i18n/localizer.js";
import { importAgain } from "../import-again.js";
import { OFAuthConnectionStatus } from "../status/element.js";
import type { GetConnectionsClient } from "../status/connection-observer.js";
import { statusStrings } from "../status/strings.lazy.js";
import { baseStyles } from "../styles/base-styles.js";
import type { LazyListController } from "./controller.lazy.js";
import { ListController, type ListState } from "./controller.js";
import { ConnectionRows } from "./rows.js";
import { listStrings } from "./strings.js";
import { listStyles } from "./styles.js";
import { emptyText, listTemplate } from "./view.js";

// The shared settings: declared in `flow-settings.ts`, assigned by `BaseElement`.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- as above
export interface OFAuthConnections extends FlowSettings {}

/**
 * A paged list of the user's connections. Each connection is a card with actions; a button connects another account. Events of
 * the cards and of the button are dispatched from this element.
 *
 * @fires {OFAuthErrorEvent} ofauth-error - The page could not be fetched, or an action or attempt in the list failed.
 * @fires {OFAuthStatusChangeEvent} ofauth-status-change - The status of a connection in the list changed.
 * @fires {OFAuthBeforeInvalidateEvent} ofauth-before-invalidate - A session is about to be ended; the user has not been asked yet. Cancelable.
 * @fires {OFAuthInvalidatedEvent} ofauth-invalidated - A session was ended. The connection can be reconnected.
 * @fires {OFAuthBeforeDisconnectEvent} ofauth-before-disconnect - A connection is about to be removed; the user has not been asked yet. Cancelable.
 * @fires {OFAuthDisconnectedEvent} ofauth-disconnected - A connection was removed permanently.
 * @fires {OFAuthBeforeOpenEvent} ofauth-before-open - An attempt to connect or reconnect is about to start. Cancelable.
 * @fires {OFAuthOpenEvent} ofauth-open - The hosted page is opening.
 * @fires {OFAuthLoadEvent} ofauth-load - The hosted page in the frame has loaded.
 * @fires {OFAuthStallEvent} ofauth-stall - The hosted page cannot be shown as intended; the user is offered an alternative.
 * @fires {OFAuthSuccessEvent} ofauth-success - An account was connected.
 * @fires {OFAuthCancelEvent} ofauth-cancel - The user or your app cancelled the attempt.
 * @fires {OFAuthCloseEvent} ofauth-close - The attempt ended. Always the last event, once per attempt.
 * @fires {OFAuthVerifiedEvent} ofauth-verified - The backend has confirmed the account after the attempt had ended. At most once per attempt; emitted from `document` when the element has gone.
 * @fires {OFAuthStateChangeEvent} ofauth-state-change - The state of an attempt changed.
 * @fires {OFAuthSessionRenewedEvent} ofauth-session-renewed - A session that OFAuth no longer knew was replaced by a new one.
 * @fires {OFAuthSandboxInfoEvent} ofauth-sandbox-info - The hosted page runs in the sandbox and reported its test credentials.
 *
 * @attr {string} lang - Language of the strings (BCP 47). Default: that of the nearest ancestor with `lang`, across shadow roots, or English.
 *
 * @slot heading - Heading above the list.
 *
 * @csspart base - Container of the whole element.
 * @csspart connect - The `<ofauth-connect>` that connects another account.
 * @csspart button - Its button.
 * @csspart dialog - Its dialog.
 * @csspart frame - The frame of the hosted page in that dialog.
 * @csspart filters - Container of the filters.
 * @csspart filter - One filter.
 * @csspart loading - Placeholder shown until the first page is there.
 * @csspart list - The list.
 * @csspart row - One row of the list.
 * @csspart card - Card in a row: `base` of its `<ofauth-connection-status>`.
 * @csspart badge - Status badge of a card.
 * @csspart avatar - Picture or initials of a card.
 * @csspart name - Account name of a card.
 * @csspart username - The @username of a card.
 * @csspart meta - Details of a card: when it was last checked, and whether it was imported.
 * @csspart actions - Container of a card's buttons.
 * @csspart confirm - Confirmation question that replaces those buttons.
 * @csspart empty - Message shown when there are no connections.
 * @csspart error - Message shown when the page could not be fetched.
 * @csspart stale - Notice that the list could not be updated.
 * @csspart pager - Previous and next buttons with the page number.
 * @csspart action - Every button of the list and its cards.
 * @csspart action-retry - Button of the list that tries again.
 * @csspart action-clear - Button that clears the filters.
 * @csspart action-previous - Button for the previous page.
 * @csspart action-next - Button for the next page.
 *
 * @cssstate loading - The first page is being fetched.
 * @cssstate ready - A page with connections is shown.
 * @cssstate empty - There are no connections.
 * @cssstate error - The page could not be fetched.
 */
export class OFAuthConnections extends BaseElement<FlowSettings> {
  static override readonly styles: CSSResultGroup = [baseStyles, listStyles];
  /** @internal */
  static override readonly settings: SettingsTable<FlowSettings> = flowSettings;
  static override readonly properties: PropertyDeclarations = {
    pageSize: { type: Number, attribute: "page-size", useDefault: true },
    status: { useDefault: true },
    imported: { useDefault: true },
    actions: { useDefault: true },
    refresh: { type: Number, useDefault: true },
    ...flowSettings,
  };

  /** Registers this element, `<ofauth-connect>` and `<ofauth-connection-status>`. Tags that are already registered stay as they are. */
  static define(tag = "ofauth-connections", registry?: CustomElementRegistry): void {
    OFAuthConnect.define(undefined, registry);
    OFAuthConnectionStatus.define(undefined, registry);
    define(this, tag, registry);
  }

  /** Connections per page, 1 to 100. */
  pageSize = 10;
  /** Shows only connections with this status; "" for all. The user can change it. */
  status = "";
  /** `true`: shows only imported connections. `false`: only those connected through OFAuth's page. "": all. The user can change it. */
  imported = "";
  /** Actions offered for each connection: any of `reconnect refresh invalidate disconnect`, separated by spaces. */
  actions = defaultActions;
  /** Poll interval in seconds while the page is visible, at least 10; 0 disables polling. */
  refresh = 0;

  readonly #internals = this.attachInternals();
  readonly #localizer = new Localizer(this, "connect", () => import("../i18n/load-locale.js"));
  readonly #page = new ListController(this, () => this.#load());
  #lazy: LazyListController | undefined;
  readonly #rows = new ConnectionRows(this, (event) => this.#redispatch(event));
  #error: ConnectError | undefined;

  constructor() {
    super();
    setCustomState(this.#internals, this.state);
  }

  /** `loading` until the first page is there, then `ready`, `empty` or `error`. */
  get state(): ListState {
    return this.#page.state;
  }

  /** Connections on the page that is shown. */
  get connections(): readonly Connection[] {
    return this.#page.connections;
  }

  /** Fetches the page again. Resolves when that has finished, successfully or not; never rejects. */
  refreshNow(): Promise<void> {
    return this.#page.refresh();
  }

  /** Focuses the button that connects another account. */
  override focus(options?: FocusOptions): void {
    this.renderRoot?.querySelector<HTMLElement>("[part=connect]")?.focus(options);
  }

  /** Declared so that `moveBefore()` does not disconnect and reconnect the element. */
  connectedMoveCallback(): void {}

  /** Called by the controller. @internal */
  pageChanged(requested: boolean): void {
    const { error, state } = this.#page;
    const isNew = error !== undefined && error !== this.#error;
    this.#error = error;
    setCustomState(this.#internals, state);
    this.requestUpdate();
    if (isNew) this.#lazy?.announce(this.#errorText);
    else if (requested && !error) this.#lazy?.announce(this.#pageText);
    if (!isNew) return;
    const { code, message, retryable } = error;
    this.dispatchEvent(new OFAuthErrorEvent({ code, message, retryable }));
  }

  protected override willUpdate(): void {
    this.#rows.rememberFocus(this.shadowRoot);
    this.#rows.show(this.state === "error" ? undefined : this.connections, {
      ...this.#sharedSettings,
      actions: this.actions ?? defaultActions,
    });
    if (this.#rows.isEmpty) return;
    this.#rows.list.ariaLabel = this.#text("connections");
    this.#rows.list.ariaBusy = String(this.#page.isBusy);
  }

  protected override updated(): void {
    Object.assign(this.renderRoot.querySelector("ofauth-connect")!, this.#sharedSettings);
    this.#rows.restoreFocus(this.renderRoot);
  }

  protected override render(): TemplateResult {
    return listTemplate({
      page: this.#page,
      rows: this.#rows,
      status: this.status ?? "",
      imported: this.imported ?? "",
      actions: this.actions ?? defaultActions,
      hasHeading: this.findChild("[slot=heading]") !== null,
      errorText: this.#errorText,
      text: this.#text,
      localizer: this.#localizer,
      headingChanged: () => this.requestUpdate(),
      retry: () => void this.refreshNow(),
      filter: (name, value = "") => {
        if (name) this[name] = value;
        else this.status = this.imported = "";
      },
      dispatch: this.#redispatch,
    });
  }

  get #errorText(): string {
    return this.#lazy?.errorText(this.#error?.code ?? "unknown", this.#text) ?? this.#text("error_network");
  }

  get #pageText(): string {
    const { length } = this.connections;
    if (length === 0) return emptyText(this, this.#text);
    return this.#text("announcePage")
      .replace("{page}", formatNumber(this.#localizer, this.#page.page))
      .replace("{count}", formatNumber(this.#localizer, length));
  }

  /** Settings that the button and the rows get from this element. They inherit its color scheme, so `theme` is not needed. */
  get #sharedSettings(): Omit<FlowSettings, "theme"> {
    const { theme: _, ...shared } = this.readSettings();
    return shared;
  }

  async #load(): Promise<GetConnectionsClient> {
    const { LazyListController } = await importAgain(() => import("./controller.lazy.js"));
    this.#lazy = new LazyListController(this.#localizer);
    return this.#lazy.getClient;
  }

  readonly #text = (key: TextKey): string =>
    this.#localizer.string(key) ?? (strings as Readonly<Record<string, string>>)[key] ?? this.#lazy?.string(key) ?? "";

  /**
   * Replaces `dispatchEvent` of the elements inside: the event is dispatched here, and only here. So listeners receive it once
   * and in order, also in the capture phase, can cancel it, and receive it even when its row has been removed.
   */
  readonly #redispatch = (event: Event): boolean => {
    // A row that was kept for its open flow may be removed now.
    if (event.type === "ofauth-close") this.requestUpdate();
    return this.dispatchEvent(event);
  };
}

const defaultActions = "reconnect disconnect";
const strings = { ...buttonStrings, ...statusStrings, ...listStrings };

declare global {
  interface HTMLElementTagNameMap {
    "ofauth-connections": OFAuthConnections;
  }
}

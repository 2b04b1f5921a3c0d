import type { CSSResultGroup, PropertyDeclarations, TemplateResult } from "lit";
import type { ConnectResult } from "../../connect/result.js";
import type { Connection } from "../../protocol/connection.js";
import { BaseElement } from "../base-element.js";
import { ConnectController } from "../connect/controller.js";
import { buttonStrings } from "../connect/strings.js";
import { setCustomState } from "../custom-states.js";
import { define } from "../define.js";
import { OFAuthErrorEvent } from "../events/connect-events.js";
import { OFAuthStatusChangeEvent, type ConnectionStatusName } from "../events/connection-events.js";
import { flowSettings, optionalText, type FlowSettings, type SettingsTable } from "../flow-settings.js";
import { importAgain } from "../import-again.js";
import { baseStyles } from "../styles/base-styles.js";
import { notLoaded, type ActionResult } from "./action-result.js";
import type { GetConnectionsClient } from "./connection-observer.js";
import type { LazyStatusController } from "./controller.lazy.js";
import { placeholder } from "./placeholder.js";
import { badgeStrings } from "./strings.js";
import { statusStyles } from "./styles.js";

// The shared settings: declared in `flow-settings.ts`, assigned by `BaseElement`.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- as above
export interface OFAuthConnectionStatus extends FlowSettings {}

/**
 * The live status of one connection: a badge, or a card with the account's details and actions.
 *
 * @fires {OFAuthStatusChangeEvent} ofauth-status-change - `status` changed.
 * @fires {OFAuthErrorEvent} ofauth-error - A fetch, an action or an attempt to reconnect failed.
 * @fires {OFAuthBeforeInvalidateEvent} ofauth-before-invalidate - The session is about to be ended; the user has not been asked yet. Cancelable.
 * @fires {OFAuthInvalidatedEvent} ofauth-invalidated - The session was ended. The connection can be reconnected.
 * @fires {OFAuthBeforeDisconnectEvent} ofauth-before-disconnect - The connection is about to be removed; the user has not been asked yet. Cancelable.
 * @fires {OFAuthDisconnectedEvent} ofauth-disconnected - The connection was removed permanently.
 * @fires {OFAuthBeforeOpenEvent} ofauth-before-open - An attempt to reconnect is about to start. Cancelable.
 * @fires {OFAuthOpenEvent} ofauth-open - The hosted page is opening.
 * @fires {OFAuthLoadEvent} ofauth-load - The hosted page in the frame has loaded.
 * @fires {OFAuthStallEvent} ofauth-stall - The hosted page cannot be shown as intended; the user is offered an alternative.
 * @fires {OFAuthSuccessEvent} ofauth-success - The account was connected.
 * @fires {OFAuthCancelEvent} ofauth-cancel - The user or your app cancelled the attempt.
 * @fires {OFAuthCloseEvent} ofauth-close - The attempt ended. Always the last event, once per attempt.
 * @fires {OFAuthVerifiedEvent} ofauth-verified - The backend has confirmed the account after the attempt had ended. At most once per attempt; emitted from `document` when the element has gone.
 * @fires {OFAuthStateChangeEvent} ofauth-state-change - The state of the attempt changed.
 * @fires {OFAuthSessionRenewedEvent} ofauth-session-renewed - A session that OFAuth no longer knew was replaced by a new one.
 * @fires {OFAuthSandboxInfoEvent} ofauth-sandbox-info - The hosted page runs in the sandbox and reported its test credentials.
 *
 * @attr {string} lang - Language of the strings (BCP 47). Default: that of the nearest ancestor with `lang`, across shadow roots, or English.
 *
 * @csspart base - Container of the whole element.
 * @csspart badge - Status badge.
 * @csspart icon - Icon of the badge.
 * @csspart text - Text of the badge.
 * @csspart avatar - Picture of the account, or its initials.
 * @csspart name - Name of the account.
 * @csspart username - The @username, when there is a name too.
 * @csspart meta - When the connection was last checked, and whether it was imported.
 * @csspart permissions - Permissions of the connection.
 * @csspart actions - Container of the buttons.
 * @csspart action - Every button, also those of the confirmation and the message.
 * @csspart action-reconnect - Button that reconnects, or connects when there is no connection.
 * @csspart action-refresh - Button that fetches the connection again.
 * @csspart action-invalidate - Button that ends the session.
 * @csspart action-disconnect - Button that removes the connection permanently.
 * @csspart action-retry - Button that tries again.
 * @csspart action-continue - Button that continues another way, or switches to the other window.
 * @csspart action-cancel - Button that cancels an attempt in another window.
 * @csspart confirm - Confirmation question that replaces the buttons.
 * @csspart confirm-yes - Its button that confirms.
 * @csspart confirm-no - Its button that declines.
 * @csspart message - Error or notice; also the text in the dialog's panel.
 * @csspart dialog - The dialog.
 * @csspart header - Header of the dialog.
 * @csspart title - Title of the dialog.
 * @csspart close - Close button of the dialog.
 * @csspart sandbox - Strip with the test credentials of a sandbox session.
 * @csspart panel - Panel that replaces a hosted page that cannot be shown.
 * @csspart frame - Frame of the hosted page.
 *
 * @cssstate loading - The connection is being fetched for the first time.
 * @cssstate none - There is no connection.
 * @cssstate active - The connection works.
 * @cssstate awaiting_2fa - OnlyFans is waiting for a one-time code.
 * @cssstate expired - The connection has to be reconnected.
 * @cssstate unknown - OFAuth reported a status that this version does not know.
 * @cssstate error - The connection could not be fetched.
 */
export class OFAuthConnectionStatus extends BaseElement<FlowSettings> {
  static override readonly styles: CSSResultGroup = [baseStyles, statusStyles];
  /** @internal */
  static override readonly settings: SettingsTable<FlowSettings> = flowSettings;
  static override readonly properties: PropertyDeclarations = {
    connectionId: { attribute: "connection-id", converter: optionalText },
    connection: { attribute: false },
    variant: { reflect: true, useDefault: true },
    actions: { useDefault: true },
    refresh: { type: Number, useDefault: true },
    ...flowSettings,
  };

  /** Registers the element. A tag that is already registered stays as it is. */
  static define(tag = "ofauth-connection-status", registry?: CustomElementRegistry): void {
    define(this, tag, registry);
  }

  /** Id of the connection. Default: the user's newest connection. */
  connectionId: string | undefined;
  /** Connection to show instead of fetching one; null shows that no account is connected. After an action, the element shows the result until this is set again. */
  connection: Connection | null | undefined;
  /** `badge` shows the status; `card` shows the account's details too. */
  variant: "badge" | "card" = "badge";
  /** Actions that are offered: any of `reconnect refresh invalidate disconnect`, separated by spaces. */
  actions = "reconnect";
  /** Poll interval in seconds while the page is visible, at least 10; 0 disables polling. */
  refresh = 0;

  readonly #internals = this.attachInternals();
  readonly #connect = new ConnectController(this, () => this.#target);
  #loading: Promise<LazyStatusController | undefined> | undefined;
  #lazy: LazyStatusController | undefined;
  /** Whether the code that fetches connections failed to load. */
  #isMissing = false;

  constructor() {
    super();
    setCustomState(this.#internals, "loading");
  }

  /** Status of the connection. `unknown`: OFAuth reported a status that this version does not know. `error`: it could not be fetched. */
  get status(): ConnectionStatusName {
    return this.#lazy?.status ?? (this.#isMissing ? "error" : "loading");
  }

  /** Fetches the connection again and resolves with its status. */
  async refreshNow(): Promise<ConnectionStatusName> {
    await (await this.#load())?.refresh();
    return this.status;
  }

  /** Opens the flow to reconnect the connection, or to create one when no account is connected; see `open()` of `<ofauth-connect>`. */
  reconnect(): Promise<ConnectResult> {
    return this.#connect.open();
  }

  /** Ends the session; the connection can be reconnected. Does not ask the user: ask before you call it. Only the page can cancel it, by the event. Never rejects. */
  async invalidate(): Promise<ActionResult> {
    return (await this.#load())?.run("invalidate") ?? notLoaded;
  }

  /** Removes the connection permanently. Does not ask the user: ask before you call it. Only the page can cancel it, by the event. Never rejects. */
  async disconnect(): Promise<ActionResult> {
    return (await this.#load())?.run("disconnect") ?? notLoaded;
  }

  /** Focuses the first button. */
  override focus(options?: FocusOptions): void {
    this.renderRoot?.querySelector<HTMLElement>("[part~=action]")?.focus(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  /** Declared so that `moveBefore()` does not disconnect and reconnect the element. */
  connectedMoveCallback(): void {}

  /** Id of the connection that a flow reconnects: the one shown, or the one set by the page until it is known. */
  get #target(): string | undefined {
    const { status } = this;
    const isUnknown = (status === "loading" || status === "error") && this.connection === undefined;
    return this.#lazy?.connection?.id ?? (isUnknown ? this.connectionId : undefined);
  }

  /**
   * Whether this element handles OFAuth's callback. If the page has an `<ofauth-connect>`, that one does, unless this element has
   * an `id`, by which it recognizes its own attempt. @internal
   */
  get callback(): "auto" | "manual" {
    return this.id || !this.ownerDocument.querySelector("ofauth-connect") ? "auto" : "manual";
  }

  /** Called by the controller. @internal */
  connectChanged(): void {
    this.#lazy?.connectChanged();
    this.requestUpdate();
  }

  /** Loads the code of the first fetch. Tests pass a client of their own. @internal */
  protected async load(getClient?: GetConnectionsClient): Promise<LazyStatusController> {
    const { LazyStatusController } = await importAgain(() => import("./controller.lazy.js"));
    return new LazyStatusController(this, this.#connect, strings, getClient);
  }

  protected override willUpdate(): void {
    this.#lazy?.willUpdate();
  }

  protected override updated(): void {
    setCustomState(this.#internals, this.status);
    this.#lazy?.updated();
  }

  protected override render(): TemplateResult {
    if (this.#lazy) return this.#lazy.render();
    return placeholder({
      status: this.status,
      isCard: this.variant === "card",
      isActing: /refresh|invalidate|disconnect/.test(this.actions),
      isMissing: this.#isMissing,
      localizer: this.#connect.localizer,
      strings,
      retry: () => void this.refreshNow(),
    });
  }

  /** Resolves with undefined when loading failed; the next call tries again. */
  #load(): Promise<LazyStatusController | undefined> {
    return (this.#loading ??= this.load().then(
      (lazy) => {
        this.#lazy = lazy;
        this.requestUpdate();
        return lazy;
      },
      () => {
        this.#loading = undefined;
        this.#loadFailed();
      },
    ) as Promise<LazyStatusController | undefined>);
  }

  #loadFailed(): void {
    if (this.#isMissing) return;
    this.#isMissing = true;
    this.requestUpdate();
    this.dispatchEvent(new OFAuthStatusChangeEvent({ status: "error", previousStatus: "loading", cause: "load" }));
    const { code, message, retryable } = notLoaded;
    this.dispatchEvent(new OFAuthErrorEvent({ code, message, retryable }));
  }
}

const strings = { ...buttonStrings, ...badgeStrings };

declare global {
  interface HTMLElementTagNameMap {
    "ofauth-connection-status": OFAuthConnectionStatus;
  }
}

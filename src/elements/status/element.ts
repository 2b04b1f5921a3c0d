import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import type { ConnectResult } from "../../connect/result.js";
import type { Connection } from "../../protocol/connection.js";
import type { ActionResult } from "./action-result.js";
import { badge } from "./badge.js";
import { badgeStrings } from "./strings.js";
import { ConnectController } from "../connect/controller.js";
import type { GetConnectionsClient } from "./connection-observer.js";
import { OFAuthStatusChangeEvent, type ConnectionStatusName } from "../events/connection-events.js";
import { BaseElement } from "../base-element.js";
import { define } from "../define.js";
import { flowSettings, type FlowSettings, type SettingsTable } from "../flow-settings.js";
import { OFAuthErrorEvent } from "../events/connect-events.js";
import type { LazyStatusController } from "./controller.lazy.js";
import { statusStyles } from "./styles.js";
import { setCustomState } from "../custom-states.js";
import { buttonStrings, type Strings, type TextKey } from "../connect/strings.js";
import { baseStyles } from "../styles/base-styles.js";

// The shared settings: declared in `flow-settings.ts`, assigned by `BaseElement`.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- as above
export interface OFAuthConnectionStatus extends FlowSettings {}

/**
 * One connection, live: a badge with its status, or a card with all that is known of it, and what can be done about it.
 *
 * @fires {OFAuthStatusChangeEvent} ofauth-status-change - `status` has changed.
 * @fires {OFAuthErrorEvent} ofauth-error - A read, an action or an attempt to reconnect has failed.
 * @fires {OFAuthBeforeInvalidateEvent} ofauth-before-invalidate - Before the session is ended, and before the user is asked; prevent it and nothing happens.
 * @fires {OFAuthInvalidatedEvent} ofauth-invalidated - The session was ended; it can be reconnected.
 * @fires {OFAuthBeforeDisconnectEvent} ofauth-before-disconnect - Before the connection is removed, and before the user is asked; prevent it and nothing happens.
 * @fires {OFAuthDisconnectedEvent} ofauth-disconnected - The connection is gone for good.
 * @fires {OFAuthBeforeOpenEvent} ofauth-before-open - Before a reconnect; prevent it and nothing happens.
 * @fires {OFAuthOpenEvent} ofauth-open - The hosted page is being opened.
 * @fires {OFAuthLoadEvent} ofauth-load - The hosted page in the frame is ready.
 * @fires {OFAuthStallEvent} ofauth-stall - Something is in the way; the user is shown another way.
 * @fires {OFAuthSuccessEvent} ofauth-success - The account is connected.
 * @fires {OFAuthCancelEvent} ofauth-cancel - The attempt ended by somebody's choice.
 * @fires {OFAuthCloseEvent} ofauth-close - The attempt is over: always last, once per attempt.
 * @fires {OFAuthStateChangeEvent} ofauth-state-change - The attempt is at another step.
 * @fires {OFAuthSessionRenewedEvent} ofauth-session-renewed - An unknown session was replaced by a new one.
 * @fires {OFAuthSandboxInfoEvent} ofauth-sandbox-info - The hosted page runs in the sandbox and says what to type.
 *
 * @attr {string} lang - Language of the words (BCP 47). Default: that of the nearest element with `lang`, through shadow roots, else English.
 *
 * @csspart base - Everything.
 * @csspart badge - The badge.
 * @csspart icon - The drawing in it.
 * @csspart text - The word in it.
 * @csspart avatar - The picture of the account, or its initials.
 * @csspart name - Its name.
 * @csspart username - Its @username, where there is a name too.
 * @csspart meta - When it was checked, and how it came.
 * @csspart permissions - What it may do.
 * @csspart actions - All buttons.
 * @csspart action - Each of them, and those of the question and of the message.
 * @csspart action-reconnect - The one that reconnects, or connects where there is nothing yet.
 * @csspart action-refresh - The one that reads the connection anew.
 * @csspart action-invalidate - The one that ends the session.
 * @csspart action-disconnect - The one that removes the connection for good.
 * @csspart action-retry - The one that tries again.
 * @csspart action-continue - The one that goes on in another way, or shows the other window.
 * @csspart action-cancel - The one that ends an attempt that is somewhere else.
 * @csspart confirm - The question that takes the place of the buttons.
 * @csspart confirm-yes - Its button that does it.
 * @csspart confirm-no - Its button that does not.
 * @csspart message - What went wrong, or what else there is to know; also the text in the dialog's panel.
 * @csspart dialog - The modal.
 * @csspart header - Its bar.
 * @csspart title - Its title.
 * @csspart close - Its Close button.
 * @csspart sandbox - The strip of a sandbox session.
 * @csspart panel - What stands in for a page that cannot be shown.
 * @csspart frame - The frame of the hosted page.
 *
 * @cssstate loading - Not known yet.
 * @cssstate none - There is no connection.
 * @cssstate active - It works.
 * @cssstate awaiting_2fa - OnlyFans waits for a one-time code.
 * @cssstate expired - It has to be reconnected.
 * @cssstate unknown - OFAuth has a status that has no words here.
 * @cssstate error - It could not be read.
 */
export class OFAuthConnectionStatus extends BaseElement<FlowSettings> {
  static override readonly styles: CSSResultGroup = [baseStyles, statusStyles];
  /** @internal */
  static override readonly settings: SettingsTable<FlowSettings> = flowSettings;
  static override readonly properties: PropertyDeclarations = {
    connectionId: { attribute: "connection-id" },
    connection: { attribute: false },
    variant: { reflect: true },
    actions: {},
    refresh: { type: Number },
    ...flowSettings,
  };

  /** Registers the element. A name that is taken is left as it is: the first copy of a page wins. */
  static define(tag = "ofauth-connection-status", registry?: CustomElementRegistry): void {
    define(this, tag, registry);
  }

  /** Which connection. Default: the user's newest. */
  connectionId: string | undefined;
  /** Shows this connection, or with null that there is none, and fetches nothing. After an action of its own the element shows what came of it until this is set again. */
  connection: Connection | null | undefined;
  /** `card` shows all that is known, not just the status. */
  variant: "badge" | "card" = "badge";
  /** What is offered: any of `reconnect refresh invalidate disconnect`, separated by spaces. */
  actions = "reconnect";
  /** Seconds between two reads while the page is seen, at least 10; 0: only when there is a reason to. */
  refresh = 0;

  readonly #internals = this.attachInternals();
  readonly #connect = new ConnectController(this, () => this.#target);
  #loading: Promise<LazyStatusController | undefined> | undefined;
  #loaded: LazyStatusController | undefined;
  /** The code that reads connections did not arrive. */
  #missing = false;

  constructor() {
    super();
    setCustomState(this.#internals, "loading");
  }

  /** What the connection is in; `unknown` for a status of OFAuth's that has no words here, `error` when it could not be read. */
  get status(): ConnectionStatusName {
    return this.#loaded?.status ?? (this.#missing ? "error" : "loading");
  }

  /** Reads the connection anew, and resolves to its status then. */
  async refreshNow(): Promise<ConnectionStatusName> {
    await (await this.#load())?.refresh();
    return this.status;
  }

  /** Opens the flow for the connection that is shown, or for a new one if there is none; see `open()` of `<ofauth-connect>`. */
  reconnect(): Promise<ConnectResult> {
    return this.#connect.open();
  }

  /** Ends the session, which can be reconnected. Whoever calls this has asked the user: only the page can still prevent it. Rejects for nothing. */
  async invalidate(): Promise<ActionResult> {
    return (await this.#load())?.run("invalidate") ?? notLoaded;
  }

  /** Removes the connection for good. Whoever calls this has asked the user: only the page can still prevent it. Rejects for nothing. */
  async disconnect(): Promise<ActionResult> {
    return (await this.#load())?.run("disconnect") ?? notLoaded;
  }

  /** Of the first button. */
  override focus(options?: FocusOptions): void {
    this.renderRoot?.querySelector<HTMLElement>("[part~=action]")?.focus(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  /** Declared so that `moveBefore()` does not disconnect and reconnect the element. */
  connectedMoveCallback(): void {}

  /** What a flow reconnects: what is shown. As long as that is not known, what the page has named. */
  get #target(): string | undefined {
    const { status } = this;
    const named = (status === "loading" || status === "error") && this.connection === undefined;
    return this.#loaded?.connection?.id ?? (named ? this.connectionId : undefined);
  }

  /** Whether a return from OFAuth is read here: it is the button's, where the page has one and this cannot have been what was used. @internal */
  get callback(): "auto" | "manual" {
    return this.id || !this.ownerDocument.querySelector("ofauth-connect") ? "auto" : "manual";
  }

  /** For the controller. @internal */
  connectChanged(): void {
    this.#loaded?.connectChanged();
    this.requestUpdate();
  }

  /** Everything that a first look at a connection needs; a test has a hub of its own. @internal */
  protected async load(openHub?: GetConnectionsClient): Promise<LazyStatusController> {
    const { LazyStatusController } = await import("./controller.lazy.js");
    return new LazyStatusController(this, this.#connect, words, openHub);
  }

  protected override willUpdate(): void {
    this.#loaded?.willUpdate();
  }

  protected override updated(): void {
    setCustomState(this.#internals, this.status);
    this.#loaded?.updated();
  }

  protected override render(): TemplateResult {
    return this.#loaded?.render() ?? this.#renderEmpty();
  }

  /** Of the size that it will have when more is known. */
  #renderEmpty(): TemplateResult {
    const text = (key: TextKey) => this.#connect.localizer.string(key) ?? (words as Partial<Strings>)[key] ?? "";
    const label = badge(this.status, text);
    const card = this.variant === "card";
    return html`<div part="base" class=${card ? "card" : nothing} aria-busy=${this.#missing ? nothing : "true"}>
      ${card ? html`<div class="head"><span part="avatar"></span><span class="names"></span>${label}</div>` : label}
      ${
        this.#missing
          ? html`<span part="actions"
              ><button part="action action-retry" type="button" @click=${() => this.refreshNow()}>
                ${text("retry")}
              </button></span
            >`
          : nothing
      }
    </div>`;
  }

  /** Undefined when the code did not arrive; then the next click asks for it again. */
  #load(): Promise<LazyStatusController | undefined> {
    this.#loading ??= this.load().then(
      (loaded) => {
        this.#loaded = loaded;
        this.requestUpdate();
        return loaded;
      },
      () => {
        this.#loading = undefined;
        this.#miss();
      },
    ) as Promise<LazyStatusController | undefined>;
    return this.#loading;
  }

  #miss(): void {
    if (this.#missing) return;
    this.#missing = true;
    this.requestUpdate();
    this.dispatchEvent(new OFAuthStatusChangeEvent({ status: "error", previousStatus: "loading", cause: "load" }));
    const { code, message, retryable } = notLoaded;
    this.dispatchEvent(new OFAuthErrorEvent({ code, message, retryable }));
  }
}

const words = { ...buttonStrings, ...badgeStrings };

const notLoaded: Extract<ActionResult, { outcome: "failed" }> = {
  outcome: "failed",
  code: "network",
  message: "The code that this needs did not load.",
  retryable: true,
};

declare global {
  interface HTMLElementTagNameMap {
    "ofauth-connection-status": OFAuthConnectionStatus;
  }
}

import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import type { ConnectStateName } from "../../connect/attempt.js";
import type { ConnectResult, FailedResult } from "../../connect/result.js";
import { ConnectController } from "./controller.js";
import type { Connection } from "../../protocol/connection.js";
import { define } from "../define.js";
import { connectSettings, optionalText, type ConnectSettings, type SettingsTable } from "../flow-settings.js";
import { markedText } from "../i18n/marked-text.js";
import { checkPath, icon } from "../styles/icon.js";
import { FormElement, formProperties } from "./form-element.js";
import { messageTemplate } from "./message-template.js";
import { connectStyles } from "./styles.js";
import { clickHint, prefetchFlow } from "./trigger.js";
import { setCustomState } from "../custom-states.js";

// The shared settings: declared in `flow-settings.ts`, assigned by `BaseElement`.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- as above
export interface OFAuthConnect extends ConnectSettings {}

/**
 * Button that connects an OnlyFans account through OFAuth, or reconnects one.
 *
 * @fires {OFAuthBeforeOpenEvent} ofauth-before-open - Emitted before an attempt begins. `preventDefault()` keeps it from beginning.
 * @fires {OFAuthOpenEvent} ofauth-open - The hosted page is being opened.
 * @fires {OFAuthLoadEvent} ofauth-load - The hosted page in the frame is ready.
 * @fires {OFAuthStallEvent} ofauth-stall - The hosted page could not be shown as intended; the user is offered alternatives.
 * @fires {OFAuthSuccessEvent} ofauth-success - The account is connected.
 * @fires {OFAuthCancelEvent} ofauth-cancel - The user or the page cancelled the attempt.
 * @fires {OFAuthErrorEvent} ofauth-error - The attempt failed, or could not begin.
 * @fires {OFAuthCloseEvent} ofauth-close - The attempt has ended. Always the last event of an attempt, emitted exactly once.
 * @fires {OFAuthVerifiedEvent} ofauth-verified - The backend has confirmed the account after the attempt had ended. At most once per attempt; emitted from `document` when the element has gone.
 * @fires {OFAuthStateChangeEvent} ofauth-state-change - The `state` property changed.
 * @fires {OFAuthSessionRenewedEvent} ofauth-session-renewed - An expired session was replaced by a new one.
 * @fires {OFAuthSandboxInfoEvent} ofauth-sandbox-info - The hosted page runs in OFAuth's sandbox and lists the test credentials.
 *
 * @attr {string} lang - Language of the element (BCP 47). Default: that of the nearest element with `lang`, through shadow roots, else English.
 *
 * @slot - Label of the button. A `<button>` or `<a>` in this slot becomes the trigger; a link also works before the element is defined.
 * @slot icon - Replaces the icon.
 * @slot trigger - Your own button, in place of the built-in one.
 *
 * @csspart button - Button.
 * @csspart label - Text of the button.
 * @csspart spinner - Spinner that replaces the icon while an attempt is open.
 * @csspart message - Text under the button, and text in the dialog's panel.
 * @csspart action - Every button except the trigger and Close.
 * @csspart action-retry - Button that tries again.
 * @csspart action-continue - Button that continues in another mode, or switches to the open window.
 * @csspart action-cancel - Button that cancels an attempt in another window.
 * @csspart dialog - Modal dialog.
 * @csspart header - Header of the dialog.
 * @csspart title - Title of the dialog.
 * @csspart close - Close button of the dialog.
 * @csspart sandbox - Strip with the test credentials of a sandbox session.
 * @csspart panel - Panel with the alternatives when the hosted page cannot be shown.
 * @csspart frame - Frame of the hosted page.
 *
 * @cssstate idle - No attempt has been made.
 * @cssstate starting - A session is being requested.
 * @cssstate opening - The hosted page is loading.
 * @cssstate open - The hosted page is shown.
 * @cssstate verifying - The backend is confirming the connection.
 * @cssstate connected - The last attempt connected an account.
 * @cssstate cancelled - The last attempt was cancelled.
 * @cssstate failed - The last attempt failed.
 */
export class OFAuthConnect extends FormElement {
  static override readonly shadowRootOptions: ShadowRootInit = { mode: "open", delegatesFocus: true };
  static override readonly styles: CSSResultGroup = connectStyles;
  /** @internal */
  static override readonly settings: SettingsTable<ConnectSettings> = connectSettings;
  static override readonly properties: PropertyDeclarations = {
    ...connectSettings,
    label: { converter: optionalText },
    ...formProperties,
    ariaLabel: { attribute: "aria-label" },
  };

  /** Registers the element, unless the name is taken: the first copy on a page wins. */
  static define(tag = "ofauth-connect", registry?: CustomElementRegistry): void {
    define(this, tag, registry);
  }

  /** Text of the button. Default: the content of the element, else "Connect account". */
  label: string | undefined;
  /** Accessible name of the button, in place of its text. */
  override ariaLabel: string | null = null;

  readonly #connect = new ConnectController(this);

  constructor() {
    super();
    this.addEventListener("command", (event) => this.#runCommand(event));
    for (const type of ["pointerover", "focusin", "pointerdown"]) {
      this.addEventListener(type, (event) => this.#prefetch(event));
    }
    this.connectChanged();
  }

  /** State of the flow. */
  get state(): ConnectStateName {
    return this.#connect.state;
  }

  /** Result of the last failure, until the next `open()`; null without one. */
  get error(): FailedResult | null {
    const { result } = this.#connect;
    return result?.outcome === "failed" ? result : null;
  }

  /** Whether a flow is open. */
  get isOpen(): boolean {
    return this.#connect.attempt !== undefined;
  }

  /** Opens the connect flow and resolves with its outcome. Never rejects. If a flow is already open, returns its promise. */
  open(): Promise<ConnectResult> {
    return this.#connect.open();
  }

  /** Asks the hosted page to exit, and closes after 1.5 s at the latest; with `force` immediately. */
  close({ force = false }: { force?: boolean } = {}): void {
    this.#connect.close("host", force);
  }

  /** Loads the code of the flow and requests a session, so that the next `open()` is fast. */
  prepare(): Promise<void> {
    return this.#connect.prepare(true);
  }

  /** Reads OFAuth's callback from `url` (default: the page's address, whose parameters are then removed) and resolves with its outcome; null without one. Never rejects. */
  handleCallback(url?: string): Promise<ConnectResult | null> {
    return this.#connect.handleCallback(url, false);
  }

  /** Focuses the trigger button (built-in or slotted). */
  override focus(options?: FocusOptions): void {
    this.trigger?.focus(options);
  }

  /** Clicks the trigger button (built-in or slotted). */
  override click(): void {
    this.trigger?.click();
  }

  /** Declared so that `moveBefore()` does not disconnect and reconnect the element, which would end the attempt: the frame stays loaded. */
  connectedMoveCallback(): void {}

  /** For the controller. @internal */
  connectChanged(verified?: Connection): void {
    const { state, result } = this.#connect;
    if (result?.outcome === "connected") this.connected = result.connection;
    else if (verified) this.connected = verified;
    setCustomState(this.internals, state);
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    return html`${this.#slottedTrigger ? this.#renderSlots() : this.#renderButton()}${messageTemplate(this.#connect.message, this.#connect.localizer)}`;
  }

  #renderSlots(): TemplateResult {
    return html`<slot name="trigger" @click=${this.#onClick} @slotchange=${this.#onSlotChange}></slot
      ><slot @click=${this.#onClick} @slotchange=${this.#onSlotChange}></slot>`;
  }

  #renderButton(): TemplateResult {
    const { isOpen } = this;
    const hint = clickHint(this.#connect, this.mode);
    return html`<button
        part="button"
        type="button"
        ?disabled=${this.isDisabled}
        aria-busy=${isOpen ? "true" : nothing}
        aria-haspopup=${hint ? nothing : "dialog"}
        aria-label=${this.ariaLabel ?? nothing}
        aria-describedby="hint message"
        @click=${this.#onClick}
      >
        ${
          isOpen
            ? html`<span class="icon" part="spinner"></span>`
            : html`<slot name="icon"><span class="icon">${this.#hasConnected ? checkIcon : linkIcon}</span></slot>`
        }
        <span part="label"><slot @slotchange=${this.#onSlotChange}>${this.#labelText}</slot></span></button
      ><span id="hint" hidden>${markedText(this.#connect.localizer, hint)}</span
      ><slot name="trigger" @slotchange=${this.#onSlotChange}></slot>`;
  }

  get #hasConnected(): boolean {
    return this.connected !== null && this.state === "connected";
  }

  get #labelText(): TemplateResult | string {
    const key = this.#hasConnected ? "connected" : this.connectionId ? "reconnect" : "connect";
    return this.label || markedText(this.#connect.localizer, this.#connect.text(key));
  }

  /** The trigger button, built-in or slotted. */
  protected get trigger(): HTMLElement | null {
    return this.#slottedTrigger ?? this.renderRoot?.querySelector<HTMLElement>("[part=button]") ?? null;
  }

  protected get requiredText(): string {
    return this.#connect.text("required");
  }

  /** The slotted button or link, if there is one. */
  get #slottedTrigger(): HTMLElement | null {
    return this.findChild(":is([slot=trigger], :is(button, a):not([slot]))");
  }

  #onSlotChange(): void {
    this.requestUpdate();
  }

  #onClick(event: Event): void {
    const { ctrlKey, metaKey, shiftKey, target } = event as MouseEvent;
    // A modified click on a link opens it elsewhere; content beside a slotted trigger is not part of it.
    if (ctrlKey || metaKey || shiftKey || this.#slottedTrigger?.contains(target as Node) === false) return;
    event.preventDefault();
    if (!this.isDisabled) void this.open();
  }

  /** Invoker commands: `<button commandfor="…" command="--open">`. */
  #runCommand(event: Event): void {
    const { command } = event as Event & { command?: string };
    if (command === "--open" && !this.isDisabled) void this.open();
    if (command === "--close") this.close();
  }

  #prefetch(event: Event & Partial<PointerEvent>): void {
    const { type, button = 0, isPrimary } = event;
    // Only on the trigger: the element may be wider, and the message is below it.
    const isOnTrigger = event.composedPath().includes(this.trigger!);
    if (this.isDisabled || button > 0 || isPrimary === false || !isOnTrigger) return;
    prefetchFlow(this.#connect, this.prefetch, type === "pointerdown" ? "press" : "hover");
  }
}

const linkIcon = icon("M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1");
const checkIcon = icon(checkPath);

declare global {
  interface HTMLElementTagNameMap {
    "ofauth-connect": OFAuthConnect;
  }
}

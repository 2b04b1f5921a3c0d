import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import type { ConnectStateName } from "../../connect/attempt.js";
import type { ConnectResult, FailedResult } from "../../connect/result.js";
import type { Connection } from "../../protocol/connection.js";
import { ConnectController } from "./controller.js";
import { BaseElement } from "../base-element.js";
import { define } from "../define.js";
import { connectSettings, type ConnectSettings, type SettingsTable } from "../flow-settings.js";
import { checkPath, icon } from "../styles/icon.js";
import { connectStyles } from "./styles.js";
import { setCustomState } from "../custom-states.js";
import { tokens } from "../styles/tokens.js";

// The shared settings: declared in `flow-settings.ts`, assigned by `BaseElement`.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- as above
export interface OFAuthConnect extends ConnectSettings {}

/**
 * A button that connects an OnlyFans account through OFAuth, or reconnects one.
 *
 * @fires {OFAuthBeforeOpenEvent} ofauth-before-open - Before anything happens; prevent it and nothing does.
 * @fires {OFAuthOpenEvent} ofauth-open - The hosted page is being opened.
 * @fires {OFAuthLoadEvent} ofauth-load - The hosted page in the frame is ready.
 * @fires {OFAuthStallEvent} ofauth-stall - Something is in the way; the user is shown another way.
 * @fires {OFAuthSuccessEvent} ofauth-success - An account is connected.
 * @fires {OFAuthCancelEvent} ofauth-cancel - The attempt ended by somebody's choice.
 * @fires {OFAuthErrorEvent} ofauth-error - Something failed.
 * @fires {OFAuthCloseEvent} ofauth-close - The attempt is over: always last, once per attempt.
 * @fires {OFAuthStateChangeEvent} ofauth-state-change - `state` has changed.
 * @fires {OFAuthSessionRenewedEvent} ofauth-session-renewed - An unknown session was replaced by a new one.
 * @fires {OFAuthSandboxInfoEvent} ofauth-sandbox-info - The hosted page runs in the sandbox and says what to type.
 *
 * @attr {string} lang - Language of the words (BCP 47). Default: that of the nearest element with `lang`, through shadow roots, else English.
 *
 * @slot - The button's label. A `<button>` or `<a>` put here becomes the trigger, and works as a link before the element is defined.
 * @slot icon - Replaces the icon.
 * @slot trigger - The page's own button, instead of ours.
 *
 * @csspart button - The button.
 * @csspart label - Its text.
 * @csspart spinner - The icon while an attempt is under way.
 * @csspart message - The text under the button, and the one in the dialog's panel.
 * @csspart action - Every further button.
 * @csspart action-retry - The one that tries again.
 * @csspart action-continue - The one that goes on in another way, or shows the other window.
 * @csspart action-cancel - The one that ends an attempt that is somewhere else.
 * @csspart dialog - The modal.
 * @csspart header - Its bar.
 * @csspart title - Its title.
 * @csspart close - Its Close button.
 * @csspart sandbox - The strip of a sandbox session.
 * @csspart panel - What stands in for a page that cannot be shown.
 * @csspart frame - The frame of the hosted page.
 *
 * @cssstate idle - Nothing has happened yet.
 * @cssstate starting - A session is being asked for.
 * @cssstate opening - The hosted page is on its way.
 * @cssstate open - The hosted page is there.
 * @cssstate verifying - The backend is asked to confirm the connection.
 * @cssstate connected - The last attempt has connected an account.
 * @cssstate cancelled - The last attempt was ended by somebody's choice.
 * @cssstate failed - The last attempt has failed.
 */
export class OFAuthConnect extends BaseElement<ConnectSettings> {
  static readonly formAssociated = true;
  static override readonly shadowRootOptions: ShadowRootInit = { mode: "open", delegatesFocus: true };
  static override readonly styles: CSSResultGroup = [tokens, connectStyles];
  /** @internal */
  static override readonly settings: SettingsTable<ConnectSettings> = connectSettings;
  static override readonly properties: PropertyDeclarations = {
    ...connectSettings,
    label: {},
    disabled: { type: Boolean, reflect: true },
    name: { reflect: true },
    required: { type: Boolean, reflect: true },
    ariaLabel: { attribute: "aria-label" },
  };

  /** Registers the element. A name that is taken is left as it is: the first copy of a page wins. */
  static define(tag = "ofauth-connect", registry?: CustomElementRegistry): void {
    define(this, tag, registry);
  }

  /** Text of the button. Default: the element's content, else "Connect account". */
  label: string | undefined;
  /** As on `<button>`. */
  disabled = false;
  /** Name of the form field whose value is the connection id. */
  name = "";
  /** The form needs a connection. */
  required = false;
  /** Name of the button for assistive technology, instead of its text. */
  override ariaLabel: string | null = null;

  readonly #internals = this.attachInternals();
  readonly #connect = new ConnectController(this);
  #fieldsetDisabled = false;
  #connection: Connection | null = null;

  constructor() {
    super();
    this.addEventListener("command", (event) => this.#obey(event));
    const expect = () => this.#expect("hover");
    this.addEventListener("pointerenter", expect);
    this.addEventListener("focusin", expect);
    this.addEventListener("pointerdown", ({ button, isPrimary }) => button || !isPrimary || this.#expect("press"));
    this.connectChanged();
  }

  /** What the element is doing. */
  get state(): ConnectStateName {
    return this.#connect.state;
  }

  /** The connection of the last success, else null. */
  get connection(): Connection | null {
    return this.#connection;
  }

  /** The last failure, until the next `open()`; else null. */
  get error(): FailedResult | null {
    const { result } = this.#connect;
    return result?.outcome === "failed" ? result : null;
  }

  /** Whether an attempt is under way. */
  get isOpen(): boolean {
    return this.#connect.attempt !== undefined;
  }

  /** The form that the element belongs to. */
  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }
  /** As on `<input>`. */
  get validity(): ValidityState {
    return this.#internals.validity;
  }
  /** As on `<input>`. */
  get validationMessage(): string {
    return this.#internals.validationMessage;
  }
  /** As on `<input>`. */
  get willValidate(): boolean {
    return this.#internals.willValidate;
  }
  /** As on `<input>`. */
  checkValidity(): boolean {
    return this.#internals.checkValidity();
  }
  /** As on `<input>`. */
  reportValidity(): boolean {
    return this.#internals.reportValidity();
  }

  /** Starts an attempt, and resolves to how it ended; rejects for nothing. While one is under way, answers with that one. */
  open(): Promise<ConnectResult> {
    return this.#connect.open();
  }

  /** Asks the hosted page to leave and closes after 1.5 s at the latest; with `force` at once. */
  close({ force = false }: { force?: boolean } = {}): void {
    this.#connect.close("host", force);
  }

  /** Loads the flow's code and asks for a session, so that the next `open()` is quick. */
  prepare(): Promise<void> {
    return this.#connect.prepare(true);
  }

  /** Reads a return from OFAuth out of `url` (default: the page's address, which is then cleaned). Null when there is none; never rejects. */
  handleCallback(url?: string): Promise<ConnectResult | null> {
    return this.#connect.handleCallback(url, false);
  }

  /** Of the button, ours or the page's own. */
  override focus(options?: FocusOptions): void {
    this.#trigger?.focus(options);
  }

  /** Of the button, ours or the page's own. */
  override click(): void {
    this.#trigger?.click();
  }

  /** Declared so that `moveBefore()` does not disconnect and reconnect the element, which would end the attempt: the frame stays loaded. */
  connectedMoveCallback(): void {}

  formDisabledCallback(disabled: boolean): void {
    this.#fieldsetDisabled = disabled;
    this.requestUpdate();
    // Again, because it also comes in the middle of the update that takes our own attribute away, which would not notice.
    queueMicrotask(() => this.requestUpdate());
  }

  formResetCallback(): void {
    this.#connection = null;
    this.requestUpdate();
  }

  /** For the controller. @internal */
  connectChanged(): void {
    const { state, result } = this.#connect;
    if (result?.outcome === "connected") this.#connection = result.connection;
    setCustomState(this.#internals, state);
    this.requestUpdate();
  }

  protected override willUpdate(): void {
    this.#internals.setFormValue(this.#connection?.id ?? null);
  }

  protected override updated(): void {
    if (this.required && !this.#connection) {
      this.#internals.setValidity({ valueMissing: true }, this.#connect.text("required"), this.#trigger ?? undefined);
    } else {
      this.#internals.setValidity({});
    }
  }

  protected override render(): TemplateResult {
    return html`${this.#ownTrigger ? this.#renderOwnTrigger() : this.#renderButton()}${this.#renderNotice()}`;
  }

  #renderOwnTrigger(): TemplateResult {
    return html`<slot name="trigger" @click=${this.#onClick} @slotchange=${this.#onSlotChange}></slot
      ><slot @click=${this.#onClick} @slotchange=${this.#onSlotChange}></slot>`;
  }

  #renderButton(): TemplateResult {
    const { isOpen } = this;
    const hint = this.#hint;
    return html`<button
        part="button"
        type="button"
        ?disabled=${this.#isDisabled}
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
      ><span id="hint" hidden>${hint}</span><slot name="trigger" @slotchange=${this.#onSlotChange}></slot>`;
  }

  #renderNotice(): TemplateResult | typeof nothing {
    const { message } = this.#connect;
    if (!message) return nothing;
    return html`<div part="message" id="message" class=${message.isError ? "error" : ""}>
      <span>${message.text}</span>
      ${message.actions.map(
        ({ label, part, run }) => html`<button part="action ${part}" type="button" @click=${run}>${label}</button>`,
      )}
    </div>`;
  }

  get #hasConnected(): boolean {
    return this.#connection !== null && this.state === "connected";
  }

  get #labelText(): string {
    if (this.label) return this.label;
    if (this.#hasConnected) return this.#connect.text("connected");
    return this.#connect.text(this.connectionId ? "reconnect" : "connect");
  }

  /** What a click does that a user would want to know before (WCAG 2.2, 3.2.5). */
  get #hint(): string {
    if (this.mode === "popup") return this.#connect.text("opensWindow");
    return this.mode === "redirect" ? this.#connect.text("leavesPage") : "";
  }

  get #isDisabled(): boolean {
    return this.disabled || this.#fieldsetDisabled;
  }

  /** What starts an attempt, ours or the page's own. */
  get #trigger(): HTMLElement | null {
    return this.#ownTrigger ?? this.renderRoot?.querySelector<HTMLElement>("[part=button]") ?? null;
  }

  /** The page's own button or link, when it has put one inside. */
  get #ownTrigger(): HTMLElement | null {
    return this.querySelector<HTMLElement>(":scope > :is([slot=trigger], :is(button, a):not([slot]))");
  }

  #onSlotChange(): void {
    this.requestUpdate();
  }

  #onClick(event: Event): void {
    const { ctrlKey, metaKey, shiftKey, target } = event as MouseEvent;
    // A link that somebody wants to open elsewhere stays a link, and what stands beside the page's own trigger is not it.
    if (ctrlKey || metaKey || shiftKey || this.#ownTrigger?.contains(target as Node) === false) return;
    event.preventDefault();
    if (!this.#isDisabled) void this.open();
  }

  /** Invoker commands: `<button commandfor="…" command="--open">`. */
  #obey(event: Event): void {
    const { command } = event as Event & { command?: string };
    if (command === "--open" && !this.#isDisabled) void this.open();
    if (command === "--close") this.close();
  }

  #expect(what: "hover" | "press"): void {
    if (this.#isDisabled || this.isOpen || this.prefetch === "none") return;
    // Whatever fails here is found again, and reported, by the click.
    this.#connect.prepare(what === "press" || this.prefetch === "session").catch(() => undefined);
  }
}

const linkIcon = icon("M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1");
const checkIcon = icon(checkPath);

declare global {
  interface HTMLElementTagNameMap {
    "ofauth-connect": OFAuthConnect;
  }
}

import { html, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type { SessionUpdate } from "../../protocol/connections-contract.js";
import { BaseElement } from "../base-element.js";
import { define } from "../define.js";
import type { SettingsTable } from "../flow-settings.js";
import { importSettings, type ImportSettings } from "./settings.js";
import { importField } from "./field.js";
import { ImportController } from "./controller.js";
import { busy, importMessage, importOffer } from "./notice.js";
import { Localizer } from "../i18n/localizer.js";
import { importStrings, type ImportStrings } from "./strings.js";
import { importStyles } from "./styles.js";
import { validateSession, toSession, type FieldProblem, type SessionField } from "./validate-session.js";
import { baseStyles } from "../styles/base-styles.js";

// The shared settings: declared in `flow-settings.ts`, assigned by `BaseElement`.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- as above
export interface OFAuthImport extends ImportSettings {}

/**
 * A form with which an operator imports the session of an OnlyFans account, or gives an imported connection a new one. The
 * host's backend has to switch importing on. Whose the connection becomes is the backend's to say.
 *
 * @fires {OFAuthImportedEvent} ofauth-imported - The backend has taken the session.
 * @fires {OFAuthErrorEvent} ofauth-error - It was not taken. Nothing that was typed is in it.
 *
 * @attr {string} lang - Language of the words (BCP 47). Default: that of the nearest element with `lang`, through shadow roots, else English.
 *
 * @slot heading - A heading over the form.
 *
 * @csspart form - The form.
 * @csspart label - The name of a field.
 * @csspart input - A field.
 * @csspart cookie - The field for the cookie.
 * @csspart user-agent - The field for the user agent.
 * @csspart hint - What belongs into a field.
 * @csspart error - What is wrong with a field.
 * @csspart submit - The button that sends.
 * @csspart message - What became of it.
 * @csspart offer - The question whether to update the connection that is there already.
 * @csspart action - Every further button.
 * @csspart action-show - The one that shows what is typed into the cookie's field.
 * @csspart action-fill - The one that fills in this browser's user agent.
 * @csspart action-update - The one that updates the connection that is there already.
 * @csspart action-cancel - The one that does not.
 */
export class OFAuthImport extends BaseElement<ImportSettings> {
  static override readonly styles: CSSResultGroup = [baseStyles, importStyles];
  /** @internal */
  static override readonly settings: SettingsTable<ImportSettings> = importSettings;
  static override readonly properties: PropertyDeclarations = {
    ...importSettings,
    connectionId: { attribute: "connection-id" },
    strings: { attribute: false },
  };

  /** Registers the element. A name that is taken is left as it is: the first copy of a page wins. */
  static define(tag = "ofauth-import", registry?: CustomElementRegistry): void {
    define(this, tag, registry);
  }

  /** An imported connection that gets a new session, instead of a new connection. */
  connectionId: string | undefined;
  /** Words that replace the built-in ones, by key. */
  strings: Partial<ImportStrings> | undefined;

  readonly #speech = new Localizer(this, "importTitle", () => import("./load-locale.js"));
  readonly #import = new ImportController(this);
  #problems: ReadonlyMap<SessionField, FieldProblem> = new Map();
  #isShown = false;
  /** Fields that have been sent are thrown away: what was typed must not come back by Undo either. */
  #generation = 0;
  #wasOffered = false;
  #hadFocus = false;

  constructor() {
    super();
    // These carry what is typed or pasted, and would bubble out to whatever the page listens with.
    for (const type of ["beforeinput", "input", "paste", "drop"]) {
      this.addEventListener(type, (event) => event.stopImmediatePropagation());
    }
  }

  /** Of the first field, or of the offer. */
  override focus(options?: FocusOptions): void {
    (this.#field("cookie") ?? this.#offer)?.focus(options);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.emptyFields();
  }

  /** For the controller. @internal */
  emptyFields(): void {
    for (const field of [this.#field("cookie"), this.#field("userAgent")]) if (field) field.value = "";
    this.#problems = new Map();
    this.#isShown = false;
    this.#generation++;
    this.requestUpdate();
  }

  /** For the controller. @internal */
  get words(): ImportStrings {
    return { ...importStrings, ...this.#speech.strings, ...this.strings };
  }

  protected override willUpdate(): void {
    this.#hadFocus = this.shadowRoot?.activeElement != null;
  }

  protected override updated(): void {
    const { isOffered } = this.#import;
    if (isOffered === this.#wasOffered) return;
    this.#wasOffered = isOffered;
    // What had the focus is gone with the one or the other.
    if (this.#hadFocus) this.focus();
  }

  protected override render(): TemplateResult {
    return html`<slot name="heading"></slot
      >${this.#import.isOffered ? importOffer(this.#import, this.words) : this.#renderForm()}`;
  }

  #renderForm(): TemplateResult {
    const { words } = this;
    const isUpdate = Boolean(this.connectionId);
    // `dialog` and fields without names: whatever happens, no browser sends what is in them anywhere by itself.
    return html`<form
      part="form"
      method="dialog"
      novalidate
      aria-label=${isUpdate ? words.importUpdateTitle : words.importTitle}
      @submit=${this.#onSubmit}
      @input=${this.#onInput}
    >
      ${keyed(this.#generation, html`${this.#renderCookie()}${this.#renderUserAgent()}`)}
      <div class="actions">
        <button class="primary" part="submit" aria-busy=${busy(this.#import)} aria-describedby="message">
          ${isUpdate ? words.importUpdateSend : words.importSend}
        </button>
        ${importMessage(this.#import)}
      </div>
    </form>`;
  }

  #renderCookie(): TemplateResult {
    const control = html`<textarea
      id="cookie"
      part="input cookie"
      class=${this.#isShown ? "" : "masked"}
      rows="4"
      dir="ltr"
      aria-required="true"
      aria-invalid=${this.#problems.has("cookie")}
      aria-describedby="cookie-hint cookie-error"
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      translate="no"
    ></textarea>`;
    const action = html`<button
      part="action action-show"
      type="button"
      aria-pressed=${this.#isShown}
      @click=${this.#onShow}
    >
      ${this.words.importCookieShow}
    </button>`;
    const problem = this.#problems.get("cookie");
    return importField(
      { id: "cookie", label: "importCookie", hint: "importCookieHint", control, action, problem },
      this.words,
    );
  }

  #renderUserAgent(): TemplateResult {
    const control = html`<input
      id="user-agent"
      part="input user-agent"
      dir="ltr"
      aria-required="true"
      aria-invalid=${this.#problems.has("userAgent")}
      aria-describedby="user-agent-hint user-agent-error"
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      translate="no"
    />`;
    const action = html`<button part="action action-fill" type="button" @click=${this.#onFill}>
      ${this.words.importUserAgentFill}
    </button>`;
    const problem = this.#problems.get("userAgent");
    return importField(
      { id: "user-agent", label: "importUserAgent", hint: "importUserAgentHint", control, action, problem },
      this.words,
    );
  }

  get #typed(): SessionUpdate {
    return toSession(this.#field("cookie")?.value ?? "", this.#field("userAgent")?.value ?? "");
  }

  #field(name: SessionField): HTMLTextAreaElement | HTMLInputElement | null {
    return this.renderRoot?.querySelector(name === "cookie" ? "textarea" : "input") ?? null;
  }

  get #offer(): HTMLElement | null {
    return this.renderRoot?.querySelector<HTMLElement>("[part=offer]") ?? null;
  }

  #onSubmit(event: Event): void {
    event.preventDefault();
    if (this.#import.isSending) return;
    const session = this.#typed;
    this.#problems = validateSession(session);
    this.requestUpdate();
    const [wrong] = this.#problems.keys();
    if (!wrong) return this.#import.send(session);
    this.#import.reset();
    // After the problem is there to be read with the field.
    void this.updateComplete.then(() => this.#field(wrong)?.focus());
  }

  /** Takes a complaint back as soon as it is mended; does not make new ones while somebody types. */
  #onInput(): void {
    const now = validateSession(this.#typed);
    this.#problems = new Map([...now].filter(([field]) => this.#problems.has(field)));
    this.requestUpdate();
  }

  #onShow(): void {
    this.#isShown = !this.#isShown;
    this.requestUpdate();
  }

  #onFill(): void {
    const field = this.#field("userAgent");
    if (!field) return;
    field.value = navigator.userAgent;
    this.#onInput();
    field.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ofauth-import": OFAuthImport;
  }
}

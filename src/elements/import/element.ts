import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from "lit";
import type { SessionUpdate } from "../../protocol/connections-contract.js";
import { BaseElement } from "../base-element.js";
import { define } from "../define.js";
import { optionalText, type SettingsTable } from "../flow-settings.js";
import { Localizer } from "../i18n/localizer.js";
import { baseStyles } from "../styles/base-styles.js";
import { ImportController } from "./controller.js";
import { importSettings, type ImportSettings } from "./settings.js";
import { importStrings, type ImportStrings } from "./strings.js";
import { importStyles } from "./styles.js";
import { validateSession, toSession, type FieldProblem, type SessionField } from "./validate-session.js";
import { importForm, importOffer } from "./view.js";

// The shared settings: declared in `flow-settings.ts`, assigned by `BaseElement`.
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- as above
export interface OFAuthImport extends ImportSettings {}

/**
 * A form for operators that imports the session of an OnlyFans account, or gives an imported connection a new session. Your
 * backend has to enable imports, and decides which user owns the connection.
 *
 * @fires {OFAuthImportedEvent} ofauth-imported - The backend accepted the session.
 * @fires {OFAuthErrorEvent} ofauth-error - The import failed. The event contains nothing that was typed.
 *
 * @attr {string} lang - Language of the strings (BCP 47). Default: that of the nearest ancestor with `lang`, across shadow roots, or English.
 *
 * @slot heading - Heading above the form.
 *
 * @csspart form - The form.
 * @csspart label - Label of a field.
 * @csspart input - A field.
 * @csspart cookie - Field for the cookie.
 * @csspart user-agent - Field for the user agent.
 * @csspart hint - Hint of a field.
 * @csspart error - Error message of a field.
 * @csspart submit - Submit button.
 * @csspart message - Result of the import.
 * @csspart offer - Offer to update the existing connection.
 * @csspart action - Every other button.
 * @csspart action-show - Button that shows the cookie as text.
 * @csspart action-fill - Button that fills in the user agent of this browser.
 * @csspart action-update - Button that accepts the offer.
 * @csspart action-cancel - Button that declines the offer.
 */
export class OFAuthImport extends BaseElement<ImportSettings> {
  static override readonly styles: CSSResultGroup = [baseStyles, importStyles];
  /** @internal */
  static override readonly settings: SettingsTable<ImportSettings> = importSettings;
  static override readonly properties: PropertyDeclarations = {
    ...importSettings,
    connectionId: { attribute: "connection-id", converter: optionalText },
    strings: { attribute: false },
  };

  /** Registers the element. A tag that is already registered stays as it is. */
  static define(tag = "ofauth-import", registry?: CustomElementRegistry): void {
    define(this, tag, registry);
  }

  /** Id of an imported connection that gets a new session. Default: none, so a new connection is created. */
  connectionId: string | undefined;
  /** Strings that replace the built-in ones, by key. */
  strings: Partial<ImportStrings> | undefined;

  readonly #localizer = new Localizer(this, "importTitle", () => import("./load-locale.js"));
  readonly #controller = new ImportController(this, this.#localizer);
  #problems: ReadonlyMap<SessionField, FieldProblem> = new Map();
  #isCookieShown = false;
  /** Fields are replaced once they were sent, so that Undo cannot bring back what was typed. */
  #generation = 0;
  #wasOffered = false;
  #hadFocus = false;

  constructor() {
    super();
    // These events carry what is typed or pasted, and would bubble to any listener of the page.
    for (const type of ["beforeinput", "input", "paste", "drop"]) {
      this.addEventListener(type, (event) => event.stopImmediatePropagation());
    }
  }

  /** Focuses the first field, or the offer. */
  override focus(options?: FocusOptions): void {
    (this.#field("cookie") ?? this.#offer)?.focus(options);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.emptyFields();
  }

  /** Called by the controller. @internal */
  emptyFields(): void {
    for (const field of [this.#field("cookie"), this.#field("userAgent")]) if (field) field.value = "";
    this.#problems = new Map();
    this.#isCookieShown = false;
    this.#generation++;
    this.requestUpdate();
  }

  /** The strings in the element's language. @internal */
  get localizedStrings(): ImportStrings {
    return { ...importStrings, ...this.#localizer.strings, ...this.strings };
  }

  protected override willUpdate(): void {
    this.#hadFocus = this.shadowRoot?.activeElement != null;
  }

  protected override updated(): void {
    const { isOffered } = this.#controller;
    if (isOffered === this.#wasOffered) return;
    this.#wasOffered = isOffered;
    // The form and the offer replace each other, and with it what had the focus.
    if (this.#hadFocus) this.focus();
  }

  protected override render(): TemplateResult {
    const strings = this.localizedStrings;
    const controller = this.#controller;
    const lang = this.#localizer.isFallback ? "en" : nothing;
    return html`<slot name="heading"></slot>${
        controller.isOffered
          ? importOffer(controller, strings, lang)
          : importForm({
              controller,
              strings,
              lang,
              isUpdate: Boolean(this.connectionId),
              problems: this.#problems,
              isCookieShown: this.#isCookieShown,
              generation: this.#generation,
              submit: this.#onSubmit,
              input: this.#onInput,
              toggleCookie: this.#onToggleCookie,
              fillUserAgent: this.#onFillUserAgent,
            })
      }`;
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

  readonly #onSubmit = (event: Event): void => {
    event.preventDefault();
    if (this.#controller.isSending) return;
    const session = this.#typed;
    this.#problems = validateSession(session);
    this.requestUpdate();
    const [invalid] = this.#problems.keys();
    if (!invalid) return this.#controller.send(session);
    this.#controller.reset();
    // After the update, so that a screen reader reads the problem with the field.
    void this.updateComplete.then(() => this.#field(invalid)?.focus());
  };

  /** Removes a problem as soon as it is fixed, but adds none while the user types. */
  readonly #onInput = (): void => {
    const current = validateSession(this.#typed);
    this.#problems = new Map([...current].filter(([field]) => this.#problems.has(field)));
    this.requestUpdate();
  };

  readonly #onToggleCookie = (): void => {
    this.#isCookieShown = !this.#isCookieShown;
    this.requestUpdate();
  };

  readonly #onFillUserAgent = (): void => {
    const field = this.#field("userAgent");
    if (!field) return;
    field.value = navigator.userAgent;
    this.#onInput();
    field.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "ofauth-import": OFAuthImport;
  }
}

import type { PropertyDeclarations } from "lit";
import type { Connection } from "../../protocol/connection.js";
import { BaseElement } from "../base-element.js";
import type { ConnectSettings } from "../flow-settings.js";

/** The properties of a form field. */
export const formProperties: PropertyDeclarations = {
  disabled: { type: Boolean, reflect: true },
  name: { reflect: true, useDefault: true },
  required: { type: Boolean, reflect: true },
};

/** Base class of the connect element: a form field whose value is the id of the connection. */
export abstract class FormElement extends BaseElement<ConnectSettings> {
  static readonly formAssociated = true;

  /** Whether the button is disabled, as on `<button>`. */
  disabled = false;
  /** Name of the form field. Its value is the connection id. */
  name = "";
  /** Whether the form cannot be submitted without a connection. */
  required = false;

  protected readonly internals: ElementInternals = this.attachInternals();
  /** What `connection` returns. */
  protected connected: Connection | null = null;
  #fieldsetDisabled = false;

  /** The button, which the browser points to when the field is not valid. */
  protected abstract get trigger(): HTMLElement | null;
  /** What the browser shows when a connection is required. */
  protected abstract get requiredText(): string;

  /** Connection of the last success; null before the first. */
  get connection(): Connection | null {
    return this.connected;
  }

  /** Form that the element belongs to. */
  get form(): HTMLFormElement | null {
    return this.internals.form;
  }
  /** As on `<input>`. */
  get validity(): ValidityState {
    return this.internals.validity;
  }
  /** As on `<input>`. */
  get validationMessage(): string {
    return this.internals.validationMessage;
  }
  /** As on `<input>`. */
  get willValidate(): boolean {
    return this.internals.willValidate;
  }
  /** As on `<input>`. */
  checkValidity(): boolean {
    return this.internals.checkValidity();
  }
  /** As on `<input>`. */
  reportValidity(): boolean {
    return this.internals.reportValidity();
  }

  formDisabledCallback(disabled: boolean): void {
    this.#fieldsetDisabled = disabled;
    this.requestUpdate();
    // Once more: the callback also runs during the update that removes the own attribute, which would miss the change.
    queueMicrotask(() => this.requestUpdate());
  }

  formResetCallback(): void {
    this.connected = null;
    this.requestUpdate();
  }

  /** Whether the element or a fieldset around it is disabled. */
  protected get isDisabled(): boolean {
    return this.disabled || this.#fieldsetDisabled;
  }

  protected override willUpdate(): void {
    this.internals.setFormValue(this.connected?.id ?? null);
  }

  protected override updated(): void {
    const { trigger } = this;
    const { labels } = this.internals;
    // Its own text as well: users of voice control say what they read on it (WCAG 2.2, 2.5.3).
    if (labels[0] && this.renderRoot.contains(trigger))
      trigger!.ariaLabelledByElements = [...(labels as NodeListOf<Element>), trigger!];
    if (this.required && !this.connected) {
      this.internals.setValidity({ valueMissing: true }, this.requiredText, trigger ?? undefined);
    } else {
      this.internals.setValidity({});
    }
  }
}

/** The form of options. The address of the page stores them. */
import { fieldsOf } from "./dom.js";

export interface Options {
  /** The element that is shown. */
  readonly view: string;
  readonly mode: string;
  /** `""`, `last` or `deleted`. */
  readonly connection: string;
  readonly prefetch: string;
  readonly theme: string;
  /** Empty for the language of the page. */
  readonly lang: string;
  readonly callback: string;
  /** Empty for the default. */
  readonly endpoint: string;
  readonly label: string;
  readonly disabled: boolean;
  readonly actions: string;
  readonly refresh: string;
  readonly size: string;
  readonly user: string;
  readonly scenario: string;
  readonly host: string;
  readonly width: string;
  readonly dir: string;
  readonly scheme: string;
  readonly code: string;
}

export class OptionsForm {
  readonly #form: HTMLFormElement;
  #defaults: Readonly<Record<string, string>>;

  /** Fills the form from the address. Calls `onChange` after every change of the form and the address. */
  constructor(form: HTMLFormElement, onChange: (options: Options) => void) {
    this.#form = form;
    // Browsers restore form fields after a reload, but the address stores them here.
    form.reset();
    this.#defaults = this.#values();
    for (const [name, value] of new URLSearchParams(location.search)) this.#set(name, value);
    const update = () => {
      this.#writeAddress();
      onChange(this.read());
    };
    form.addEventListener("input", update);
    // Controls outside the form belong to it by their form attribute, but their events do not bubble through it.
    for (const control of form.elements) if (!form.contains(control)) control.addEventListener("input", update);
    // The event precedes the reset of the fields. The view stays the same.
    form.addEventListener("reset", () => {
      const { view = "" } = this.#values();
      setTimeout(() => {
        this.#set("view", view);
        update();
      });
    });
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  read(): Options {
    const values = this.#values();
    return { ...(values as unknown as Options), disabled: values["disabled"] === "true" };
  }

  #values(): Record<string, string> {
    return Object.fromEntries(fieldsOf(this.#form));
  }

  /** Sets a control. Ignores values that the control does not offer, because an address can contain anything. */
  #set(name: string, value: string): void {
    const control = this.#form.elements.namedItem(name);
    if (control instanceof HTMLSelectElement) {
      if ([...control.options].some((option) => option.value === value)) control.value = value;
    } else if (control instanceof HTMLInputElement && control.type === "checkbox") {
      control.checked = value === "true";
    } else if (control instanceof HTMLInputElement) {
      control.value = value.slice(0, control.maxLength);
    } else if (control instanceof RadioNodeList) {
      control.value = value;
    }
  }

  #writeAddress(): void {
    const url = new URL(location.href);
    const names = new Set([...this.#form.elements].map((control) => (control as HTMLInputElement).name));
    const values = this.#values();
    for (const name of names) {
      const value = values[name];
      if (value === undefined || value === this.#defaults[name]) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    history.replaceState(history.state, "", url);
  }
}

/** The options are the form, and the form is the page's address: nothing else keeps them. */
import { fieldsOf } from "./dom.js";

export interface Options {
  /** What is on the stage. */
  readonly view: string;
  readonly mode: string;
  /** `""`, `last` or `deleted`. */
  readonly connection: string;
  readonly prefetch: string;
  readonly theme: string;
  /** Empty for what the page is in. */
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

  /** Fills the form from the page's address. `changed` is called after every change, with the address up to date. */
  constructor(form: HTMLFormElement, changed: (options: Options) => void) {
    this.#form = form;
    // A reload restores what was typed, and that is the address's business.
    form.reset();
    this.#defaults = this.#values();
    for (const [name, value] of new URLSearchParams(location.search)) this.#set(name, value);
    const tell = () => {
      this.#writeAddress();
      changed(this.read());
    };
    form.addEventListener("input", tell);
    // The switches of the stage belong to the form, and their events do not pass through it.
    for (const control of form.elements) if (!form.contains(control)) control.addEventListener("input", tell);
    // The event comes before the fields are reset. What is looked at stays.
    form.addEventListener("reset", () => {
      const { view = "" } = this.#values();
      setTimeout(() => {
        this.#set("view", view);
        tell();
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

  /** Leaves a control as it is when it has no such choice: an address can say anything. */
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

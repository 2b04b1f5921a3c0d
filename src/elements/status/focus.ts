/** Keeps the focus where it makes sense when what had it is drawn no more. */
import type { LitElement } from "lit";

export class FocusKeeper {
  readonly #host: LitElement;
  #had = false;
  /** A selector of what shall have the focus after the next drawing. */
  next: string | undefined;

  constructor(host: LitElement) {
    this.#host = host;
  }

  get #root(): ShadowRoot | null {
    return this.#host.shadowRoot;
  }

  get isInside(): boolean {
    return this.#root?.activeElement != null;
  }

  before(): void {
    this.#had = this.isInside;
  }

  after(): void {
    const find = (selector: string) => this.#root?.querySelector<HTMLElement>(selector);
    const wanted = this.next && find(this.next);
    this.next = undefined;
    if (wanted) {
      wanted.focus();
    } else if (this.#had && !this.isInside) {
      const base = find("[part=base]");
      // Only now: a click on what has a tabindex would take the focus, too.
      base?.setAttribute("tabindex", "-1");
      (find(".error") ?? find("[part~=action]") ?? base)?.focus();
    }
  }
}

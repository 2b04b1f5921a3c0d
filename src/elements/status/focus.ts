/** Moves the focus to a useful place when an update removes the focused element. */
import type { LitElement } from "lit";

export class FocusKeeper {
  readonly #host: LitElement;
  #hadFocus = false;
  /** Selector of the element to focus after the next update. */
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
    this.#hadFocus = this.isInside;
  }

  after(): void {
    const find = (selector: string) => this.#root?.querySelector<HTMLElement>(selector);
    const wanted = this.next && find(this.next);
    this.next = undefined;
    if (wanted) {
      wanted.focus();
    } else if (this.#hadFocus && !this.isInside) {
      const base = find("[part=base]");
      // Set only now: with a `tabindex`, a click on the element would focus it as well.
      base?.setAttribute("tabindex", "-1");
      (find(".error") ?? find("[part~=action]") ?? base)?.focus();
    }
  }
}

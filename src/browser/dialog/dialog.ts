import { ConnectError } from "../../protocol/error-codes.js";
import type { SandboxInfo } from "../../protocol/page-messages.js";
import type { Clock } from "../../connect/ports.js";
import { createElement, svgIcon } from "./dom.js";
import { showAsModal } from "./modality.js";
import { PagePanel, type PagePanelOptions } from "./panel.js";

export interface ConnectDialogOptions extends PagePanelOptions {
  /** Shadow root that the dialog is appended to, where it inherits the element's tokens, language and direction. */
  readonly root: ShadowRoot;
  readonly reconnecting: boolean;
  /** Whether the strings are English in a page of another language. */
  readonly isEnglish?: () => boolean;
  readonly clock: Clock;
  /** Called for the Close button and Escape. `again`: the browser has closed the dialog. */
  readonly onClose: (again: boolean) => void;
  /** Called when the dialog has been out of sight for a long time, because something around the element is hidden. */
  readonly onAbandon: () => void;
  /** Called when the element that had the focus before can no longer be focused. */
  readonly returnFocus: () => void;
}

/**
 * Modal dialog around the hosted page: header, place of the page (`panel.ts`), sandbox strip. A native `<dialog>` provides the top
 * layer, the inert page behind it and the return of the focus. Built without Lit, because `createLink()` does not load Lit.
 */
export class ConnectDialog {
  readonly #options: ConnectDialogOptions;
  readonly #dialog: HTMLDialogElement;
  readonly #origin = createElement("p", { class: "origin" });
  readonly #strip = createElement("details", { part: "sandbox", hidden: "" });
  readonly page: PagePanel;
  readonly #closeModal: () => void;
  /** Whether an element had the focus before the dialog opened, and gets it back. */
  readonly #hadFocus: boolean;
  #closed = false;

  constructor(options: ConnectDialogOptions) {
    this.#options = options;
    const { root, text, reconnecting } = options;
    const document = root.ownerDocument;
    const close = createElement(
      "button",
      { part: "close", type: "button", "aria-label": text("close") },
      svgIcon("close"),
    );
    close.addEventListener("click", () => options.onClose(false));
    // First in the tab order and last in the header: a frame receives Escape itself, so Tab must lead to Close.
    const bar = createElement("div", { part: "header" }, close, [
      createElement("div", { class: "heading" }, [
        createElement(
          "h2",
          { part: "title", id: "title" },
          text(reconnecting ? "dialogTitleReconnect" : "dialogTitle"),
        ),
        this.#origin,
      ]),
    ]);
    this.page = new PagePanel(options);
    this.#dialog = createElement(
      "dialog",
      { part: "dialog", "aria-labelledby": "title", "aria-describedby": "dialog-hint" },
      [
        bar,
        createElement("p", { id: "dialog-hint", hidden: "" }, text("dialogHint")),
        ...this.page.elements,
        this.#strip,
      ],
    );
    if (options.isEnglish?.()) Object.assign(this.#dialog, { lang: "en", dir: "ltr" });
    this.#dialog.addEventListener("cancel", (event) => {
      if (event.target !== this.#dialog) return;
      event.preventDefault();
      options.onClose(false);
    });
    // Browsers close on the second gesture of going back whatever a listener says: then the state has to follow the screen.
    this.#dialog.addEventListener("close", () => {
      if (!this.#closed && !this.#dialog.open) options.onClose(true);
    });
    const before = document.activeElement;
    root.append(this.#dialog);
    const closeModal = showAsModal(this.#dialog, {
      ...options,
      onLow: (isLow) => {
        this.#dialog.classList.toggle("low", isLow);
        this.#strip.open = !isLow;
      },
    });
    if (!closeModal) {
      this.#dialog.remove();
      throw new ConnectError("misconfigured", "The element is not displayed, so its dialog could not be seen.");
    }
    this.#closeModal = closeModal;
    this.#hadFocus = before !== null && before !== document.body;
  }

  /** Shows the origin that asks for credentials. */
  showOrigin(origin: string): void {
    this.#origin.textContent = new URL(origin).host;
  }

  /** Shows the test accounts of a sandbox session. Their code is loaded here, because no live session has any. */
  async showSandbox(info: SandboxInfo): Promise<void> {
    const { sandboxStrip } = await import("./sandbox-strip.js");
    const content = sandboxStrip(info, this.#options.text);
    this.#strip.hidden = content === undefined;
    this.#strip.replaceChildren(...(content ?? []));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closeModal();
    const { activeElement, body } = this.#dialog.ownerDocument;
    if (this.#hadFocus && (activeElement === null || activeElement === body)) this.#options.returnFocus();
  }
}

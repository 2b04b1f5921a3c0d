import { ConnectError, type StallCode } from "../../protocol/error-codes.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import type { SandboxInfo } from "../../protocol/page-messages.js";
import type { DialogText, DialogTextKey } from "./dialog-strings.js";
import { createElement, svgIcon } from "./dom.js";
import { sandboxStrip } from "./sandbox-strip.js";
import { lockScroll } from "./scroll-lock.js";

export interface ConnectDialogOptions {
  /** Shadow root that the dialog is appended to, where it inherits the element's tokens, language and direction. */
  readonly root: ShadowRoot;
  readonly text: DialogText;
  readonly reconnecting: boolean;
  /** Called for the Close button and Escape. `again`: the user pressed Escape a second time. */
  readonly onClose: (again: boolean) => void;
  readonly onContinue: (mode: ConnectMode) => void;
  /** Called when the element that had the focus before can no longer be focused. */
  readonly returnFocus: () => void;
}

const stallText: Readonly<Record<StallCode, DialogTextKey>> = {
  frame_timeout: "stallFrameTimeout",
  csp_blocked: "stallCspBlocked",
  popup_blocked: "stallPopupBlocked",
};

/**
 * Modal dialog around the hosted page: header, skeleton, alternatives, sandbox strip. A native `<dialog>` provides the top
 * layer, the inert page behind it and the return of the focus. Built without Lit, because `createLink()` does not load Lit.
 */
export class ConnectDialog {
  readonly #options: ConnectDialogOptions;
  readonly #dialog: HTMLDialogElement;
  readonly #origin = createElement("p", { class: "origin" });
  readonly #strip = createElement("div", { part: "sandbox", hidden: "" });
  readonly #panel = createElement("div", { part: "panel", role: "alert", hidden: "" });
  readonly #slow: HTMLElement;
  readonly #stage: HTMLElement;
  readonly #unlock: () => void;
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
    this.#slow = createElement("p", { class: "slow", role: "status" });
    this.#stage = createElement("div", { class: "stage" }, createElement("div", { class: "loading" }, this.#slow));
    this.#dialog = createElement(
      "dialog",
      { part: "dialog", "aria-labelledby": "title", "aria-describedby": "dialog-hint" },
      [
        bar,
        createElement("p", { id: "dialog-hint", hidden: "" }, text("dialogHint")),
        this.#panel,
        this.#stage,
        this.#strip,
      ],
    );
    this.#dialog.addEventListener("cancel", (event) => {
      if (event.target !== this.#dialog) return;
      event.preventDefault();
      options.onClose(false);
    });
    // Browsers close on the second Escape whatever a listener says: then the state has to follow the screen.
    this.#dialog.addEventListener("close", () => {
      if (!this.#closed) options.onClose(true);
    });
    root.append(this.#dialog);
    // Not `instanceof`: the element may have been adopted into a document of another window.
    const before = document.activeElement as HTMLElement | null;
    this.#dialog.showModal();
    if (!this.#dialog.checkVisibility()) {
      // Inside an element that is not displayed, the modal is invisible and still makes the page inert.
      this.#closed = true;
      this.#dialog.remove();
      before?.focus();
      throw new ConnectError("misconfigured", "The element is not displayed, so its dialog could not be seen.");
    }
    this.#unlock = lockScroll(document);
    this.#hadFocus = before !== null && before !== document.body;
  }

  /** Inserts the frame. It is never moved afterwards, because moving a frame reloads it. */
  stage(frame: HTMLIFrameElement): void {
    this.#stage.append(frame);
  }

  /** Shows the origin that asks for credentials. */
  showOrigin(origin: string): void {
    this.#origin.textContent = new URL(origin).host;
  }

  /** Shows the skeleton; with `slow`, also the text that the page is still loading. */
  showLoading(slow: boolean): void {
    this.#stage.classList.remove("revealed");
    this.#slow.textContent = slow ? this.#options.text("stillLoading") : "";
  }

  /** Whether the frame is visible. */
  get revealed(): boolean {
    return this.#stage.classList.contains("revealed");
  }

  reveal(): void {
    this.#stage.classList.add("revealed");
    this.#slow.textContent = "";
  }

  /** Explains the stall and offers the alternatives. `beside`: the frame stays visible, because the user is working in it. */
  offerAlternatives(code: StallCode, beside: boolean): void {
    const { text, onContinue } = this.#options;
    const action = (key: DialogTextKey, mode: ConnectMode, primary = false) => {
      const button = createElement("button", { part: "action action-continue", type: "button" }, text(key));
      if (primary) button.classList.add("primary");
      button.addEventListener("click", () => onContinue(mode));
      return button;
    };
    const actions = [action("continueInWindow", "popup", true), action("continueByRedirect", "redirect")];
    if (code !== "popup_blocked") {
      const retry = action("retry", "embed");
      retry.part.replace("action-continue", "action-retry");
      actions.push(retry);
    }
    this.#panel.replaceChildren(
      createElement("p", { part: "message" }, [svgIcon("warning"), createElement("span", {}, text(stallText[code]))]),
      ...actions,
    );
    this.#panel.hidden = false;
    this.#slow.textContent = "";
    this.#dialog.classList.toggle("stalled", !beside);
  }

  withdrawAlternatives(): void {
    this.#panel.hidden = true;
    this.#panel.replaceChildren();
    this.#dialog.classList.remove("stalled");
  }

  showSandbox(info: SandboxInfo): void {
    const content = sandboxStrip(info, this.#options.text);
    this.#strip.hidden = content === undefined;
    this.#strip.replaceChildren(...(content ?? []));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unlock();
    if (this.#dialog.open) this.#dialog.close();
    this.#dialog.remove();
    const { activeElement, body } = this.#dialog.ownerDocument;
    if (this.#hadFocus && (activeElement === null || activeElement === body)) this.#options.returnFocus();
  }
}

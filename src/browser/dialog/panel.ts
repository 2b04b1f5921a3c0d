import type { StallCode } from "../../protocol/error-codes.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import type { DialogText, DialogTextKey } from "./dialog-strings.js";
import { createElement, svgIcon } from "./dom.js";

export interface PagePanelOptions {
  readonly text: DialogText;
  readonly onContinue: (mode: ConnectMode) => void;
}

const stallText: Readonly<Record<StallCode, DialogTextKey>> = {
  frame_timeout: "stallFrameTimeout",
  csp_blocked: "stallCspBlocked",
  popup_blocked: "stallPopupBlocked",
};

/** The place of the hosted page in the dialog: its frame, the skeleton before it, and the panel with the alternatives to it. */
export class PagePanel {
  readonly #options: PagePanelOptions;
  readonly #panel = createElement("div", { part: "panel", role: "alert", hidden: "" });
  readonly #slow = createElement("p", { class: "slow", role: "status" });
  readonly #stage = createElement("div", { class: "stage" }, createElement("div", { class: "loading" }, this.#slow));
  /** What the dialog shows between its header and the sandbox strip. */
  readonly elements: readonly HTMLElement[] = [this.#panel, this.#stage];

  constructor(options: PagePanelOptions) {
    this.#options = options;
  }

  /** Inserts the frame. It is never moved afterwards, because moving a frame reloads it. */
  insert(frame: HTMLIFrameElement): void {
    this.#stage.append(frame);
  }

  /** Shows the skeleton in place of the frame. */
  showLoading(): void {
    this.#stage.classList.remove("revealed");
    this.#slow.textContent = "";
    this.withdrawAlternatives();
  }

  /** Adds to the skeleton that the page is still loading. */
  showSlow(): void {
    if (this.#panel.hidden) this.#slow.textContent = this.#options.text("stillLoading");
  }

  reveal(): void {
    this.#stage.classList.add("revealed");
    this.#slow.textContent = "";
  }

  /** Whether the user can see the frame. */
  get isRevealed(): boolean {
    return this.#stage.classList.contains("revealed");
  }

  /** Whether the panel says that there is no connection. */
  isOffline = false;

  /**
   * Explains why the page is not there and offers alternatives. Without a connection the first is to try again.
   *
   * @param code undefined for a frame that has loaded something that says nothing: the skeleton stays
   * @param modes the modes that can be offered beside `embed`
   * @param beside the frame stays visible, because the user is working in it
   */
  offerAlternatives(code: StallCode | undefined, modes: readonly ConnectMode[], beside: boolean): void {
    const { text, onContinue } = this.#options;
    const isBlocked = code === "popup_blocked";
    const isOffline = !isBlocked && !navigator.onLine;
    const actions: HTMLButtonElement[] = [];
    const add = (key: DialogTextKey, part: string, run: () => void) => {
      const button = createElement("button", { part: `action ${part}`, type: "button" }, text(key));
      button.classList.toggle("primary", actions.length === 0);
      button.addEventListener("click", run);
      actions.push(button);
    };
    const retry = () => add("retry", "action-retry", () => onContinue("embed"));
    const go = (key: DialogTextKey, mode: ConnectMode) => {
      if (modes.includes(mode)) add(key, "action-continue", () => onContinue(mode));
    };
    if (isOffline) retry();
    // Not first the window that has just been refused.
    if (isBlocked) go("continueByRedirect", "redirect");
    go("continueInWindow", "popup");
    if (!isOffline && !code) add("showAnyway", "action-continue", () => this.#showAnyway());
    if (!isOffline && code && !isBlocked) {
      go("continueByRedirect", "redirect");
      retry();
    }
    const message = text(isOffline ? "error_network" : stallText[code ?? "frame_timeout"]);
    const hadFocus = this.#panel.contains((this.#panel.getRootNode() as ShadowRoot).activeElement);
    this.#panel.replaceChildren(
      createElement("p", { part: "message" }, [svgIcon("warning"), createElement("span", {}, message)]),
      ...actions,
    );
    this.isOffline = isOffline;
    this.#panel.hidden = false;
    this.#slow.textContent = "";
    this.#panel.classList.toggle("whole", !beside && (isOffline || code !== undefined));
    if (hadFocus) actions[0]?.focus();
  }

  withdrawAlternatives(): void {
    this.isOffline = false;
    this.#panel.hidden = true;
    this.#panel.replaceChildren();
    this.#panel.classList.remove("whole");
  }

  #showAnyway(): void {
    this.withdrawAlternatives();
    this.reveal();
    this.#stage.querySelector("iframe")?.focus();
  }
}

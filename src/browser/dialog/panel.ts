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

  /** Shows the skeleton; with `slow`, also the text that the page is still loading. */
  showLoading(slow: boolean): void {
    this.#stage.classList.remove("revealed");
    this.#slow.textContent = slow ? this.#options.text("stillLoading") : "";
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
    this.#panel.classList.toggle("whole", !beside);
  }

  withdrawAlternatives(): void {
    this.#panel.hidden = true;
    this.#panel.replaceChildren();
    this.#panel.classList.remove("whole");
  }
}

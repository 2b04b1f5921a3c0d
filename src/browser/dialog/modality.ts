import type { Clock } from "../../connect/ports.js";
import { HIDDEN_DIALOG_MS } from "../../connect/timeouts.js";
import { fitToView } from "./fit.js";
import { keepKeys } from "./keys.js";
import { lockScroll } from "./scroll-lock.js";

interface ModalityOptions {
  readonly clock: Clock;
  /** Called with whether the visible part of the window is low, first and after each change. */
  readonly onLow: (isLow: boolean) => void;
  /** Called when the dialog has not been displayed for a long time. */
  readonly onAbandon: () => void;
}

/**
 * Shows a dialog as a modal for as long as it is displayed. While something around it is hidden, a modal is invisible and
 * makes the page inert all the same: the page gets its focus and its scrolling back, and the frame in the dialog stays.
 *
 * @returns A function that closes the dialog; undefined when it is not displayed from the beginning.
 */
export function showAsModal(dialog: HTMLDialogElement, options: ModalityOptions): (() => void) | undefined {
  /** Ends what keeps the page in its place, while the dialog is modal. */
  let holding: AbortController | undefined;
  let stopWaiting: (() => void) | undefined;
  const take = () => {
    stopWaiting?.();
    dialog.open = false;
    dialog.showModal();
    if (holding) return;
    holding = new AbortController();
    const { signal } = holding;
    lockScroll(dialog.ownerDocument, signal);
    keepKeys(dialog, signal);
    fitToView(dialog, signal, options.onLow);
  };
  const leave = () => {
    stopWaiting?.();
    holding?.abort();
    holding = undefined;
    if (dialog.open) dialog.close();
  };
  const check = () => {
    // Closed by the browser.
    if (!dialog.open) return;
    if (!dialog.checkVisibility()) {
      if (!holding) return;
      leave();
      // Open, but not modal: otherwise it would never be displayed again, and so not be noticed.
      dialog.open = true;
      stopWaiting = options.clock.after(HIDDEN_DIALOG_MS, options.onAbandon);
    } else if (!dialog.matches(":modal")) {
      take();
      // The user was in the page, unless it is hidden. The dialog has put the focus on Close.
      dialog.querySelector("iframe")?.focus();
    }
  };
  dialog.open = true;
  if (!dialog.checkVisibility()) return undefined;
  take();
  const view = dialog.ownerDocument.defaultView as Window & typeof globalThis;
  const observer = new view.IntersectionObserver(check);
  observer.observe(dialog);
  // A dialog that is not modal can be out of sight where its element is not.
  observer.observe((dialog.getRootNode() as ShadowRoot).host);
  // `moveBefore()` ends the modality in Firefox, and loads the frame again. Hiding is left to the observer: it would not notice
  // that the dialog is shown again when it has not seen it hidden.
  dialog.addEventListener("load", () => dialog.checkVisibility() && check(), true);
  return () => {
    observer.disconnect();
    leave();
    dialog.remove();
  };
}

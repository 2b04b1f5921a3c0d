/**
 * Keeps the keys that are pressed in a modal dialog from the page below, where another modal would take Escape for its own,
 * and a focus trap Tab. What the browser does for a key stays, but Escape becomes a `cancel` of this dialog alone. Ends when
 * `signal` has aborted and the last key is up.
 *
 * A key that repeats presses no button: the one that has opened the dialog may be held for longer, or the one that closes it.
 */
export function keepKeys(dialog: HTMLDialogElement, signal: AbortSignal): void {
  const { defaultView, body } = dialog.ownerDocument;
  const listening = new AbortController();
  let isDown = false;
  const stopIfOver = () => signal.aborted && !isDown && listening.abort();
  const listen = (event: KeyboardEvent) => {
    const { type, key, repeat, target } = event;
    // A key that went down in the dialog comes up where the focus has gone since: the dialog may be closed before its attempt.
    const isHeld = isDown && (repeat || type !== "keydown");
    const isInside = !signal.aborted && event.composedPath().includes(dialog);
    // After a click on the backdrop no element has the focus.
    if (isHeld || isInside || (!signal.aborted && target === body)) {
      event.stopImmediatePropagation();
      // Chromium closes all modals that no click has opened at once, and lets a listener keep one open only after a click.
      const isEscape = isInside && key === "Escape" && type === "keydown";
      if (isEscape || (repeat && /^(Enter| )$/.test(key))) event.preventDefault();
      isDown = type !== "keyup";
      if (isEscape && !repeat) dialog.dispatchEvent(new Event("cancel", { cancelable: true }));
    } else isDown = false;
    stopIfOver();
  };
  // On the window, before all listeners of the document; only what the page has added there earlier comes first.
  for (const type of ["keydown", "keypress", "keyup"] as const) {
    defaultView?.addEventListener(type, listen, { capture: true, signal: listening.signal });
  }
  signal.addEventListener("abort", stopIfOver);
}

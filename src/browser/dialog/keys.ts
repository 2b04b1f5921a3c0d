/**
 * Keeps the keys that are pressed in a modal dialog from the page below, where another modal would take Escape for its own,
 * and a focus trap Tab. What the browser does for a key stays. Ends when `signal` has aborted and the last key is up.
 *
 * A key that repeats presses no button: the one that has opened the dialog may be held for longer, or the one that closes it.
 */
export function keepKeys(dialog: HTMLDialogElement, signal: AbortSignal): void {
  const { defaultView, body } = dialog.ownerDocument;
  const listening = new AbortController();
  let isDown = false;
  const stopIfOver = () => signal.aborted && !isDown && listening.abort();
  const listen = (event: KeyboardEvent) => {
    const { key, repeat, target } = event;
    const isUp = event.type === "keyup";
    if (signal.aborted ? repeat || isUp : target === body || event.composedPath().includes(dialog)) {
      event.stopImmediatePropagation();
      if (repeat && /^(Enter| )$/.test(key)) event.preventDefault();
      isDown = !isUp;
    } else isDown = false;
    stopIfOver();
  };
  // On the window, before all listeners of the document; only what the page has added there earlier comes first.
  for (const type of ["keydown", "keypress", "keyup"] as const) {
    defaultView?.addEventListener(type, listen, { capture: true, signal: listening.signal });
  }
  signal.addEventListener("abort", stopIfOver);
}

/** Height of the visible part of the window under which the dialog saves space, in pixels; `dialog.styles.ts` has it, too. */
const LOW_HEIGHT = 500;

/**
 * Fits a dialog into the visible part of the window, which an on-screen keyboard reduces, at the size of an unzoomed page,
 * until `signal` aborts.
 *
 * @param onLow Called with whether the height is low, first and after each change.
 */
export function fitToView(dialog: HTMLDialogElement, signal: AbortSignal, onLow: (isLow: boolean) => void): void {
  const { style, ownerDocument } = dialog;
  const viewport = ownerDocument.defaultView?.visualViewport;
  let wasLow: boolean | undefined;
  const fit = () => {
    if (!viewport) return;
    const { offsetTop, scale } = viewport;
    // A user who has zoomed in with two fingers moves about in the dialog, which keeps its place and size.
    const height = viewport.height * scale;
    style.setProperty("--_top", `${scale > 1 ? 0 : offsetTop}px`);
    style.setProperty("--_height", `${height}px`);
    const isLow = height < LOW_HEIGHT;
    if (isLow !== wasLow) onLow((wasLow = isLow));
  };
  style.zoom = `${1 / zoomAround(dialog)}`;
  fit();
  for (const type of ["resize", "scroll"]) viewport?.addEventListener(type, fit, { signal });
}

/** What the zooms of all elements around an element come to. Safari has no `currentCSSZoom`. */
function zoomAround(element: Element): number {
  const outer = element.assignedSlot ?? element.parentElement ?? (element.getRootNode() as ShadowRoot).host;
  return outer ? Number(getComputedStyle(outer).zoom) * zoomAround(outer) : 1;
}

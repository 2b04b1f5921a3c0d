/** Keeps the page behind a modal from scrolling and from jumping sideways, and gives back exactly what was there before. */
export function lockScroll(document: Document): () => void {
  const root = document.documentElement;
  const hasScrollbar = (document.defaultView?.innerWidth ?? 0) > root.clientWidth;
  const changes: readonly (readonly [name: string, value: string])[] = [
    // One direction each: a page that has set only one of them has no `overflow` that could be read and given back.
    ["overflow-x", "hidden"],
    ["overflow-y", "hidden"],
    // Room for the scrollbar that is about to go, so that nothing moves.
    ...(hasScrollbar ? ([["scrollbar-gutter", "stable"]] as const) : []),
  ];
  const undo = changes.map(([name, value]) => {
    const before = root.style.getPropertyValue(name);
    const priority = root.style.getPropertyPriority(name);
    root.style.setProperty(name, value, "important");
    return () => (before ? root.style.setProperty(name, before, priority) : root.style.removeProperty(name));
  });
  return () => {
    for (const restore of undo.splice(0)) restore();
    if (root.getAttribute("style") === "") root.removeAttribute("style");
  };
}

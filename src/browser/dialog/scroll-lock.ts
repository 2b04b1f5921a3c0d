/** Keeps the page behind a modal from scrolling and from shifting sideways. Returns a function that restores its styles. */
export function lockScroll(document: Document): () => void {
  const root = document.documentElement;
  const hasScrollbar = (document.defaultView?.innerWidth ?? 0) > root.clientWidth;
  const changes: readonly (readonly [name: string, value: string])[] = [
    // One property per axis: a page that set only one of them has no `overflow` shorthand to read and restore.
    ["overflow-x", "hidden"],
    ["overflow-y", "hidden"],
    // Keeps the space of the scrollbar that disappears, so that nothing shifts.
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

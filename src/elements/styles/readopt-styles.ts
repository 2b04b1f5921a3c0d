import type { CSSResultOrNative } from "lit";

/** A constructed stylesheet belongs to one document (CSSOM): after a move the sheets are made again for the new one. */
export function readoptStyles(root: ShadowRoot, styles: readonly CSSResultOrNative[]): void {
  const view = root.ownerDocument.defaultView;
  if (!view) return;
  const own = styles.map((style) => {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync("cssText" in style ? style.cssText : "");
    return sheet;
  });
  // The move has emptied the list; what is there has come since, with a flow that was quicker.
  root.adoptedStyleSheets = [...own, ...root.adoptedStyleSheets];
}

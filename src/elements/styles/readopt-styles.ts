import type { LitElement } from "lit";

/** Makes the stylesheets of an element again for the document that it was moved to: a constructed one belongs to one document (CSSOM). */
export function readoptStyles(element: LitElement): void {
  const root = element.renderRoot as ShadowRoot;
  const view = root.ownerDocument.defaultView;
  if (!view) return;
  const own = (element.constructor as typeof LitElement).elementStyles.map((style) => {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync("cssText" in style ? style.cssText : "");
    return sheet;
  });
  // Moving the element emptied the list; a sheet that is in it now was added since, by a flow that started in between.
  root.adoptedStyleSheets = [...own, ...root.adoptedStyleSheets];
}

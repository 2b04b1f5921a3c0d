/** What every element of ours does the same way: registering, and surviving a move to another document. */
import type { CSSResultOrNative } from "lit";

/** Registers `element` under `tag` unless that name is taken: a script that is loaded twice must not throw. */
export function define(
  element: CustomElementConstructor,
  tag: string,
  registry: CustomElementRegistry | undefined = globalThis.customElements,
): void {
  if (!registry || registry.get(tag)) return;
  try {
    registry.define(tag, element);
  } catch {
    // One constructor can have one name: a second tag for the same class gets a class of its own.
    registry.define(tag, class extends element {});
  }
}

/** A constructed stylesheet belongs to one document (CSSOM): after a move the sheets are made again for the new one. */
export function readoptStyles(root: ShadowRoot, styles: readonly CSSResultOrNative[]): void {
  const view = root.ownerDocument.defaultView as (Window & typeof globalThis) | null;
  if (!view) return;
  root.adoptedStyleSheets = styles.map((style) => {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync("cssText" in style ? style.cssText : "");
    return sheet;
  });
}

/**
 * Translates a page as browsers do: each text node is replaced by a `<font>` in a `<font>`, in open shadow roots too, and text
 * that appears later is translated as well. Here, the translation of a text is the text in brackets.
 */
export function translatePage(root: Document | ShadowRoot | Element): { count: number; stop: () => void } {
  const done = { count: 0, stop: () => observer.disconnect() };
  const observer = new MutationObserver(() => translate(root));

  function translate(place: ParentNode & Node): void {
    observer.observe(place, { subtree: true, childList: true, characterData: true });
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    const texts: Text[] = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node instanceof Element) {
        if (node.shadowRoot) translate(node.shadowRoot);
      } else if (node instanceof Text && isTranslatable(node)) texts.push(node);
    }
    for (const text of texts) {
      const inner = document.createElement("font");
      const outer = document.createElement("font");
      inner.textContent = `[${text.data.trim()}]`;
      outer.append(inner);
      text.replaceWith(outer);
      done.count++;
    }
  }

  translate(root);
  return done;
}

const isTranslatable = ({ data, parentElement }: Text): boolean =>
  data.trim() !== "" && !parentElement?.closest("style, script, font, [translate=no]");

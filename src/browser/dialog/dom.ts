/** Creates elements without Lit. Nothing here parses markup. */

type Content = string | Node | readonly (string | Node)[];

/** Creates an element with attributes and children. Strings become text nodes. */
export function createElement<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>>,
  ...content: readonly Content[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content.flat());
  return made;
}

const outlines = {
  close: "M6 6l12 12M18 6L6 18",
  warning: "M12 4l9 16H3zM12 10v4M12 17.5v.01",
} as const;

/** Creates an icon in the color of the surrounding text, hidden from screen readers. */
export function svgIcon(name: keyof typeof outlines): SVGSVGElement {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  for (const [key, value] of [
    ["viewBox", "0 0 24 24"],
    ["class", "icon"],
    ["aria-hidden", "true"],
  ] as const) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(ns, "path");
  path.setAttribute("d", outlines[name]);
  svg.append(path);
  return svg;
}

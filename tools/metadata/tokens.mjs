/** The CSS custom properties that each element reads, with their defaults, out of the stylesheets themselves. */
import { readFileSync } from "node:fs";
import { root } from "../run.mjs";

// What no stylesheet can say. A token that is not here, and one that is here for nothing, is an error.
/** @type {Readonly<Record<string, string>>} */
const meanings = {
  "--ofauth-accent": "Background of primary buttons.",
  "--ofauth-on-accent": "Text on the accent.",
  "--ofauth-surface": "Background of cards, fields and the dialog.",
  "--ofauth-surface-2": "Background of hovered controls and of placeholders.",
  "--ofauth-text": "Text.",
  "--ofauth-muted": "Secondary text.",
  "--ofauth-border": "Borders. By default, borders of controls have more contrast than dividers.",
  "--ofauth-success": "Success text and icons.",
  "--ofauth-success-soft": "Success background.",
  "--ofauth-warning": "Warning text and icons.",
  "--ofauth-warning-soft": "Warning background.",
  "--ofauth-danger": "Text and icons of errors and destructive actions.",
  "--ofauth-danger-soft": "Error background.",
  "--ofauth-focus": "Focus outline.",
  "--ofauth-radius": "Corner radius; the dialog uses 1.5 times the value.",
  "--ofauth-space": "Base spacing, from which all other spacing is computed.",
  "--ofauth-font": "Font family; `inherit` uses the page's font.",
  "--ofauth-duration": "Duration of transitions; none run under reduced motion.",
  "--ofauth-dialog-width": "Width of the dialog, limited to the window.",
  "--ofauth-dialog-height": "Height of the dialog, limited to the window.",
};

const own = "src/elements";
const shared = `${own}/styles/tokens.ts`;
const flow = "src/browser/dialog/dialog.styles.ts";

// What is inside a list, and the dialog, inherit what is set on the element.
/** @type {Readonly<Record<string, readonly string[]>>} */
const stylesheets = {
  "ofauth-connect": [shared, `${own}/connect/styles.ts`, flow],
  "ofauth-connection-status": [shared, `${own}/status/styles.ts`, flow],
  "ofauth-connections": [shared, `${own}/list/styles.ts`, `${own}/status/styles.ts`, flow],
  "ofauth-import": [shared, `${own}/import/styles.ts`],
};

/**
 * @param {string} tag
 * @returns {{ name: string, default: string, description: string }[]}
 */
export function tokensOf(tag) {
  /** @type {Map<string, string>} */
  const defaults = new Map();
  for (const file of stylesheets[tag] ?? []) {
    for (const [name, value] of readTokens(readFileSync(root + file, "utf8"))) {
      // The first is the general one: a stylesheet of its own may need more contrast on another ground.
      if (!defaults.has(name)) defaults.set(name, value);
    }
  }
  return Object.keys(meanings).flatMap((name) => {
    const value = defaults.get(name);
    return value === undefined ? [] : [{ name, default: value, description: meanings[name] ?? "" }];
  });
}

/** What is wrong with the list of meanings. */
export function tokenFaults() {
  const files = [...new Set(Object.values(stylesheets).flat())];
  const used = new Set(files.flatMap((file) => readTokens(readFileSync(root + file, "utf8")).map(([name]) => name)));
  return [
    ...[...used]
      .filter((name) => !(name in meanings))
      .map((name) => `${name} has no meaning in tools/metadata/tokens.mjs`),
    ...Object.keys(meanings)
      .filter((name) => !used.has(name))
      .map((name) => `${name} is read by no stylesheet`),
  ];
}

/**
 * Each `var(--ofauth-…, default)` of a stylesheet.
 * @param {string} css
 * @returns {[name: string, value: string][]}
 */
export function readTokens(css) {
  return [...css.matchAll(/var\((--ofauth-[\w-]+)\s*,\s*/g)].map((match) => {
    const start = match.index + match[0].length;
    let [end, depth] = [start, 1];
    for (; depth > 0 && end < css.length; end++) depth += css[end] === "(" ? 1 : css[end] === ")" ? -1 : 0;
    return [match[1] ?? "", css.slice(start, end - 1).trim()];
  });
}

/** Reads the CSS custom properties of each element and their defaults from the stylesheets. */
import { readdirSync, readFileSync } from "node:fs";
import { root } from "../run.mjs";

// Descriptions, which stylesheets do not contain. A missing or an unused entry is an error.
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

const elements = "src/elements";
const declarations = "src/styles/tokens.ts";
const controls = "src/styles/controls.ts";
const dialog = "src/browser/dialog/dialog.styles.ts";

// The cards in a list and the dialog inherit the tokens of the element.
/** @type {Readonly<Record<string, readonly string[]>>} */
const stylesheets = {
  "ofauth-connect": [controls, `${elements}/connect/styles.ts`, dialog],
  "ofauth-connection-status": [controls, ...stylesIn("status"), dialog],
  "ofauth-connections": [controls, ...stylesIn("list"), ...stylesIn("status"), dialog],
  "ofauth-import": [controls, ...stylesIn("import")],
};

/** The stylesheets in an element's folder. @param {string} folder */
function stylesIn(folder) {
  const names = readdirSync(`${root}${elements}/${folder}`).filter((name) => name.endsWith("styles.ts"));
  return names.map((name) => `${elements}/${folder}/${name}`);
}

/** @param {string} file */
const read = (file) => readFileSync(root + file, "utf8");

/** The private name of each token, such as `--_accent`, with the declaration of its public one. */
function privateNames() {
  const found = read(declarations).matchAll(/(--_[\w-]+): (var\(--ofauth-.*);/g);
  return [...found].flatMap(([, name = "", value = ""]) => readTokens(value).map((token) => ({ name, token })));
}

/** The tokens that the stylesheets of an element use, with their defaults. @param {string} tag @returns {Map<string, string>} */
function defaultsOf(tag) {
  const css = (stylesheets[tag] ?? []).map(read).join("");
  const used = privateNames().filter(({ name }) => css.includes(`var(${name})`));
  // Later entries win. The first declaration is the general one: a later one increases the contrast of controls' borders.
  return new Map([...used.map(({ token }) => token), ...readTokens(css)].toReversed());
}

/**
 * The tokens of an element, in the order of the meanings.
 * @param {string} tag
 * @returns {{ name: string, default: string, description: string }[]}
 */
export function tokensOf(tag) {
  const defaults = defaultsOf(tag);
  return Object.entries(meanings).flatMap(([name, description]) => {
    const value = defaults.get(name);
    return value === undefined ? [] : [{ name, default: value, description }];
  });
}

/** Returns the faults of the list of descriptions. */
export function tokenFaults() {
  const used = new Set(Object.keys(stylesheets).flatMap((tag) => [...defaultsOf(tag).keys()]));
  return [
    ...[...used]
      .filter((name) => !(name in meanings))
      .map((name) => `${name} has no description in tools/metadata/tokens.mjs`),
    ...Object.keys(meanings)
      .filter((name) => !used.has(name))
      .map((name) => `no stylesheet uses ${name}`),
  ];
}

/**
 * Returns each `var(--ofauth-…, default)` of a stylesheet.
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

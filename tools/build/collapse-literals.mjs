/**
 * Removes unneeded white space and comments from the stylesheets and templates in dist: minifiers do not change the text of a
 * template literal.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseAst } from "vite";
import { root } from "../run.mjs";

/** Modules whose template literals are stylesheets. */
export const isStylesheet = /styles\.js$|^styles\/\w+\.js$|\/dist\/styles\/\w+\.js$/;

/** @param {string} css must not contain strings with the removed characters */
const collapseCss = (css) =>
  css
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,>]) ?/g, "$1")
    .replace(/: /g, ":")
    .replace(/;}/g, "}")
    .replace(/(?<![\d.])0\.(?=\d)/g, ".")
    .replace(/ !important/g, "!important")
    .replace(/="([a-z-]+)"]/g, "=$1]")
    .trim();

/** @typedef {{ start: number, end: number }} Range */

/** Finds the `html` templates in `code`, each with its texts. @param {string} code @returns {(Range & { quasis: Range[] })[]} */
function templatesIn(code) {
  /** @type {(Range & { quasis: Range[] })[]} */
  const templates = [];
  /** @param {unknown} node */
  const visit = (node) => {
    if (typeof node !== "object" || node === null) return;
    const { type, tag, quasi } =
      /** @type {{ type?: string, tag?: { name?: string }, quasi?: Range & { quasis: Range[] } }} */ (node);
    if (type === "TaggedTemplateExpression" && tag?.name === "html" && quasi) templates.push(quasi);
    Object.values(node).forEach(visit);
  };
  visit(parseAst(code));
  return templates;
}

/** @param {string} code */
function collapseTemplates(code) {
  /** @type {(Range & { text: string })[]} */
  const edits = templatesIn(code).flatMap(({ end, quasis }) => {
    const texts = quasis.map((range) => ({
      ...range,
      text: code.slice(range.start, range.end).replace(/\n\s*/g, " "),
    }));
    const lost = quasis.reduce((sum, range) => sum + code.slice(range.start, range.end).split("\n").length - 1, 0);
    // Appends as many line breaks as the template has lost, so that source maps stay correct.
    return [...texts, { start: end, end, text: "\n".repeat(lost) }];
  });
  let collapsed = code;
  for (const { start, end, text } of edits.toSorted((a, b) => b.start - a.start || b.end - a.end)) {
    collapsed = collapsed.slice(0, start) + text + collapsed.slice(end);
  }
  return collapsed;
}

/**
 * Inlines the shared stylesheets into the dialog's. The dialog loads on demand and the button at once: a module that both
 * import would become a third file in every bundle.
 * @param {string} path @param {string} code
 */
function inlineTexts(path, code) {
  if (!path.endsWith("/dialog.styles.js")) return code;
  return code
    .replace(/^import \{.*\} from ".*\/styles\/\w+\.js";\n/gm, "\n")
    .replace(/\$\{(\w+)\}/g, (_, name) => sharedTexts().get(name) ?? "");
}

/** The texts that src/styles exports, by name. */
function sharedTexts() {
  const modules = readdirSync(`${root}dist/styles`).filter((name) => name.endsWith(".js"));
  const texts = modules.flatMap((name) => [
    ...readFileSync(`${root}dist/styles/${name}`, "utf8").matchAll(/export const (\w+) = `([^`]*)`/g),
  ]);
  return new Map(texts.map(([, name = "", text = ""]) => [name, text]));
}

/** Collapses the literals of every module in dist that pages load. */
export function collapseLiterals() {
  for (const name of readdirSync(`${root}dist`, { recursive: true, encoding: "utf8" })) {
    if (!/^(?:browser|elements|styles)\b.*\.js$/.test(name)) continue;
    const path = `${root}dist/${name}`;
    const code = readFileSync(path, "utf8");
    if (isStylesheet.test(name))
      writeFileSync(
        path,
        inlineTexts(path, code).replace(/`([^`]*)`/g, (_, css) => `\`${collapseCss(css)}\``),
      );
    else if (/\bhtml ?`/.test(code)) writeFileSync(path, collapseTemplates(code));
  }
}

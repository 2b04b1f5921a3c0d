/** Checks the snippets and links of pages. */
import { readPage } from "./blocks.mjs";
import { commandFaults } from "./commands.mjs";
import { compileFaults } from "./compile.mjs";
import { linkFaults } from "./links.mjs";
import { styleFaults } from "./style-faults.mjs";
import { readTemplate } from "./templates.mjs";

/** @typedef {import("./blocks.mjs").Page} Page */
/** @typedef {import("./blocks.mjs").Block} Block */
/** @typedef {import("./blocks.mjs").Fault} Fault */

/**
 * @param {Page[]} pages
 * @param {{ dist?: boolean }} [options]
 * @returns {Promise<{ faults: Fault[], counts: Record<string, number> }>}
 */
export async function checkPages(pages, { dist = false } = {}) {
  const blocks = pages.flatMap((page) => readPage(page).blocks);
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { language } of blocks) counts[language] = (counts[language] ?? 0) + 1;
  const found = await Promise.all(blocks.map(async (block) => ({ block, ...(await readBlock(block)) })));
  const faults = [
    ...found.flatMap(({ block: { file }, faults }) => faults.map((fault) => ({ file, ...fault }))),
    ...(await compileFaults(
      found.flatMap(({ scripts }) => scripts),
      { dist },
    )),
    ...linkFaults(pages),
  ];
  return { faults: faults.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line), counts };
}

/** @param {Block} block @returns {Promise<import("./templates.mjs").Found>} */
async function readBlock(block) {
  const { language, text, line } = block;
  switch (language) {
    case "ts":
    case "tsx":
    case "js":
      return { faults: [], scripts: [{ ...block, language }] };
    case "html":
    case "vue":
    case "svelte":
      return readTemplate(block);
    case "css":
      return { faults: styleFaults(text, line), scripts: [] };
    case "sh":
      return { faults: await commandFaults(text, line), scripts: [] };
    case "json":
      return { faults: jsonFaults(block), scripts: [] };
    case "text":
      return { faults: [], scripts: [] };
    case "unclosed":
      return { faults: [{ line: line - 1, message: "this code block is never closed" }], scripts: [] };
    default:
      return {
        faults: [
          {
            line: line - 1,
            message: `code blocks in "${language}" are not checked: use ts, tsx, js, html, vue, svelte, css, sh, json or text`,
          },
        ],
        scripts: [],
      };
  }
}

/** @param {Block} block */
function jsonFaults({ text, line }) {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    return [{ line, message: /** @type {Error} */ (error).message }];
  }
}

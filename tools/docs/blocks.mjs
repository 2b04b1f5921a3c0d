/** Splits a Markdown page into its fenced code blocks and its prose. */

/** @typedef {{ file: string, text: string }} Page */
/** @typedef {{ file: string, line: number, language: string, text: string }} Block `line`: number of the first line of its text */
/** @typedef {{ file: string, line: number, message: string }} Fault */

/** @param {Page} page @returns {{ blocks: Block[], prose: { line: number, text: string }[] }} */
export function readPage({ file, text }) {
  /** @type {Block[]} */
  const blocks = [];
  /** @type {{ line: number, text: string }[]} */
  const prose = [];
  /** @type {{ fence: string, indent: string, block: Block, lines: string[] } | undefined} */
  let open;
  for (const [index, line] of text.split("\n").entries()) {
    const [, indent = "", fence = "", language = ""] = /^(\s*)(`{3,})\s*([^\s`]*)/.exec(line) ?? [];
    if (open && fence.startsWith(open.fence) && !language) {
      open.block.text = open.lines.join("\n");
      blocks.push(open.block);
      open = undefined;
    } else if (open) {
      open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
    } else if (fence) {
      open = { fence, indent, block: { file, line: index + 2, language, text: "" }, lines: [] };
    } else {
      prose.push({ line: index + 1, text: line });
    }
  }
  if (open) blocks.push({ ...open.block, language: "unclosed" });
  return { blocks, prose };
}

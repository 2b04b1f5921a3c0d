/** Fills the text between `<!-- name:start -->` and `<!-- name:end -->` of a page. */

/**
 * Returns the page with every block that it has markers for, and the names of these blocks.
 * @param {string} page
 * @param {Readonly<Record<string, string>>} blocks
 * @returns {{ text: string, filled: string[] }}
 */
export function fillMarkedBlocks(page, blocks) {
  /** @type {string[]} */
  const filled = [];
  const text = page.replaceAll(/<!-- ([\w-]+):start -->[^]*?<!-- \1:end -->/g, (before, /** @type {string} */ name) => {
    const block = blocks[name];
    // The markers belong to another tool.
    if (block === undefined) return before;
    filled.push(name);
    return `<!-- ${name}:start -->\n\n${block}\n\n<!-- ${name}:end -->`;
  });
  return { text, filled };
}

/** Text between `<!-- name:start -->` and `<!-- name:end -->` of a page. */

/**
 * The page with each block that it has a place for, and the names of those places.
 * @param {string} page
 * @param {Readonly<Record<string, string>>} blocks
 * @returns {{ text: string, filled: string[] }}
 */
export function fillMarked(page, blocks) {
  /** @type {string[]} */
  const filled = [];
  const text = page.replaceAll(/<!-- ([\w-]+):start -->[^]*?<!-- \1:end -->/g, (before, /** @type {string} */ name) => {
    const block = blocks[name];
    // Somebody else's place.
    if (block === undefined) return before;
    filled.push(name);
    return `<!-- ${name}:start -->\n\n${block}\n\n<!-- ${name}:end -->`;
  });
  return { text, filled };
}

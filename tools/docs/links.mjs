/** Checks that the targets of links between pages exist. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../run.mjs";
import { readPage } from "./blocks.mjs";

/** @typedef {import("./blocks.mjs").Page} Page */

/** @param {string} file @returns {Page} */
const read = (file) => ({ file, text: readFileSync(root + file, "utf8") });

/** Returns the anchors of a page, as GitHub and npm make them from headings. @param {Page} page @returns {Set<string>} */
function anchorsOf(page) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  const anchors = new Set();
  for (const { text } of readPage(page).prose) {
    for (const [, id] of text.matchAll(/<[a-z]+[^>]*\s(?:id|name)="([^"]+)"/g)) anchors.add(id ?? "");
    const [, heading] = /^#{1,6}\s+(.+?)\s*#*$/.exec(text) ?? [];
    if (!heading) continue;
    const plain = heading.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1");
    const slug = plain
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(/\s/g, "-");
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    anchors.add(times === 0 ? slug : `${slug}-${times}`);
  }
  return anchors;
}

/**
 * @param {Page[]} pages
 * @returns {import("./blocks.mjs").Fault[]}
 */
export function linkFaults(pages) {
  const texts = new Map(pages.map((page) => [page.file, page]));
  const anchors = new Map(pages.map((page) => [page.file, anchorsOf(page)]));
  return pages.flatMap((page) =>
    readPage(page).prose.flatMap(({ line, text }) =>
      [...text.replaceAll(/`[^`]*`/g, "``").matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)].flatMap(([, target = ""]) => {
        if (/^[a-z][a-z+.-]*:/i.test(target)) return [];
        const [path = "", anchor] = target.split("#");
        const file = path ? join(dirname(page.file), path) : page.file;
        const fault = (/** @type {string} */ message) => [{ file: page.file, line, message }];
        if (!texts.has(file) && !existsSync(root + file)) return fault(`${file} does not exist`);
        if (!anchor) return [];
        const known = anchors.get(file) ?? (file.endsWith(".md") ? anchorsOf(read(file)) : undefined);
        return !known || known.has(anchor) ? [] : fault(`${file} has no heading #${anchor}`);
      }),
    ),
  );
}

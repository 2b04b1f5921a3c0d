/** The files that a page of the docs describes: the code blocks whose first lines name a path in a comment. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readPage } from "../../../tools/docs/blocks.mjs";

const docs = fileURLToPath(new URL("../../../docs/", import.meta.url));
const pathComment = /^(?:<script[^>]*>\n)? *(?:\/\/|<!--) (\S+\.(?:[cm]?[jt]sx?|vue|svelte))(?: -->)?\n/;

/** Returns the text of each file by its path. */
export function docsFiles(page: string): ReadonlyMap<string, string> {
  const { blocks } = readPage({ file: page, text: readFileSync(`${docs}${page}`, "utf8") });
  const files = new Map<string, string>();
  for (const { text, line } of blocks) {
    const path = pathComment.exec(text)?.[1];
    if (path === undefined) continue;
    if (files.has(path)) throw new Error(`docs/${page}:${line}: ${path} is described twice.`);
    files.set(path, text);
  }
  return files;
}

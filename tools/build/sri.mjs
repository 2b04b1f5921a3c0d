/**
 * Writes the script tags of the docs between their markers (`<!-- cdn-loader:start -->`), with this version and the hashes of
 * the last build in dist/cdn/sri.json. With `--check`, fails if they differ.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { root } from "../run.mjs";

/** Files that may have markers. */
const pages = ["docs/cdn.md", "README.md"];

/** @type {Record<string, string>} */
const hashes = JSON.parse(readFileSync(`${root}dist/cdn/sri.json`, "utf8"));
/** @type {{ name: string, version: string }} */
const { name: packageName, version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

export const cdnFolder = `https://cdn.jsdelivr.net/npm/${packageName}@${version}/dist/cdn/`;

/** @param {string} file in dist/cdn @param {"async" | "defer" | 'type="module"'} kind */
function scriptTag(file, kind) {
  const hash = hashes[file];
  if (!hash) throw new Error(`dist/cdn/sri.json has no ${file}. Run: npm run build`);
  return `<script ${kind} src="${cdnFolder}${file}" integrity="${hash}" crossorigin="anonymous"></script>`;
}

/** @param {string} folder */
function languageTable(folder) {
  const files = Object.keys(hashes).filter((file) => file.slice(0, file.lastIndexOf("/") + 1) === folder);
  const rows = files.map((file) => `| \`${file}\` | \`${hashes[file]}\` |`);
  return ["| file | `integrity` |", "| --- | --- |", ...rows].join("\n");
}

/** Content between the markers of each name: a script tag or a table. @type {Record<string, () => string>} */
export const snippets = {
  "cdn-loader": () => scriptTag("loader.min.js", "async"),
  "cdn-module": () => scriptTag("ofauth-elements.min.js", 'type="module"'),
  "cdn-classic": () => scriptTag("ofauth-elements.iife.min.js", "defer"),
  "cdn-connect": () => scriptTag("connect.min.js", "async"),
  "cdn-import": () => scriptTag("import.min.js", "async"),
  "cdn-callback": () => scriptTag("callback.min.js", 'type="module"'),
  "cdn-german": () => scriptTag("locales/de.min.js", "async"),
  "cdn-languages": () => languageTable("locales/"),
  "cdn-import-languages": () => languageTable("locales/import/"),
};

/** Returns the page with every snippet that it has markers for. @param {string} before */
export async function withSnippets(before) {
  let page = before;
  for (const [name, snippet] of Object.entries(snippets)) {
    const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
    const [from, to] = [page.indexOf(start), page.indexOf(end)];
    if (from < 0 && to < 0) continue;
    if (from < 0 || to < from) throw new Error(`The markers of ${name} are not a pair`);
    const text = snippet();
    const block = text.startsWith("<") ? `\`\`\`html\n${text}\n\`\`\`` : text;
    // Formatted as `npm run format` does, so that the two never disagree.
    const formatted = await format(block, { parser: "markdown", printWidth: 120 });
    page = `${page.slice(0, from)}${start}\n\n${formatted}\n${page.slice(to)}`;
  }
  return page;
}

if (process.argv[1] === import.meta.filename) {
  for (const page of pages.filter((path) => existsSync(root + path))) {
    const before = readFileSync(root + page, "utf8");
    const after = await withSnippets(before);
    if (after === before) continue;
    if (process.argv.includes("--check")) {
      console.error(`${page} does not have the hashes of the build. Run: node tools/build/sri.mjs`);
      process.exitCode = 1;
    } else {
      writeFileSync(root + page, after);
    }
  }
}

/**
 * Checks every snippet and link of README.md, `docs/` and `dist/llms.txt`, which must be built first. With `--dist`, compiles
 * against the published declarations in `dist` instead of the sources. File names as arguments limit the check to these files.
 */
import { readdirSync, readFileSync } from "node:fs";
import { root } from "../run.mjs";
import { checkPages } from "./check-pages.mjs";

const [dist, names] = [process.argv.includes("--dist"), process.argv.slice(2).filter((arg) => !arg.startsWith("--"))];
const docs = readdirSync(`${root}docs`).filter((name) => name.endsWith(".md"));
const files = names.length > 0 ? names : ["README.md", ...docs.map((name) => `docs/${name}`), "dist/llms.txt"];

const { faults, counts } = await checkPages(
  files.map((file) => ({ file, text: readFileSync(root + file, "utf8") })),
  { dist },
);
for (const { file, line, message } of faults) console.error(`${file}:${line}: ${message}`);
const kinds = Object.entries(counts).map(([language, count]) => `${count} ${language || "without a language"}`);
console.log(`${kinds.join(", ")} in ${files.length} pages: ${faults.length} faults`);
if (faults.length > 0) process.exitCode = 1;

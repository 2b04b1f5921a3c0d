/**
 * Checks every snippet and every link of README.md, `docs/` and `dist/llms.txt`: build first. `--dist`: against the declarations in `dist`, which
 * is what users get, instead of the sources. Names of files after that: only those.
 */
import { readdirSync, readFileSync } from "node:fs";
import { root } from "../run.mjs";
import { checkPages } from "./check-pages.mjs";

const [dist, names] = [process.argv.includes("--dist"), process.argv.slice(2).filter((word) => !word.startsWith("--"))];
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

/** `npm run build`: modules and types for npm by tsc, files for a script tag by Vite, and their hashes. */
import { rmSync, writeFileSync } from "node:fs";
import { buildCdn, integrityOf } from "./build/cdn.mjs";
import { collapseStyles } from "./build/collapse-styles.mjs";
import { root, run } from "./run.mjs";

rmSync(`${root}dist`, { recursive: true, force: true });

const { code } = await run("tsc", ["-p", "tsconfig.build.json"]);
if (code !== 0) {
  console.error("build failed: tsc -p tsconfig.build.json");
  process.exit(code);
}
collapseStyles();

/** @type {Record<string, string>} */
const hashes = {};
for await (const { name, code } of buildCdn({ write: true })) hashes[name] = integrityOf(code);
writeFileSync(`${root}dist/cdn/sri.json`, `${JSON.stringify(hashes, null, 2)}\n`);

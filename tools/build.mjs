/**
 * `npm run build`: modules and types for npm by tsc, files for a script tag by Vite and their hashes, and the metadata for
 * tools. With `--if-changed`, keeps a `dist/` that was built from the same sources.
 */
import { rmSync, writeFileSync } from "node:fs";
import { hashOfInputs, isBuilt, markBuilt } from "./build/build-hash.mjs";
import { buildCdn, integrityOf } from "./build/cdn.mjs";
import { collapseLiterals } from "./build/collapse-literals.mjs";
import { markNativeImports } from "./build/mark-native-imports.mjs";
import { removeLocaleMaps } from "./build/remove-locale-maps.mjs";
import { root, run } from "./run.mjs";

const hash = hashOfInputs();
if (process.argv.includes("--if-changed") && isBuilt(hash)) process.exit();

rmSync(`${root}dist`, { recursive: true, force: true });

/** @param {string} command @param {string[]} args */
async function step(command, ...args) {
  const { code } = await run(command, args);
  if (code === 0) return;
  console.error(`build failed: ${command} ${args.join(" ")}`);
  process.exit(code);
}

const project = ["-p", "src/tsconfig.build.json"];
await step("tsc", ...project, "--emitDeclarationOnly");
// The declarations and sources in the package keep their comments. In the modules, comments would take a sixth of the size.
await step("tsc", ...project, "--noCheck", "--declaration", "false", "--declarationMap", "false", "--removeComments");
removeLocaleMaps();
collapseLiterals();
markNativeImports();
await step(process.execPath, "tools/metadata/metadata.mjs", "--dist");

/** @type {Record<string, string>} */
const hashes = {};
for await (const { name, code } of buildCdn({ write: true })) hashes[name] = integrityOf(code);
writeFileSync(`${root}dist/cdn/sri.json`, `${JSON.stringify(hashes, null, 2)}\n`);
markBuilt(hash);

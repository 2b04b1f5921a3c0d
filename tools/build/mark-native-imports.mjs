/**
 * Puts back the comments by which bundlers leave an `import()` of an address alone: tsc removes them with all others. Without
 * them webpack warns, and replaces the import with a function that throws.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { root } from "../run.mjs";

export function markNativeImports() {
  const path = `${root}dist/elements/import-again.js`;
  const code = readFileSync(path, "utf8");
  if (!code.includes("import(`")) throw new Error(`${path} imports no address`);
  writeFileSync(path, code.replace("import(`", "import(/* @vite-ignore */ /* webpackIgnore: true */ `"));
}

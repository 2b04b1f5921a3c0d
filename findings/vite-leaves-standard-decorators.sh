#!/usr/bin/env bash
# Guess: Vite compiles standard decorators when build.target is older than they are, as it compiles other new syntax.
# Seen: `@decorator accessor x` stays in the output, for es2021 as for esnext. Browsers stop at it with a SyntaxError. Experimental
#   decorators (experimentalDecorators in tsconfig.json) are compiled. (Vite 8.3.8)
# Why it matters here: the elements declare their properties without decorators.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund vite@8.3.8

cat >entry.ts <<'TS'
const log = (_value: unknown, _context: unknown): undefined => undefined;
export class Counter {
  @log accessor count = 0;
}
TS
cat >run.mjs <<'JS'
import { build } from "vite";
for (const target of ["es2021", "esnext"]) {
  const [{ output }] = await build({
    configFile: false,
    logLevel: "silent",
    build: { target, write: false, minify: false, lib: { entry: "entry.ts", formats: ["es"] } },
  });
  console.log(`${target}: ${/@log\s+accessor/.test(output[0].code) ? "decorator left in the output" : "compiled"}`);
}
JS

expected='es2021: decorator left in the output
esnext: decorator left in the output'
seen=$(node run.mjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }

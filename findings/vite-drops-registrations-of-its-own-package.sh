#!/usr/bin/env bash
# Guess: "sideEffects" in package.json tells the bundlers of those who install the package; the package's own build does not read it.
# Seen: Vite reads it for its own entry too. With a list that names only dist, the build of src drops a bare import of a module that has
#   nothing but side effects (such as customElements.define), without a warning. (Vite 8.3.8)
# Why it matters here: "sideEffects" lists src and dist, and a test checks that each bundle registers its tags.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund vite@8.3.8
mkdir src
echo 'import "./register.js"; export const name = "x-item";' >src/index.js
echo 'customElements.define("x-item", class extends HTMLElement {});' >src/register.js

cat >run.mjs <<'JS'
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "vite";
const manifest = JSON.parse(readFileSync("package.json", "utf8"));
for (const sideEffects of [["./dist/register.js"], ["./dist/register.js", "./src/register.js"]]) {
  writeFileSync("package.json", JSON.stringify({ ...manifest, sideEffects }));
  const [{ output }] = await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, lib: { entry: "src/index.js", formats: ["es"] } },
  });
  const kept = output[0].code.includes("customElements.define");
  console.log(`${JSON.stringify(sideEffects)}: registration ${kept ? "kept" : "dropped"}`);
}
JS

expected='["./dist/register.js"]: registration dropped
["./dist/register.js","./src/register.js"]: registration kept'
seen=$(node run.mjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }

/**
 * Generates everything that repeats the element classes: the generated blocks of README.md and `docs/` (without an
 * option, writes them; `--check`: only compares them), and the files for tools in `dist/` (`--dist`, which the build runs):
 * `custom-elements.json`, the files for editors, and `llms.txt`.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { htmlCustomData, webTypes } from "./editors.mjs";
import { llmsText } from "./llms.mjs";
import { elementsOf, makeManifest } from "./manifest.mjs";
import { fillMarkedBlocks } from "./marked.mjs";
import { blocks } from "./tables.mjs";
import { tokenFaults } from "./tokens.mjs";
import { TypedSources } from "./typed-sources.mjs";
import { root } from "../run.mjs";

// Types of TypeScript and the browser.
const builtIn = ["CustomElementRegistry", "FocusOptions", "HTMLFormElement", "Partial", "Promise", "ValidityState"];

const typed = new TypedSources();
const manifest = makeManifest(typed);

if (process.argv.includes("--dist")) writeDist();
else {
  const faults = [...tokenFaults(), ...unexportedTypes(), ...(await updatePages(process.argv.includes("--check")))];
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}

/** Writes the files for tools. */
function writeDist() {
  const ofPackage = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  mkdirSync(`${root}dist`, { recursive: true });
  for (const [file, content] of Object.entries({
    "custom-elements.json": manifest,
    "vscode.html-custom-data.json": htmlCustomData(manifest),
    "web-types.json": webTypes(manifest, ofPackage),
  })) {
    writeFileSync(`${root}dist/${file}`, JSON.stringify(content));
  }
  writeFileSync(`${root}dist/llms.txt`, llmsText(manifest, typed, ofPackage));
}

/**
 * Fills the generated blocks of every page. Returns the faults: blocks without markers and, with `checkOnly`, each page
 * that differs from what would be written.
 * @param {boolean} checkOnly
 */
async function updatePages(checkOnly) {
  const texts = await blocks(manifest, typed);
  const places = new Set();
  const faults = [];
  const pages = readdirSync(`${root}docs`).filter((name) => name.endsWith(".md"));
  for (const file of ["README.md", ...pages.map((name) => `docs/${name}`)]) {
    const before = readFileSync(root + file, "utf8");
    const { text, filled } = fillMarkedBlocks(before, texts);
    for (const name of filled) places.add(name);
    if (filled.length === 0) continue;
    // Formatted as `npm run format` does, so that the two never disagree.
    const after = await format(text, { ...(await resolveConfig(root + file)), filepath: root + file });
    if (after === before) continue;
    if (checkOnly) faults.push(`${file} differs from the code. Run: node tools/metadata/metadata.mjs`);
    else writeFileSync(root + file, after);
  }
  const missing = Object.keys(texts).filter((name) => !places.has(name));
  return [
    ...faults,
    ...missing.map((name) => `no page has markers for "${name}": <!-- ${name}:start --> … <!-- ${name}:end -->`),
  ];
}

/** Returns faults for types that a host may need to name but cannot import. */
function unexportedTypes() {
  const known = new Set([...typed.exportedNames(), ...builtIn]);
  return elementsOf(manifest).flatMap(({ tagName, attributes, members, events }) =>
    [...attributes, ...events, ...members, ...members.flatMap(({ parameters = [] }) => parameters)]
      .flatMap(({ type }) => [...(type?.text.replaceAll(/"[^"]*"/g, "").matchAll(/\b[A-Z]\w*/g) ?? [])])
      .filter(([name]) => !known.has(name))
      .map(([name]) => `<${tagName}>: ${name} is not exported`),
  );
}

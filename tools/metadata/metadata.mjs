/**
 * Writes everything that repeats what the elements' classes say: `custom-elements.json`, what editors read, `llms.txt`, and the
 * tables in README.md and `docs/`. With `--check` it writes nothing, and fails where a file is not what it would write.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { htmlCustomData, webTypes } from "./editors.mjs";
import { llmsText } from "./llms.mjs";
import { elementsOf, makeManifest } from "./manifest.mjs";
import { fillMarked } from "./marked.mjs";
import { blocks } from "./tables.mjs";
import { tokenFaults } from "./tokens.mjs";
import { TypedSources } from "./typed-sources.mjs";
import { root } from "../run.mjs";

// Of TypeScript and the browser.
const builtIn = ["CustomElementRegistry", "FocusOptions", "HTMLFormElement", "Partial", "Promise", "ValidityState"];

const ofPackage = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const typed = new TypedSources();
const manifest = makeManifest(typed);
const texts = await blocks(manifest, typed);

const faults = [...tokenFaults(), ...unexportedTypes()];
const places = new Set();

/** @type {[file: string, text: string][]} */
const files = [
  ["custom-elements.json", JSON.stringify(manifest)],
  ["vscode.html-custom-data.json", JSON.stringify(htmlCustomData(manifest))],
  ["web-types.json", JSON.stringify(webTypes(manifest, ofPackage))],
];
const pages = readdirSync(`${root}docs`).filter((name) => name.endsWith(".md"));
for (const file of ["README.md", ...pages.map((name) => `docs/${name}`)]) {
  const { text, filled } = fillMarked(readFileSync(root + file, "utf8"), texts);
  for (const name of filled) places.add(name);
  if (filled.length > 0) files.push([file, text]);
}
for (const name of Object.keys(texts)) {
  if (!places.has(name))
    faults.push(`no page has a place for "${name}": <!-- ${name}:start --> … <!-- ${name}:end -->`);
}

const written = await Promise.all(
  files.map(async ([file, text]) => /** @type {const} */ ([file, await formatted(file, text)])),
);
// Last: it quotes the pages' beginnings.
for (const [file, text] of [...written, /** @type {const} */ (["llms.txt", llmsText(manifest, typed, ofPackage)])]) {
  if (existsSync(root + file) && readFileSync(root + file, "utf8") === text) continue;
  if (process.argv.includes("--check"))
    faults.push(`${file} is not what the code says: node tools/metadata/metadata.mjs`);
  else writeFileSync(root + file, text);
}

for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;

/** As `npm run format` leaves it, so that the two never disagree. @param {string} file @param {string} text */
async function formatted(file, text) {
  return format(text, { ...(await resolveConfig(root + file)), filepath: root + file });
}

/** Types that a page would have to name and cannot import. */
function unexportedTypes() {
  const known = new Set([...typed.exportedNames(), ...builtIn]);
  return elementsOf(manifest).flatMap(({ tagName, attributes, members, events }) =>
    [...attributes, ...events, ...members, ...members.flatMap(({ parameters = [] }) => parameters)]
      .flatMap(({ type }) => [...(type?.text.replaceAll(/"[^"]*"/g, "").matchAll(/\b[A-Z]\w*/g) ?? [])])
      .filter(([name]) => !known.has(name))
      .map(([name]) => `<${tagName}>: ${name} is not exported`),
  );
}

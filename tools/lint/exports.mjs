/**
 * Checks the exports of src: no unused export, no name with two meanings, no import cycle (type-only
 * imports included: a cycle of types is two files that cannot be understood alone).
 */
import { readFileSync } from "node:fs";
import { root } from "../run.mjs";
import { readSourceGraph } from "./source-graph.mjs";

/** Names with several exports of the same meaning: the same element, hook or strings for another framework or language. */
const sameMeaning = new Set([
  "OFAuthConnect",
  "OFAuthConnectionStatus",
  "OFAuthConnections",
  "OFAuthImport",
  "useOFAuthConnect",
  "words",
  "loadLocale",
]);

const modules = readSourceGraph(["src"]);
const users = readSourceGraph(["src", "test", "demo", "tools"]);
/** @type {{ exports: Record<string, string | { default: string }>, bin: Record<string, string> }} */
const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const entryFiles = [...Object.values(manifest.exports), ...Object.values(manifest.bin)]
  .map((target) => (typeof target === "string" ? target : target.default))
  .filter((target) => target.endsWith(".js"))
  .map((target) => target.replace("./dist/", "src/").replace(/\.js$/, ".ts"));
const isEntry = (/** @type {string} */ file) =>
  entryFiles.some((entry) => (entry.includes("*") ? file.startsWith(entry.split("*")[0] ?? "") : entry === file));

/** @type {string[]} */
const faults = [...unusedExports(), ...doubleNames(), ...cycles()];
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;

function unusedExports() {
  /** Names that another module imports, by file; `*` stands for all names. @type {Map<string, Set<string>>} */
  const used = new Map();
  for (const { file, imports } of users.values()) {
    for (const { from, name } of imports) {
      if (from !== file) used.set(from, (used.get(from) ?? new Set()).add(name));
    }
  }
  return [...modules.values()].flatMap(({ file, declares }) => {
    const names = used.get(file);
    if (isEntry(file) || names?.has("*")) return [];
    return declares.filter((name) => !names?.has(name)).map((name) => `${file}: nothing imports ${name}`);
  });
}

function doubleNames() {
  /** @type {Map<string, string[]>} */
  const places = new Map();
  for (const { file, declares } of modules.values()) {
    for (const name of new Set(declares)) places.set(name, [...(places.get(name) ?? []), file]);
  }
  return [...places]
    .filter(([name, files]) => files.length > 1 && !sameMeaning.has(name))
    .map(([name, files]) => `${name} has ${files.length} meanings: ${files.join(", ")}`);
}

/** Finds strongly connected components with Tarjan's algorithm. */
function cycles() {
  /** @type {Map<string, { index: number, low: number }>} */
  const visited = new Map();
  /** @type {string[]} */
  const stack = [];
  /** @type {string[]} */
  const found = [];

  /** @param {string} file */
  function visit(file) {
    const node = { index: visited.size, low: visited.size };
    visited.set(file, node);
    stack.push(file);
    for (const { from } of modules.get(file)?.imports ?? []) {
      const other = visited.get(from);
      if (!other) node.low = Math.min(node.low, visit(from).low);
      else if (stack.includes(from)) node.low = Math.min(node.low, other.index);
    }
    if (node.low === node.index) {
      const component = stack.splice(stack.indexOf(file));
      if (component.length > 1) found.push(`import cycle: ${component.join(" → ")}`);
    }
    return node;
  }
  for (const file of modules.keys()) if (!visited.has(file)) visit(file);
  return found;
}

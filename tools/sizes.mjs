/** What a page has to load, in bytes (1 kB = 1,000 bytes), against its budget. Reads dist: build first. `--modules`: the parts. */
import { readdirSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "vite";
import { root } from "./run.mjs";

/** gzip. What `npm run bench` measures against, and says whether it is met. */
export const goals = { button: 10_500, status: 13_000, cdn: 30_000 };

/** gzip. What `npm run check` fails above: the goal, or where it is missed, little more than what there is today. */
export const budgets = { button: 10_600, status: goals.status, cdn: 40_600 };

/** @typedef {{ min: number, gzip: number, brotli: number }} Size */

/** @param {(string | Uint8Array)[]} files each is compressed by itself, as a server sends it @returns {Size} */
export function sizeOf(files) {
  const size = { min: 0, gzip: 0, brotli: 0 };
  for (const file of files) {
    const bytes = Buffer.from(file);
    size.min += bytes.length;
    size.gzip += gzipSync(bytes, { level: 9 }).length;
    size.brotli += brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  }
  return size;
}

/**
 * A host's production bundle of one entry, in the two halves: what its import loads, and what is loaded on demand.
 * Lib mode, because an application build adds helpers of its own.
 * @param {string} entry
 * @param {readonly string[]} [external] packages that are not to be part of it
 */
export async function bundle(entry, external = []) {
  const built = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "error",
    // Lib mode leaves this for the host to say.
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      target: "es2022",
      write: false,
      lib: { entry: `${root}${entry}`, formats: ["es"] },
      // Comments are notes to bundlers, which an application's build takes out.
      rolldownOptions: { external: [...external], output: { minify: true, comments: false } },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  if (!result || !("output" in result)) throw new Error("Vite watches instead of building");
  const chunks = result.output.filter((file) => file.type === "chunk");
  const atOnce = neededBy(
    chunks.filter(({ isEntry }) => isEntry),
    chunks,
  );
  return { atOnce, onDemand: chunks.filter((chunk) => !atOnce.includes(chunk)) };
}

/**
 * `chunks`, and those of `all` that they import, and so on.
 * @template {{ fileName: string, imports: string[] }} Chunk
 * @param {Chunk[]} chunks
 * @param {Chunk[]} all
 */
function neededBy(chunks, all) {
  const needed = new Set(chunks);
  // A set is walked in the order of insertion, what is added on the way included.
  for (const { imports } of needed) {
    for (const chunk of all) if (imports.includes(chunk.fileName)) needed.add(chunk);
  }
  return [...needed];
}

/**
 * Those of a bundle's `onDemand` that come with an `import()` of this module.
 * @template {{ fileName: string, imports: string[], facadeModuleId: string | null }} Chunk
 * @param {Chunk[]} onDemand
 * @param {string} module
 */
export function loadedWith(onDemand, module) {
  const chunks = onDemand.filter(({ facadeModuleId }) => facadeModuleId?.endsWith(`/${module}`));
  if (chunks.length === 0) throw new Error(`Nothing is loaded with ${module}`);
  return neededBy(chunks, onDemand);
}

/** What the bytes are spent on. @param {{ modules: Record<string, { code: string | null }> }[]} chunks */
function printModules(chunks) {
  const modules = chunks.flatMap((chunk) => Object.entries(chunk.modules));
  const rows = modules.map(([id, { code }]) => ({ id: relative(root, id), ...sizeOf([code ?? ""]) }));
  console.table(rows.toSorted((a, b) => b.gzip - a.gzip));
}

/** @param {{ code: string }[]} chunks */
export const sizeOfChunks = (chunks) => sizeOf(chunks.map(({ code }) => code));

/** gzip, for a file in dist/cdn. The loader's is its goal, the others' are little more than what there is today. @type {Record<string, number>} */
const cdnBudgets = {
  "ofauth-elements.min.js": budgets.cdn,
  "ofauth-elements.iife.min.js": budgets.cdn,
  "connect.min.js": 26_000,
  "import.min.js": 19_000,
  "callback.min.js": 2_100,
  "loader.min.js": 1_200,
};

/** What is imported; and what is loaded later, with which module. @type {[name: string, budget?: number | undefined, what?: string, module?: string][]} */
const entries = [
  ["connect", budgets.button, "a flow", "connect/controller.lazy.js"],
  ["connection-status", budgets.status, "the first look at a connection", "status/controller.lazy.js"],
  ["connections"],
  ["import"],
  ["link", undefined, "a flow", "connect/controller.lazy.js"],
  ["index"],
];

async function main() {
  /** @type {[name: string, size: Size, budget?: number | undefined][]} */
  const rows = [];
  for (const [name, budget, what, module] of entries) {
    const { atOnce, onDemand } = await bundle(`dist/${name}.js`);
    rows.push([`${name}.js`, sizeOfChunks(atOnce), budget]);
    if (module) rows.push([`  ${what}`, sizeOfChunks(loadedWith(onDemand, module))]);
    rows.push(["  all that is loaded on demand", sizeOfChunks(onDemand)]);
    if (process.argv.includes("--modules")) printModules(atOnce);
  }
  for (const file of readdirSync(`${root}dist/cdn`).filter((name) => name.endsWith(".js"))) {
    rows.push([`cdn/${file}`, sizeOf([readFileSync(`${root}dist/cdn/${file}`)]), cdnBudgets[file]]);
  }
  console.log(`${"bytes".padEnd(34)}${["min", "gzip", "brotli", "budget"].map((word) => word.padStart(8)).join("")}`);
  for (const [name, { min, gzip, brotli }, budget] of rows) {
    const over = budget !== undefined && gzip > budget;
    const cells = [min, gzip, brotli, budget ?? "-"].map((cell) => String(cell).padStart(8)).join("");
    console.log(name.padEnd(34) + cells + (over ? `  over by ${gzip - budget}` : ""));
    if (over) process.exitCode = 1;
  }
}

if (process.argv[1] === import.meta.filename) await main();

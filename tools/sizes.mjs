/** Compares the bytes that a page loads (1 kB = 1,000 bytes) with their budgets. Reads dist. `--modules` prints each module. */
import { readdirSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "vite";
import { root } from "./run.mjs";

/** Goals, in bytes of gzip: `npm run bench` prints whether each is met. */
export const goals = { button: 10_500, status: 13_000, cdn: 30_000 };

/** Limits of `npm run check`, in bytes of gzip: the goal or, where it is missed, slightly more than the current size. */
export const budgets = { button: 10_980, status: goals.status, cdn: 49_500 };

/** @typedef {{ min: number, gzip: number, brotli: number }} Size */

/** @param {(string | Uint8Array)[]} files each is compressed separately, as a server sends it @returns {Size} */
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
 * Bundles one entry as a host's production build does. Returns what its import loads at once and what is loaded on demand.
 * Uses lib mode, because an application build adds helpers.
 * @param {string} entry
 * @param {readonly string[]} [external] packages that are left out
 */
export async function bundle(entry, external = []) {
  const built = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "error",
    // Lib mode leaves this to the host's bundler.
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      target: "es2022",
      write: false,
      lib: { entry: `${root}${entry}`, formats: ["es"] },
      // The comments are annotations for bundlers, which an application build removes.
      rolldownOptions: { external: [...external], output: { minify: true, comments: false } },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  if (!result || !("output" in result)) throw new Error("Vite returned a watcher instead of a build");
  const chunks = result.output.filter((file) => file.type === "chunk");
  const atOnce = withImports(
    chunks.filter(({ isEntry }) => isEntry),
    chunks,
  );
  return { atOnce, onDemand: chunks.filter((chunk) => !atOnce.includes(chunk)) };
}

/**
 * Returns `chunks` and the chunks of `all` that they import, directly or not.
 * @template {{ fileName: string, imports: string[] }} Chunk
 * @param {Chunk[]} chunks
 * @param {Chunk[]} all
 */
function withImports(chunks, all) {
  const needed = new Set(chunks);
  // A loop over a set also visits what is added during the loop.
  for (const { imports } of needed) {
    for (const chunk of all) if (imports.includes(chunk.fileName)) needed.add(chunk);
  }
  return [...needed];
}

/**
 * Returns the chunks of a bundle's `onDemand` that an `import()` of this module loads.
 * @template {{ fileName: string, imports: string[], facadeModuleId: string | null }} Chunk
 * @param {Chunk[]} onDemand
 * @param {string} module
 */
export function loadedWith(onDemand, module) {
  const chunks = onDemand.filter(({ facadeModuleId }) => facadeModuleId?.endsWith(`/${module}`));
  if (chunks.length === 0) throw new Error(`No chunk is loaded with ${module}`);
  return withImports(chunks, onDemand);
}

/** Prints the size of each module. @param {{ modules: Record<string, { code: string | null }> }[]} chunks */
function printModules(chunks) {
  const modules = chunks.flatMap((chunk) => Object.entries(chunk.modules));
  const rows = modules.map(([id, { code }]) => ({ id: relative(root, id), ...sizeOf([code ?? ""]) }));
  console.table(rows.toSorted((a, b) => b.gzip - a.gzip));
}

/** @param {{ code: string }[]} chunks */
export const sizeOfChunks = (chunks) => sizeOf(chunks.map(({ code }) => code));

/** Limits in bytes of gzip by file in dist/cdn: the loader's goal, and slightly more than the current size for the others. @type {Record<string, number>} */
const cdnBudgets = {
  "ofauth-elements.min.js": budgets.cdn,
  "ofauth-elements.iife.min.js": budgets.cdn,
  "connect.min.js": 32_450,
  "import.min.js": 21_400,
  "callback.min.js": 2_450,
  "loader.min.js": 1_260,
};

/** Each entry, and what it loads later, with the module that loads it. @type {[name: string, budget?: number | undefined, what?: string, module?: string][]} */
const entries = [
  ["connect", budgets.button, "a flow", "connect/controller.lazy.js"],
  ["connection-status", budgets.status, "the first observed connection", "status/controller.lazy.js"],
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
    rows.push(["  everything loaded on demand", sizeOfChunks(onDemand)]);
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

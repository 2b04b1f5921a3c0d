/** Builds the files for script tags with Vite. Each file is complete. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "vite";
import { groupSimilarModules } from "./group-similar-modules.mjs";
import { inlineImports } from "./inline-imports.mjs";
import { noAutomaticLocales } from "./no-automatic-locales.mjs";
import { root } from "../run.mjs";

/**
 * `es`: a module with exports. `global`: a classic script, whose exports are `window.OFAuthElements`. `script`: runs as a
 * classic script and as a module, and exports nothing.
 * @typedef {"es" | "global" | "script"} Form
 * @typedef {{ name: string, code: string }} CdnFile `name` is relative to dist/cdn
 */

/** Names of the files that the loader loads. */
const loaded = /** @type {const} */ (["connect", "import", "ofauth-elements.iife"]);

const licences = "ofauth-elements.licenses.md";

/** Returns the value of a script tag's `integrity` attribute. @param {string | Uint8Array} content */
export const integrityOf = (content) => `sha384-${createHash("sha384").update(content).digest("base64")}`;

/** Code around a file. A classic script defines no other globals, and the first copy on a page keeps its global. @type {Record<Form, [string, string]>} */
const wrappers = {
  es: ["", ""],
  global: ["self.OFAuthElements??=(()=>{", "return OFAuthElements})();"],
  script: ["(()=>{", "})();"],
};

/**
 * Builds every file, in the order of their dependencies: the loader contains the hashes of the files that it loads.
 * @param {{ from?: "dist" | "src", write?: boolean }} [options] `from`: dist for publishing; src for the demo, which needs no build
 * @returns {AsyncGenerator<CdnFile>}
 */
export async function* buildCdn({ from = "dist", write = false } = {}) {
  const entry = (/** @type {string} */ path) => `${root}${from}/${path}.${from === "src" ? "ts" : "js"}`;
  /** @type {Record<string, string>} */
  const hashes = {};
  /** @type {[name: string, entry: string, form: Form][]} */
  const files = [
    ["ofauth-elements", entry("index"), "es"],
    ["ofauth-elements.iife", entry("index"), "global"],
    ["connect", entry("connect"), "script"],
    ["import", entry("import"), "script"],
    ["loader", `${root}src/cdn/loader.ts`, "script"],
    ["callback", entry("callback"), "es"],
    ...languages(`${root}${from}/locales`).map(
      (path) => /** @type {[string, string, Form]} */ ([`locales/${path}`, entry(`locales/${path}`), "script"]),
    ),
  ];
  for (const [name, path, form] of files) {
    const code = await buildFile(name, path, form, { hashes: JSON.stringify(hashes) }, write);
    if (loaded.some((each) => each === name)) hashes[name] = integrityOf(code).replace("sha384-", "");
    yield { name: `${name}.min.js`, code };
  }
}

/** Returns the modules in a folder of locales that are a language: `de`, `import/de`. @param {string} folder */
function languages(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => /^(?:import\/)?[a-z]{2}(?:-\w+)*\.[jt]s$/.test(path))
    .map((path) => path.slice(0, -3))
    .toSorted();
}

/**
 * @param {string} name
 * @param {string} entry
 * @param {Form} form
 * @param {Record<string, string>} define
 * @param {boolean} write
 */
async function buildFile(name, entry, form, define, write) {
  const isComplete = name === "ofauth-elements";
  // Smaller than their source maps, and without third-party code.
  const isTiny = entry.includes("/locales/") || name === "loader";
  const [before, after] = wrappers[form];
  const built = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    define,
    plugins: [...(entry.endsWith(".js") ? [groupSimilarModules()] : []), inlineImports(), noAutomaticLocales()],
    build: {
      target: "es2022",
      outDir: "dist/cdn",
      emptyOutDir: false,
      write,
      sourcemap: !isTiny,
      // The complete file contains all third-party code of the other files.
      ...(isComplete && { license: { fileName: licences } }),
      lib: {
        entry,
        formats: [form === "es" ? "es" : "iife"],
        name: "OFAuthElements",
        fileName: () => `${name}.min.js`,
      },
      rolldownOptions: {
        optimization: { inlineConst: true },
        output: {
          minify: true,
          codeSplitting: false,
          comments: false,
          banner: before,
          footer: after,
          postBanner: isTiny ? "" : `/* MIT; third parties: ${licences} */`,
        },
      },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  const chunk = result && "output" in result ? result.output.find(({ type }) => type === "chunk") : undefined;
  if (chunk?.type !== "chunk") throw new Error(`The build of ${name} has no output`);
  if (write && !isTiny) leaveOutPublishedSources(`${root}dist/cdn/${name}.min.js.map`);
  return chunk.code;
}

/**
 * Removes the content of this package's modules from a source map, because the package contains them. The content of third-party
 * modules stays: the package does not contain their files.
 * @param {string} file
 */
function leaveOutPublishedSources(file) {
  /** @type {{ sources: string[], sourcesContent: (string | null)[] }} */
  const map = JSON.parse(readFileSync(file, "utf8"));
  map.sourcesContent = map.sourcesContent.map((content, index) =>
    map.sources[index]?.includes("/node_modules/") ? content : null,
  );
  writeFileSync(file, JSON.stringify(map));
}

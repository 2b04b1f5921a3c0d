/**
 * Which folder of src may import which: protocol ← connect ← connections ← browser ← elements ← entries;
 * styles has no imports and serves browser and elements.
 * The lint rule `project/import-direction` calls `importProblem` for every import in src and demo.
 */
import { posix } from "node:path";

/** Modules of `browser` that the button may import statically: they run on a click, before any code can be fetched. */
export const browserModulesOfTheButton = new Set(["browser/transports/open-window"]);

/** Modules of `elements` that are loaded on demand. They may import `browser`; nothing may import them statically. */
export const elementsOnDemand = new Set([
  "elements/connect/controller.lazy",
  "elements/connect/returns.lazy",
  "elements/status/controller.lazy",
  "elements/list/controller.lazy",
  "elements/unusual-pages.lazy",
  "elements/i18n/load-locale",
  "elements/import/load-locale",
]);

/** The only modules outside `server` and `emulator` that may load zod: pages load the hand-written parsers. */
export const schemaModules = new Set(["protocol/schemas", "schemas"]);

const pageFolders = ["protocol", "connect", "connections", "styles", "browser", "elements"];

/** The other folders and the packages that each folder of src may import. "entry" is a file directly in src. */
const allowed = /** @type {Record<string, { folders: string[], packages: RegExp }>} */ ({
  // Only protocol/schemas imports it: see below.
  protocol: { folders: [], packages: /^zod\/mini$/ },
  connect: { folders: ["protocol"], packages: /^$/ },
  connections: { folders: ["protocol", "connect"], packages: /^$/ },
  // Plain text, for elements and the dialog.
  styles: { folders: [], packages: /^$/ },
  browser: { folders: ["protocol", "connect", "connections", "styles"], packages: /^$/ },
  // Locales are imported on demand only: see below.
  elements: { folders: ["protocol", "connect", "connections", "styles", "browser", "locales"], packages: /^lit(\/|$)/ },
  locales: { folders: ["elements"], packages: /^$/ },
  entry: { folders: pageFolders, packages: /^$/ },
  cdn: { folders: [], packages: /^$/ },
  react: { folders: [...pageFolders, "entry"], packages: /^(react|@lit\/react|lit)$/ },
  vue: { folders: [...pageFolders, "entry"], packages: /^vue$/ },
  frameworks: { folders: pageFolders, packages: /^(svelte\/elements|solid-js|preact)$/ },
  testing: { folders: pageFolders, packages: /^$/ },
  server: { folders: ["protocol"], packages: /^(zod\/mini|hono(\/.+)?|@hono\/.+|redis|node:.+)$/ },
  emulator: { folders: ["protocol"], packages: /^(zod\/mini|hono(\/.+)?|@hono\/.+|node:.+)$/ },
  doctor: { folders: ["protocol"], packages: /^node:.+$/ },
  cli: { folders: ["emulator", "doctor"], packages: /^node:.+$/ },
});

/**
 * The other folders of src/server that each of its folders may import. Shared modules are directly in
 * src/server (`authorize`, `options`); `http` and `store` must not import even these.
 */
const allowedInServer = /** @type {Record<string, string[]>} */ ({
  http: [],
  store: ["http"],
  ofauth: ["http", "root"],
  events: ["http", "store", "root"],
  connections: ["http", "store", "ofauth", "root"],
  link: ["http", "store", "ofauth", "connections", "root"],
  webhooks: ["http", "store", "connections", "root"],
});

/** @param {string} path relative to src/server */
const serverFolderOf = (path) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "root");

/** @param {string} path */
const moduleOf = (path) => path.slice("src/".length).replace(/\.[jt]s$/, "");

/** @param {string} path relative to src */
const folderOf = (path) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "entry");

/**
 * Returns why this import is not allowed, or undefined if it is.
 * @param {string} file the importing file, relative to the package's root, with `/`
 * @param {string} specifier
 * @param {"static" | "dynamic" | "type"} kind
 */
export function importProblem(file, specifier, kind) {
  if (file.startsWith("demo/")) return demoImportProblem(file, specifier);
  if (!file.startsWith("src/")) return undefined;
  const folder = folderOf(file.slice("src/".length));
  const rules = allowed[folder];
  if (!rules) return `src/${folder} is not a known folder: add it to tools/lint/import-direction.mjs`;
  if (specifier === "zod") return 'full zod is seven times as large and calls eval: import "zod/mini"';
  const importer = moduleOf(file);
  if (specifier === "zod/mini" && folder === "protocol" && !schemaModules.has(importer)) {
    return "pages load this module: only protocol/schemas imports zod";
  }
  if (!specifier.startsWith(".")) {
    return rules.packages.test(specifier) ? undefined : `${folder} must not import the package "${specifier}"`;
  }
  const target = posix.join(posix.dirname(file), specifier);
  if (!target.startsWith("src/")) return `"${specifier}" is outside src, which alone is published`;
  const targetFolder = folderOf(target.slice("src/".length));
  if (targetFolder !== folder && !rules.folders.includes(targetFolder)) {
    return `${folder} must not import ${targetFolder}`;
  }
  if (folder === "server" && targetFolder === "server") {
    const [from, to] = [file, target].map((path) => serverFolderOf(path.slice("src/server/".length)));
    if (from && to && from !== "root" && from !== to && !allowedInServer[from]?.includes(to)) {
      return `server/${from} must not import ${to === "root" ? "modules directly in src/server" : `server/${to}`}`;
    }
  }
  const module = moduleOf(target);
  if (schemaModules.has(module) && !schemaModules.has(importer) && folder !== "server" && folder !== "emulator") {
    return "schemas load zod into the page: import the hand-written parser";
  }
  const late =
    elementsOnDemand.has(module) ||
    targetFolder === "locales" ||
    (targetFolder === "browser" && !browserModulesOfTheButton.has(module));
  if (folder === "elements" && kind === "static" && late && !elementsOnDemand.has(importer)) {
    return `the button loads this on demand: import("${specifier}"), or \`import type\``;
  }
  return undefined;
}

/**
 * @param {string} file
 * @param {string} specifier
 */
function demoImportProblem(file, specifier) {
  const leaves = specifier.startsWith(".") && !posix.join(posix.dirname(file), specifier).startsWith("demo/");
  return leaves ? "the demo imports only published names of the package" : undefined;
}

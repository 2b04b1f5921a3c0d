/**
 * Who may import whom: what is said ← what happens in which order ← the browser made real ← what is drawn ← the entries.
 * The lint rule `house/import-direction` asks `objection` about every import in src and demo.
 */
import { posix } from "node:path";

/** Small modules of `browser` that the button may load at once: what a click has to do before anything can be fetched. */
export const browserModulesOfTheButton = new Set(["browser/transports/open-window"]);

/** Modules of `elements` that are themselves loaded on demand: they may import `browser`, and nobody may import them at once. */
export const elementsOnDemand = new Set([
  "elements/connect/controller.lazy",
  "elements/status/controller.lazy",
  "elements/list/controller.lazy",
  "elements/i18n/load-locale",
  "elements/import/load-locale",
]);

const pageRooms = ["protocol", "connect", "connections", "browser", "elements"];

/** For each room of src: the rooms it may import besides itself, and the packages. "entry" is a file directly in src. */
const allowed = /** @type {Record<string, { rooms: string[], packages: RegExp }>} */ ({
  protocol: { rooms: [], packages: /^zod\/mini$/ },
  connect: { rooms: ["protocol"], packages: /^$/ },
  connections: { rooms: ["protocol", "connect"], packages: /^$/ },
  browser: { rooms: ["protocol", "connect", "connections"], packages: /^$/ },
  // The words of other languages are imported on demand only: see below.
  elements: { rooms: ["protocol", "connect", "connections", "browser", "locales"], packages: /^lit(\/|$)/ },
  locales: { rooms: ["elements"], packages: /^$/ },
  entry: { rooms: pageRooms, packages: /^$/ },
  cdn: { rooms: [], packages: /^$/ },
  react: { rooms: [...pageRooms, "entry"], packages: /^(react|@lit\/react|lit)$/ },
  vue: { rooms: [...pageRooms, "entry"], packages: /^vue$/ },
  frameworks: { rooms: pageRooms, packages: /^(svelte\/elements|solid-js|preact)$/ },
  testing: { rooms: pageRooms, packages: /^$/ },
  server: { rooms: ["protocol"], packages: /^(zod\/mini|hono(\/.+)?|@hono\/.+|redis|node:.+)$/ },
  emulator: { rooms: ["protocol"], packages: /^(zod\/mini|hono(\/.+)?|@hono\/.+|node:.+)$/ },
  doctor: { rooms: ["protocol"], packages: /^node:.+$/ },
  cli: { rooms: ["emulator", "doctor"], packages: /^node:.+$/ },
});

/** @param {string} path */
const moduleOf = (path) => path.slice("src/".length).replace(/\.[jt]s$/, "");

/** @param {string} path relative to src */
const roomOf = (path) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "entry");

/**
 * Why this import must not be, or undefined.
 * @param {string} file the importing file, relative to the package's root, with `/`
 * @param {string} specifier
 * @param {"static" | "dynamic" | "type"} kind
 */
export function objection(file, specifier, kind) {
  if (file.startsWith("demo/")) return demoObjection(file, specifier);
  if (!file.startsWith("src/")) return undefined;
  const room = roomOf(file.slice("src/".length));
  const rules = allowed[room];
  if (!rules) return `"${room}" is no room of this house: name it in tools/lint/import-direction.mjs`;
  if (specifier === "zod") return 'full zod is seven times the size, and calls eval: import "zod/mini"';
  if (!specifier.startsWith(".")) {
    return rules.packages.test(specifier) ? undefined : `${room} must not import the package "${specifier}"`;
  }
  const target = posix.join(posix.dirname(file), specifier);
  if (!target.startsWith("src/")) return `"${specifier}" is outside src, which alone is published`;
  const targetRoom = roomOf(target.slice("src/".length));
  if (targetRoom !== room && !rules.rooms.includes(targetRoom)) return `${room} must not import ${targetRoom}`;
  const [module, importer] = [moduleOf(target), moduleOf(file)];
  const late =
    elementsOnDemand.has(module) ||
    targetRoom === "locales" ||
    (targetRoom === "browser" && !browserModulesOfTheButton.has(module));
  if (room === "elements" && kind === "static" && late && !elementsOnDemand.has(importer)) {
    return `the button loads this on demand: import("${specifier}"), or \`import type\``;
  }
  return undefined;
}

/**
 * @param {string} file
 * @param {string} specifier
 */
function demoObjection(file, specifier) {
  const leaves = specifier.startsWith(".") && !posix.join(posix.dirname(file), specifier).startsWith("demo/");
  return leaves ? "the demo uses only the names that the package publishes" : undefined;
}

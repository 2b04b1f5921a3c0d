/** What the package tests look at: package.json, and dist, which is built if it is not there. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

interface Manifest {
  name: string;
  exports: Record<string, string | { types: string; default: string }>;
  bin: Record<string, string>;
  customElements: string;
  "web-types": string;
  unpkg: string;
  jsdelivr: string;
}

export const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as Manifest;

/** `npm test` builds before it starts; this is for a test that is run by itself. */
export function ensureBuilt(): void {
  if (!existsSync(`${root}dist/.build-hash`)) execFileSync(process.execPath, ["tools/build.mjs"], { cwd: root });
}

/** Of the languages, which are all alike: what `tools/locales/check.mjs` says about them, it says about each. */
const someOfTheLanguages = ["register", "de", "pt-BR", "import/de"];

/** The entries that have code, by the name that a host writes. */
export const entries = Object.entries(manifest.exports).flatMap(([path, target]) => {
  if (typeof target === "string") return [];
  return (path.includes("*") ? someOfTheLanguages : [""]).map((name) => {
    const filled = (pattern: string) => pattern.replace("*", name);
    return { name: manifest.name + filled(path.slice(1)), file: filled(target.default), types: filled(target.types) };
  });
});

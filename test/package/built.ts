/** The package that the tests examine: package.json, and dist, which is built if it does not exist. */
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

/** Builds the package for a test file that runs alone; `npm test` builds before it starts. */
export function ensureBuilt(): void {
  if (!existsSync(`${root}dist/.build-hash`)) execFileSync(process.execPath, ["tools/build.mjs"], { cwd: root });
}

/** A sample of the languages, whose files have the same form; `tools/locales/check.mjs` checks all of them. */
const sampleLocales = ["register", "de", "pt-BR", "import/de"];

/** The entries with code, by the names that a host imports. */
export const entries = Object.entries(manifest.exports).flatMap(([path, target]) => {
  if (typeof target === "string") return [];
  return (path.includes("*") ? sampleLocales : [""]).map((name) => {
    const filled = (pattern: string) => pattern.replace("*", name);
    return { name: manifest.name + filled(path.slice(1)), file: filled(target.default), types: filled(target.types) };
  });
});

/** What the package tests look at: package.json, and dist, which is built if it is not there. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

interface Manifest {
  name: string;
  exports: Record<string, string | { types: string; default: string }>;
  bin: Record<string, string>;
}

export const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as Manifest;

/** `npm test` builds before it starts; this is for a test that is run by itself. */
export function ensureBuilt(): void {
  if (!existsSync(`${root}dist/cdn/callback.min.js`))
    execFileSync(process.execPath, ["tools/build.mjs"], { cwd: root });
}

/** The entries that have code, by the name that a host writes. */
export const entries = Object.entries(manifest.exports).flatMap(([path, target]) =>
  typeof target === "string"
    ? []
    : [{ name: manifest.name + path.slice(1), file: target.default, types: target.types }],
);

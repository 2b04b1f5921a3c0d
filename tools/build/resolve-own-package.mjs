/**
 * Resolves imports of this package by its published names to its sources, for the demo and the tests.
 * A name that package.json does not export fails, as it does for a host: the demo cannot use internal modules.
 */
import { readFileSync } from "node:fs";
import { root } from "../run.mjs";

/** @type {{ name: string, exports: Record<string, string | { default: string }> }} */
const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

/**
 * Returns the source file of a published name, relative to the package's root; undefined for any other package.
 * @param {string} specifier
 */
export function sourceOf(specifier) {
  if (specifier !== manifest.name && !specifier.startsWith(`${manifest.name}/`)) return undefined;
  const name = `.${specifier.slice(manifest.name.length)}`;
  const pattern = /^(\.\/locales\/)(.+)(\.js)$/.exec(name);
  const target = manifest.exports[pattern ? `${pattern[1]}*${pattern[3]}` : name];
  if (target === undefined) throw new Error(`"${specifier}" is not an export of package.json`);
  const file = (typeof target === "string" ? target : target.default).replace("*", pattern?.[2] ?? "*");
  return file.replace(/^\.\/dist\/(.+)\.js$/, "src/$1.ts").replace(/^\.\//, "");
}

/** @returns {import("vite").Plugin} */
export const resolveOwnPackage = () => ({
  name: "resolve-own-package",
  enforce: "pre",
  resolveId(specifier) {
    const file = sourceOf(specifier);
    return file && root + file;
  },
});

/** @returns {import("@web/test-runner").TestRunnerPlugin} */
export const resolveOwnPackageInTests = () => ({
  name: "resolve-own-package",
  resolveImport({ source }) {
    const file = sourceOf(source);
    return file && `/${file}`;
  },
});

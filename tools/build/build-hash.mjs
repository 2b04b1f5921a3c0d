/**
 * Tells whether `dist/` was made from the sources as they are now. The hash of everything that the build reads is the last
 * file it writes, so an interrupted build has none.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { root } from "../run.mjs";

const hashFile = `${root}dist/.build-hash`;

/** Files and folders that the build reads; its metadata quotes the docs. */
const inputs = [
  "src",
  "tools",
  "docs",
  "README.md",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.base.json",
  "tsconfig.build.json",
];

/** @param {string} path a file or folder @returns {string[]} the files */
function filesOf(path) {
  if (!statSync(root + path).isDirectory()) return [path];
  const names = readdirSync(root + path, { recursive: true, encoding: "utf8" });
  return names.map((name) => `${path}/${name}`).filter((file) => statSync(root + file).isFile());
}

/** The hash of the build's inputs as they are now. */
export function hashOfInputs() {
  const hash = createHash("sha256").update(process.version);
  for (const file of inputs.flatMap(filesOf).toSorted()) {
    const content = readFileSync(root + file);
    hash.update(`\0${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** Whether `dist/` holds a complete build of these inputs. @param {string} hash */
export const isBuilt = (hash) => existsSync(hashFile) && readFileSync(hashFile, "utf8") === hash;

/** Marks `dist/` as a complete build of these inputs. @param {string} hash */
export const markBuilt = (hash) => writeFileSync(hashFile, hash);

/**
 * Tells whether `dist/` was built from the current sources. The build writes the hash of its inputs last, so that an
 * interrupted build has no hash.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { root } from "../run.mjs";

const hashFile = `${root}dist/.build-hash`;

/** Files and folders that the build reads. The docs are among them, because the metadata quotes them. */
const inputs = ["src", "tools", "docs", "README.md", "package.json", "package-lock.json", "tsconfig.json"];

/** @param {string} path a file or folder @returns {string[]} the files */
function filesOf(path) {
  if (!statSync(root + path).isDirectory()) return [path];
  const names = readdirSync(root + path, { recursive: true, encoding: "utf8" });
  return names.map((name) => `${path}/${name}`).filter((file) => statSync(root + file).isFile());
}

/** Returns the hash of the build's current inputs. */
export function hashOfInputs() {
  const hash = createHash("sha256").update(process.version);
  for (const file of inputs.flatMap(filesOf).toSorted()) {
    const content = readFileSync(root + file);
    hash.update(`\0${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** Whether `dist/` contains a complete build of these inputs. @param {string} hash */
export const isBuilt = (hash) => existsSync(hashFile) && readFileSync(hashFile, "utf8") === hash;

/** Marks `dist/` as a complete build of these inputs. @param {string} hash */
export const markBuilt = (hash) => writeFileSync(hashFile, hash);

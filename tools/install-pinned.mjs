/**
 * Installs what a lock file pins into a cache of the user, which a clone does not need otherwise. A cache with the same lock
 * file is used as it is.
 */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { run } from "./run.mjs";

/** Where everything is installed. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "ofauth-elements");

/**
 * Returns the folder with `node_modules`. Throws an error with npm's output if it cannot be installed.
 * @param {string} name the name of the cache, without the hash
 * @param {string} folder with `package.json` and `package-lock.json`
 */
export async function installPinned(name, folder) {
  const hash = createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .digest("hex");
  const target = join(cacheFolder, `${name}-${hash.slice(0, 16)}`);
  if (!existsSync(target)) await installInto(target, name, folder);
  return target;
}

/** @param {string} target @param {string} name @param {string} folder */
async function installInto(target, name, folder) {
  console.error(`Installing ${name} into ${target} …`);
  mkdirSync(cacheFolder, { recursive: true });
  // In a folder of its own first, so that an installation that was cut off is never taken for a whole one.
  const scratch = mkdtempSync(join(cacheFolder, "installing-"));
  for (const file of ["package.json", "package-lock.json"]) cpSync(join(folder, file), join(scratch, file));
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { code, output } = await run("npm", ["ci", "--prefix", scratch, ...options], { quiet: true, limit: 600_000 });
  if (code !== 0) {
    rmSync(scratch, { recursive: true, force: true });
    throw new Error(`The npm registry did not give ${name}:\n${output}`);
  }
  try {
    renameSync(scratch, target);
  } catch (error) {
    // Another run was faster.
    rmSync(scratch, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}

/**
 * Installs the runtimes and frameworks, pinned by the lock file next to this folder, into a cache of the user: about 1 GB that
 * a clone does not need otherwise. A cache with the same lock file is used as it is.
 */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../../../tools/run.mjs";

const folder = fileURLToPath(new URL("..", import.meta.url));

/** Returns the folder with `node_modules`. Throws an error that says what could not be installed. */
export async function installRuntimes() {
  const hash = createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .digest("hex");
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "ofauth-elements");
  const target = join(cache, `runtimes-${hash.slice(0, 16)}`);
  if (!existsSync(target)) await installInto(target, cache);
  const missing = missingIn(target);
  if (missing.length > 0) {
    throw new Error(`${missing.join(", ")} cannot be installed here: the suite runs on Linux with x64 and glibc only.`);
  }
  return target;
}

/** @param {string} target @param {string} cache */
async function installInto(target, cache) {
  console.error(`Installing runtimes and frameworks into ${target} …`);
  mkdirSync(cache, { recursive: true });
  // In a folder of its own first, so that an installation that was cut off is never taken for a whole one.
  const scratch = mkdtempSync(join(cache, "installing-"));
  for (const file of ["package.json", "package-lock.json"]) cpSync(join(folder, file), join(scratch, file));
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { code, output } = await run("npm", ["ci", "--prefix", scratch, ...options], { quiet: true, limit: 600_000 });
  if (code !== 0) {
    rmSync(scratch, { recursive: true, force: true });
    throw new Error(`The npm registry did not give the runtimes and frameworks:\n${output}`);
  }
  try {
    renameSync(scratch, target);
  } catch (error) {
    // Another run was faster.
    rmSync(scratch, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}

/** npm leaves out what does not fit the machine. @param {string} target */
function missingIn(target) {
  const { optionalDependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return Object.keys(optionalDependencies).filter((name) => !existsSync(join(target, "node_modules", name)));
}

/** Installs the runtimes and frameworks that the lock file pins into a cache of the user: about 1 GB. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPinned } from "../../../tools/install-pinned.mjs";

const folder = fileURLToPath(new URL("..", import.meta.url));

/** Returns the folder with `node_modules`. Throws an error that says what could not be installed. */
export async function installRuntimes() {
  const target = await installPinned("runtimes", folder);
  const missing = missingIn(target);
  if (missing.length > 0) {
    throw new Error(`${missing.join(", ")} cannot be installed here: the suite runs on Linux with x64 and glibc only.`);
  }
  return target;
}

/** npm leaves out what does not fit the machine. @param {string} target */
function missingIn(target) {
  const { optionalDependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return Object.keys(optionalDependencies).filter((name) => !existsSync(join(target, "node_modules", name)));
}

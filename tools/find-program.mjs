/** Finds a program that the tests need and npm cannot bring; installs Debian's where that is allowed. */
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * @typedef {object} Program
 * @property {string} what what it is called in a sentence
 * @property {string} variable the environment variable that names it
 * @property {string[]} names on the PATH
 * @property {string[]} [usualPaths]
 * @property {string[]} packages Debian's
 * @property {string} advice for who has to install it himself
 */

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {Program} program */
function installed({ names, usualPaths = [] }) {
  const onPath = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onPath, ...usualPaths].find(isExecutable);
}

/** @param {Program} program */
function installOnDebian({ what, packages }) {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  // RUNLEVEL: a package with a service must not start it.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const options = { stdio: ["ignore", 2, 2], env };
  console.error(`No ${what} found: installing Debian's.`);
  try {
    execFileSync("apt-get", ["update"], /** @type {object} */ (options));
    execFileSync("apt-get", ["install", "-y", "--no-install-recommends", ...packages], /** @type {object} */ (options));
  } catch {
    console.error("apt-get could not install it.");
  }
}

/** The path of the program. Throws with advice if there is none. @param {Program} program */
export function findProgram(program) {
  const { variable, advice } = program;
  const wish = process.env[variable];
  if (wish) {
    if (isExecutable(wish)) return wish;
    throw new Error(`${variable} is ${wish}, which cannot be run.`);
  }
  const found = installed(program) ?? (installOnDebian(program), installed(program));
  if (found) return found;
  throw new Error(`${advice} Or set ${variable} to it.`);
}

/** For a tool that is run by itself: prints the path, or the advice. @param {() => string} find */
export function printProgram(find) {
  try {
    console.log(find());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

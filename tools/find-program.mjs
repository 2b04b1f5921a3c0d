/** Finds a program that the tests need and npm cannot install, or installs Debian's package where possible. */
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * @typedef {object} Program
 * @property {string} what its name, for messages
 * @property {string} variable the environment variable with its path
 * @property {string[]} names names of the executable on the PATH
 * @property {string[]} [usualPaths] paths where it is usually installed
 * @property {string[]} packages Debian packages that contain it
 * @property {string} advice for a developer who has to install it
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
  // RUNLEVEL keeps a package from starting its service.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const options = { stdio: ["ignore", 2, 2], env };
  console.error(`${what} was not found: installing Debian's package.`);
  try {
    execFileSync("apt-get", ["update"], /** @type {object} */ (options));
    execFileSync("apt-get", ["install", "-y", "--no-install-recommends", ...packages], /** @type {object} */ (options));
  } catch {
    console.error("apt-get failed to install it.");
  }
}

/** Returns the path of the program. Throws an error that says how to install it. @param {Program} program */
export function findProgram(program) {
  const { variable, advice } = program;
  const configured = process.env[variable];
  if (configured) {
    if (isExecutable(configured)) return configured;
    throw new Error(`${variable} is ${configured}, which is not executable.`);
  }
  const found = installed(program) ?? (installOnDebian(program), installed(program));
  if (found) return found;
  throw new Error(`${advice} Or set ${variable} to its path.`);
}

/** Prints the path or the advice, for a tool that runs as a command. @param {() => string} find */
export function printProgram(find) {
  try {
    console.log(find());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

/** Checks that the commands of a shell block exist: npm scripts, files that node runs, and this package's commands and options. */
import { existsSync, readFileSync } from "node:fs";
import { root, run } from "../run.mjs";

const { name: packageName, scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
// npm's own commands, which need no script.
const npmCommands = new Set(["ci", "create", "exec", "init", "install", "i", "pack", "publish", "uninstall", "update"]);

/** @type {Map<string, Promise<{ code: number, output: string }>>} */
const helps = new Map();

/** Returns the help text of one of this package's commands. @param {string} command */
function helpOf(command) {
  let help = helps.get(command);
  if (!help) {
    help = run(process.execPath, ["--import", "tsx", "src/cli/index.ts", command, "--help"], { quiet: true });
    helps.set(command, help);
  }
  return help;
}

/**
 * @param {string} text
 * @param {number} firstLine
 * @returns {Promise<{ line: number, message: string }[]>}
 */
export async function commandFaults(text, firstLine) {
  /** @type {{ line: number, message: string }[]} */
  const faults = [];
  // A line that ends with a backslash continues on the next.
  const lines = text.replaceAll(/\\\n/g, (found) => found.replaceAll("\\\n", "\u0000")).split("\n");
  let line = firstLine;
  for (const written of lines) {
    for (const command of written
      .replaceAll("\u0000", " ")
      .replace(/(?:^|\s)#.*$/, "")
      .split(/&&|\|\||[;|]/)) {
      const message = await commandFault(command.trim().split(/\s+/).filter(Boolean));
      if (message) faults.push({ line, message });
    }
    line += 1 + (written.match(/\u0000/g)?.length ?? 0);
  }
  return faults;
}

/** @param {string[]} args @returns {Promise<string | undefined>} */
async function commandFault(args) {
  const [program, ...rest] = args.filter((arg) => !/^[A-Z_]+=/.test(arg));
  if (program === "npm") {
    const [verb = "", script = ""] = rest;
    const name = verb === "run" || verb === "run-script" ? script : npmCommands.has(verb) ? undefined : verb;
    return name !== undefined && !(name in scripts) ? `package.json has no script "${name}"` : undefined;
  }
  if (program === "node") {
    const file = rest.find((arg) => !arg.startsWith("-"));
    // A file without a folder is the reader's own.
    return file?.includes("/") && !existsSync(root + file) ? `${file} does not exist` : undefined;
  }
  const start = rest.indexOf(packageName);
  if (program !== "npx" || start < 0) return undefined;
  const [command = "", ...options] = rest.slice(start + 1);
  const { code, output } = await helpOf(command);
  if (code !== 0) return `${packageName} has no command "${command}"`;
  const missing = options
    .map((option) => option.replace(/=.*/, ""))
    .filter((option) => option.startsWith("-") && !new RegExp(`(?<![\\w-])${option}(?![\\w-])`).test(output));
  return missing.length > 0 ? `${packageName} ${command} has no ${missing.join(", ")}` : undefined;
}

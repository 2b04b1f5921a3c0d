/** Whether the commands of a shell block exist: scripts of package.json, files that node is given, sub-commands and options of our own. */
import { existsSync, readFileSync } from "node:fs";
import { root, run } from "../run.mjs";

const { name: packageName, scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
// npm's own, which need no script.
const ofNpm = new Set(["ci", "create", "exec", "init", "install", "i", "pack", "publish", "uninstall", "update"]);

/** @type {Map<string, Promise<{ code: number, output: string }>>} */
const helps = new Map();

/** What our command says about one of its commands. @param {string} command */
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
  // A line that goes on is one command.
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

/** @param {string[]} words @returns {Promise<string | undefined>} */
async function commandFault(words) {
  const [program, ...rest] = words.filter((word) => !/^[A-Z_]+=/.test(word));
  if (program === "npm") {
    const [verb = "", script = ""] = rest;
    const name = verb === "run" || verb === "run-script" ? script : ofNpm.has(verb) ? undefined : verb;
    return name !== undefined && !(name in scripts) ? `package.json has no script "${name}"` : undefined;
  }
  if (program === "node") {
    const file = rest.find((word) => !word.startsWith("-"));
    // One that lies nowhere in particular is the reader's own.
    return file?.includes("/") && !existsSync(root + file) ? `there is no ${file}` : undefined;
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

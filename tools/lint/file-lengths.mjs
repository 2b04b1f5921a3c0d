/** Holds source files to a length at which one file is one idea: elements 250 lines, every other file of src 200. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { root } from "../run.mjs";

const longestElement = 250;
const longestFile = 200;

const files = execFileSync("git", ["ls-files", "--", "src"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((file) => /\.[jt]s$/.test(file) && !file.startsWith("src/locales/"));

for (const file of files) {
  const lines = readFileSync(root + file, "utf8").split("\n").length - 1;
  const most = /^src\/elements\/\w+\/element\.ts$/.test(file) ? longestElement : longestFile;
  if (lines <= most) continue;
  console.error(`${file}: ${lines} lines, at most ${most}: which second idea can have a file of its own?`);
  process.exitCode = 1;
}

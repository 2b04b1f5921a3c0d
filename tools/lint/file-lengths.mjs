/** Checks the length of source files: at most 250 lines for elements and 200 for every other file of src. */
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
  console.error(`${file} has ${lines} lines, at most ${most} are allowed. Split it by idea.`);
  process.exitCode = 1;
}

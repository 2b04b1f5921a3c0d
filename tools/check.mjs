/** `npm run check`: all static checks. Continues after a failure, and fails at the end. */
import { run } from "./run.mjs";

/** @type {[name: string, ...command: string[]][]} */
const checks = [
  ["types", "tsc", "-b", ".", "src"],
  ["lint", "oxlint", "--type-aware", "--deny-warnings"],
  ["lint: file lengths", process.execPath, "tools/lint/file-lengths.mjs"],
  ["lint: exports", process.execPath, "tools/lint/exports.mjs"],
  ["lint: docstrings", process.execPath, "tools/lint/docstrings.mjs"],
  ["lint: terms", process.execPath, "tools/lint/words.mjs"],
  ["format", "prettier", "--check", "--log-level", "warn", "."],
  ["metadata", process.execPath, "tools/metadata/metadata.mjs", "--check"],
  ["build", process.execPath, "tools/build.mjs", "--if-changed"],
  ["snippets", process.execPath, "tools/docs/check-snippets.mjs", "--dist"],
  ["script tags in the docs", process.execPath, "tools/build/sri.mjs", "--check"],
  ["package: publint", "publint", "--strict"],
  ["package: attw", "attw", "--pack", ".", "--profile", "esm-only"],
  ["sizes and strings: languages", process.execPath, "tools/locales/check.mjs"],
  ["sizes", process.execPath, "tools/sizes.mjs"],
];

const rows = [];
for (const [name, command = "", ...args] of checks) {
  const start = Date.now();
  const { code, output } = await run(command, args, { quiet: true });
  // Sizes are also printed when they are within their budgets.
  if (code !== 0 || name.startsWith("sizes")) console.log(`\n== ${name}\n${output}`);
  rows.push({ name, failed: code !== 0, seconds: ((Date.now() - start) / 1000).toFixed(1) });
}

console.log();
for (const { name, failed, seconds } of rows) {
  console.log(`${failed ? "FAILED" : "ok    "}  ${name.padEnd(36)}${seconds.padStart(6)} s`);
}
if (rows.some(({ failed }) => failed)) process.exitCode = 1;

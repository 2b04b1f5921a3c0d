/** Writes the tables of README.md that repeat what the code says; with `--check`, fails where they differ. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { tsImport } from "tsx/esm/api";
import { root } from "./run.mjs";

const file = `${root}README.md`;

/** @returns {Promise<string>} */
async function errorTable() {
  /** @type {typeof import("../src/protocol/error-guide.js")} */
  const { errorGuide } = await tsImport("../src/protocol/error-guide.ts", import.meta.url);
  /** @type {typeof import("../src/protocol/error-codes.js")} */
  const { errorCodes, isRetryable } = await tsImport("../src/protocol/error-codes.ts", import.meta.url);
  const rows = errorCodes.map((code) => {
    const { what, todo } = errorGuide[code];
    return `| \`${code}\` | ${what} | ${todo} | ${isRetryable(code) ? "yes" : ""} |`;
  });
  return ["| `code` | What happened | What to do | `retryable` |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

const tables = { errors: errorTable };

if (existsSync(file)) {
  const before = readFileSync(file, "utf8");
  let after = before;
  for (const [name, table] of Object.entries(tables)) {
    const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
    const [from, to] = [after.indexOf(start), after.indexOf(end)];
    if (from < 0 || to < from) {
      console.error(`README.md has no place for the table "${name}": ${start} … ${end}`);
      process.exitCode = 1;
      continue;
    }
    // As `npm run format` leaves it, so that the two never disagree.
    const text = await format(await table(), { parser: "markdown", printWidth: 120 });
    after = `${after.slice(0, from)}${start}\n\n${text}\n${after.slice(to)}`;
  }
  if (after !== before && process.argv.includes("--check")) {
    console.error("README.md's tables are not what the code says: node tools/readme-tables.mjs");
    process.exitCode = 1;
  } else if (after !== before) {
    writeFileSync(file, after);
  }
}

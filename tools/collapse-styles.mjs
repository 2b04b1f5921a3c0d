/** Takes the white space out of the stylesheets in dist, which no minifier does for text inside a template literal. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { root } from "./run.mjs";

/** @param {string} css without strings that hold braces, semicolons or runs of spaces: ours have none */
const collapse = (css) =>
  css
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,>]) ?/g, "$1")
    .replace(/: /g, ":")
    .replace(/;}/g, "}")
    .trim();

export function collapseStyles() {
  for (const name of readdirSync(`${root}dist`, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".styles.js")) continue;
    const path = `${root}dist/${name}`;
    writeFileSync(path, readFileSync(path, "utf8").replace(/`[^`]*`/g, collapse));
  }
}

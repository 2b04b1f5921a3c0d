/** Takes what no browser needs out of the stylesheets in dist: a minifier leaves the text of a template literal alone. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { root } from "../run.mjs";

/** @param {string} css without strings that hold any of what is taken out: ours have none */
const collapse = (css) =>
  css
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,>]) ?/g, "$1")
    .replace(/: /g, ":")
    .replace(/;}/g, "}")
    .replace(/="([a-z-]+)"]/g, "=$1]")
    .trim();

export function collapseStyles() {
  for (const name of readdirSync(`${root}dist`, { recursive: true, encoding: "utf8" })) {
    if (!/styles\.js$|styles\/(tokens|controls)\.js$/.test(name)) continue;
    const path = `${root}dist/${name}`;
    writeFileSync(path, readFileSync(path, "utf8").replace(/`[^`]*`/g, collapse));
  }
}

/** Checks the strings of every locale, and prints the size of each file (1 kB = 1,000 bytes). */
import { build } from "vite";
import { root } from "../run.mjs";
import { sizeOf } from "../sizes.mjs";
import { problemsOfAll } from "./all.mjs";
import { readLocales } from "./read.mjs";

/** Maximum size of one file, in bytes (gzip). */
const budget = 2_200;

/** The size of each file when bundled, without the module that all of them import. @param {string} folder @param {string[]} tags */
async function sizesOf(folder, tags) {
  const built = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "error",
    build: {
      target: "es2022",
      write: false,
      lib: { entry: Object.fromEntries(tags.map((tag) => [tag, `${root}src/${folder}/${tag}.ts`])), formats: ["es"] },
      rolldownOptions: { external: [/\/register\.js$/], output: { minify: true } },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  if (!result || !("output" in result)) throw new Error("Vite returned a watcher instead of a build");
  const chunks = result.output.filter((file) => file.type === "chunk");
  return new Map(chunks.map(({ name, code }) => [name, sizeOf([code])]));
}

const kinds = await readLocales();
const problems = problemsOfAll(kinds);
/** @param {string} text */
const column = (text) => text.padStart(9);
console.log(`${"bytes".padEnd(26)}${["min", "gzip", "brotli", "budget"].map(column).join("")}`);
for (const { folder, locales } of kinds) {
  for (const [tag, { min, gzip, brotli }] of await sizesOf(folder, Object.keys(locales))) {
    const numbers = [min, gzip, brotli, budget].map((number) => column(number.toLocaleString("en")));
    console.log(`${`${folder}/${tag}.js`.padEnd(26)}${numbers.join("")}`);
    if (gzip > budget) problems.push(`${folder}/${tag}: ${gzip} bytes exceed the budget of ${budget}`);
  }
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;

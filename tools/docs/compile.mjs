/** Compiles the snippets of all pages in one run of `tsc --strict`, as a host does, and maps its errors to the pages. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { root, run } from "../run.mjs";

/**
 * A module of a page. `also` is code that is appended to it, such as declarations of the page's ids.
 * @typedef {{ file: string, line: number, language: "ts" | "tsx" | "js", text: string, also?: string }} Snippet
 */

/**
 * @param {Snippet[]} snippets
 * @param {{ dist: boolean }} options `dist`: compiles against the published declarations, which must be built, instead of the sources
 * @returns {Promise<import("./blocks.mjs").Fault[]>}
 */
export async function compileFaults(snippets, { dist }) {
  // Inside the package, where its own name resolves to its exports.
  const folder = mkdtempSync(`${root}tools/.snippets-`);
  try {
    for (const [index, { language, text, also = "" }] of snippets.entries()) {
      mkdirSync(`${folder}/${index}`);
      writeFileSync(`${folder}/${index}/page.${language}`, `${text}\n${also}`);
    }
    writeFileSync(`${folder}/host.d.ts`, readFileSync(`${root}tools/docs/host.d.ts.txt`));
    writeFileSync(
      `${folder}/tsconfig.json`,
      JSON.stringify({ compilerOptions: options(dist), include: ["*.d.ts", "*/page.*"] }),
    );
    const { code, output } = await run("tsc", ["-p", folder, "--pretty", "false"], { quiet: true });
    const faults = readFaults(output, snippets, basename(folder));
    // Errors in the package's own sources are reported by the check of its types.
    if (code !== 0 && faults.length === 0 && !/^(?:\.\.\/)*src\//m.test(output)) throw new Error(output);
    return faults;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {boolean} dist */
function options(dist) {
  const { paths } = readPaths();
  return {
    strict: true,
    noEmit: true,
    allowJs: true,
    checkJs: true,
    skipLibCheck: true,
    target: "ES2022",
    module: "ESNext",
    moduleResolution: "Bundler",
    moduleDetection: "force",
    jsx: "react-jsx",
    lib: ["ES2023", "DOM", "DOM.Iterable"],
    types: ["node"],
    ...(dist ? {} : { paths }),
  };
}

/** Maps the names that a host imports to the sources. */
function readPaths() {
  const { exports } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  const paths = Object.entries(exports).flatMap(([path, target]) =>
    typeof target === "string"
      ? []
      : [[`ofauth-elements${path.slice(1)}`, [target.types.replace("./dist/", `${root}src/`).replace(".d.ts", ".ts")]]],
  );
  return { paths: Object.fromEntries(paths) };
}

/**
 * @param {string} output
 * @param {Snippet[]} snippets
 * @param {string} folder
 */
function readFaults(output, snippets, folder) {
  /** @type {import("./blocks.mjs").Fault[]} */
  const faults = [];
  for (const line of output.split("\n")) {
    const [, path = "", index, at, message = ""] =
      /^(.*?([^/]+)\/page\.\w+)\((\d+),\d+\): error (.*)$/.exec(line) ?? [];
    const snippet = path.includes(folder) ? snippets[Number(index)] : undefined;
    if (!snippet) continue;
    const last = snippet.text.split("\n").length;
    faults.push({ file: snippet.file, line: snippet.line + Math.min(Number(at), last) - 1, message });
  }
  return faults;
}

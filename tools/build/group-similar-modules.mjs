/**
 * For a build of one file: gzip sees only the last 32 kB, so what is alike is put side by side: the stylesheets, and the
 * words. It saves 1 kB. They are imported first, which is all that a bundler's order of modules depends on.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isStylesheet } from "./collapse-literals.mjs";

const kinds = [isStylesheet, /strings(?:\.lazy)?\.js$/];

/** Everything of ours that `file` brings along, on demand or not. @param {string} file @param {Set<string>} found */
function reach(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  const imports = readFileSync(file, "utf8").matchAll(/\b(?:from |import |import\()"(\.[^"]+)"/g);
  for (const [, specifier = ""] of imports) reach(join(dirname(file), specifier), found);
  return found;
}

/** @returns {import("vite").Plugin} */
export const alikeTogether = () => ({
  name: "alike-together",
  transform(code, id) {
    if (!this.getModuleInfo(id)?.isEntry) return undefined;
    const files = [...reach(id)];
    const alike = kinds.flatMap((kind) => files.filter((file) => kind.test(file)));
    return { code: alike.map((file) => `import ${JSON.stringify(file)};`).join("") + code, map: null };
  },
});

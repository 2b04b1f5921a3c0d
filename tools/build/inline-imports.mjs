/**
 * Vite plugin for single-file builds that turns dynamic imports into static ones, because the file already contains the
 * modules. The bundler would wrap each of them in a function, or describe its exports in an object of getters, which costs 0.8 kB
 * gzip.
 */
import { readFileSync } from "node:fs";

/** Returns the names that a module exports where it declares them. @param {string} file @returns {string[]} */
function exportedNames(file) {
  const declarations = readFileSync(file, "utf8").matchAll(/^export (?:async )?(?:class|const|function) (\w+)/gm);
  return [...declarations].map(([, name = ""]) => name);
}

/** @returns {import("vite").Plugin} */
export const inlineImports = () => ({
  name: "inline-imports",
  // What is inlined cannot fail to load.
  load: (id) =>
    /\/elements\/import-again\.[jt]s$/.test(id) ? "export const importAgain = (load) => load();" : undefined,
  async transform(code, id) {
    if (id.includes("/node_modules/")) return undefined;
    const imports = [];
    let inlined = code;
    for (const [call, specifier = ""] of code.matchAll(/\bimport\("(\.[^"]+)"\)/g)) {
      const module = await this.resolve(specifier, id);
      const exported = module ? exportedNames(module.id) : [];
      // Only the names that the importing module mentions, so that the bundler can remove the others; all if it passes the module on.
      const mentioned = exported.filter((name) => code.includes(name));
      const names = mentioned.length > 0 ? mentioned : exported;
      if (names.length === 0) throw new Error(`${id}: ${call} has no exports that can be inlined`);
      const local = (/** @type {string} */ name) => `${name}_${imports.length}`;
      const properties = names.map((name) => `${name}: ${local(name)}`).join(", ");
      inlined = inlined.replace(call, `Promise.resolve({ ${properties} })`);
      imports.push(`import { ${names.map((name) => `${name} as ${local(name)}`).join(", ")} } from "${specifier}";`);
    }
    return imports.length === 0 ? undefined : { code: imports.join("") + inlined, map: null };
  },
});

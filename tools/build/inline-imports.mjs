/**
 * Vite plugin for single-file builds that turns dynamic imports into static ones, because the file already contains the
 * modules. The bundler would wrap each of them in a function, which costs 0.7 kB gzip.
 */

/** @returns {import("vite").Plugin} */
export const inlineImports = () => ({
  name: "inline-imports",
  transform(code, id) {
    if (id.includes("/node_modules/")) return undefined;
    /** @type {string[]} */
    const imports = [];
    const inlined = code.replace(/\bimport\(("\.[^"]+")\)/g, (_call, specifier) => {
      const name = `inlined${imports.length}`;
      imports.push(`import * as ${name} from ${specifier};`);
      return `Promise.resolve(${name})`;
    });
    return imports.length === 0 ? undefined : { code: `${imports.join("")}${inlined}`, map: null };
  },
});

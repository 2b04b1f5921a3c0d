import { defineConfig, type UserConfig } from "vite";
import { demoBackend } from "./demo/backend-plugin.js";
import { alikeTogether } from "./tools/alike-together.mjs";
import { inlineImports } from "./tools/inline-imports.mjs";
import { ownNames } from "./tools/own-names.mjs";

const root = import.meta.dirname;

// `vite`: the demo, on the sources, by the names that a host would write.
const demo: UserConfig = {
  root: `${root}/demo`,
  server: { fs: { allow: [root] } },
  plugins: [ownNames(), demoBackend()],
};

// `vite build --mode cdn`, `--mode callback`: one file each, for a script tag.
const singleFile = (entry: string, fileName: string): UserConfig => ({
  root,
  publicDir: false,
  plugins: [alikeTogether(), inlineImports()],
  build: {
    target: "es2022",
    outDir: "dist/cdn",
    emptyOutDir: false,
    sourcemap: true,
    license: { fileName: `${fileName}.licenses.md` },
    lib: { entry, formats: ["es"], fileName: () => `${fileName}.min.js` },
    rolldownOptions: {
      output: {
        minify: true,
        codeSplitting: false,
        comments: false,
        banner: `/* ofauth-elements, MIT; third parties: see ${fileName}.licenses.md beside this file */`,
      },
    },
  },
});

export default defineConfig(({ mode }) => {
  if (mode === "cdn") return singleFile("dist/index.js", "ofauth-elements");
  if (mode === "callback") return singleFile("dist/callback.js", "callback");
  return demo;
});

import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";
import { demoBackend } from "./demo/backend-plugin.js";
import { cdnInMemory } from "./tools/build/cdn-in-memory.mjs";
import { ownNames } from "./tools/build/resolve-own-package.mjs";

const root = import.meta.dirname;

// `vite`: the demo, on the sources, by the names that a host would write.
export default defineConfig({
  root: `${root}/demo`,
  server: { fs: { allow: [root] } },
  plugins: [ownNames(), demoBackend(), cdnInMemory(), vue()],
});

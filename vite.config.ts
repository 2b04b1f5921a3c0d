import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";
import { demoBackend } from "./demo/backend-plugin.js";
import { cdnInMemory } from "./tools/build/cdn-in-memory.mjs";
import { resolveOwnPackage } from "./tools/build/resolve-own-package.mjs";

const root = import.meta.dirname;

// Serves the demo from the sources. It imports the package by its published names, as a host does.
export default defineConfig({
  root: `${root}/demo`,
  server: { fs: { allow: [root] } },
  plugins: [resolveOwnPackage(), demoBackend(), cdnInMemory(), vue()],
});

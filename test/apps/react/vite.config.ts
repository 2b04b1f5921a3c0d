import { defineConfig } from "vite";

// React's development build has StrictMode and its warnings, and is asked for by `--mode development`.
export default defineConfig(({ mode, isSsrBuild }) => ({
  base: `/files/${mode}/`,
  define: isSsrBuild ? {} : { "process.env.NODE_ENV": JSON.stringify(mode) },
  build: {
    emptyOutDir: false,
    outDir: isSsrBuild ? "dist-server" : `dist/${mode}`,
    rolldownOptions: isSsrBuild
      ? {}
      : { input: ["src/main.tsx", "src/hydrate.tsx"], output: { entryFileNames: "[name].js" } },
  },
}));

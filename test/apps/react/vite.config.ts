import { defineConfig } from "vite";

// `--mode development` selects React's development build, which has StrictMode's checks and warnings.
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

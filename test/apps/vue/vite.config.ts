import vue from "@vitejs/plugin-vue";
import { isOFAuthElement } from "ofauth-elements/vue";
import { defineConfig } from "vite";

const page = (name: string) => [name, `src/${name}.ts`];

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [vue({ template: { compilerOptions: { isCustomElement: isOFAuthElement } } })],
  // Vue's development build with its warnings, and Lit's production build without its warning about development mode.
  define: { "process.env.NODE_ENV": '"development"' },
  resolve: { conditions: ["module", "browser", "production"] },
  build: {
    minify: false,
    ...(!isSsrBuild && {
      rolldownOptions: {
        input: Object.fromEntries(["connect", "composable", "live", "plugin"].map(page)),
        output: { entryFileNames: "[name].js" },
      },
    }),
  },
}));

import vue from "@vitejs/plugin-vue";
import { isOFAuthElement } from "ofauth-elements/vue";
import { defineConfig } from "vite";

const page = (name: string) => [name, `src/${name}.ts`];

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [vue({ template: { compilerOptions: { isCustomElement: isOFAuthElement } } })],
  // Vue as it is while developing, with everything that it has to complain of; Lit without its remark that it is the same.
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

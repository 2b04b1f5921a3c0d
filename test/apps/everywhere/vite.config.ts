import { transformAsync } from "@babel/core";
import vue from "@vitejs/plugin-vue";
import solid from "babel-preset-solid";
import { compile } from "svelte/compiler";
import { defineConfig, type Plugin } from "vite";

const frameworks = ["html", "react", "preact", "vue", "svelte", "solid"];

// Compiles the files as the frameworks' own plugins do (without styles), but without their requirements on Vite's version.
const compileSvelte: Plugin = {
  name: "svelte",
  transform(code, id, options) {
    if (!id.endsWith(".svelte")) return null;
    const { js } = compile(code, { filename: id, generate: options?.ssr ? "server" : "client" });
    return { code: js.code, map: js.map as never };
  },
};
const compileSolid: Plugin = {
  name: "solid",
  enforce: "pre",
  async transform(code, id, options) {
    if (!id.endsWith("/solid/page.jsx")) return null;
    const generate = options?.ssr ? "ssr" : "dom";
    const result = await transformAsync(code, {
      filename: id,
      configFile: false,
      presets: [[solid, { generate, hydratable: true }]],
    });
    return { code: result?.code ?? "" };
  },
};

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [
    compileSolid,
    compileSvelte,
    vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith("ofauth-") } } }),
  ],
  build: {
    minify: false,
    ...(!isSsrBuild && {
      rolldownOptions: {
        input: Object.fromEntries(frameworks.map((name) => [name, `src/${name}/client`])),
        output: { entryFileNames: "[name].js" },
      },
    }),
  },
}));

/** Serves a bundler's output of the package under `/files/`: `index.js`, `import.js` and their shared chunks. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";
import { test as base } from "./host.js";

const entry = (name: string): string => fileURLToPath(new URL(`../../../dist/${name}.js`, import.meta.url));

export const splitScripts = `<script type="module" src="/files/index.js"></script><script type="module" src="/files/import.js"></script>`;

export const test = base.extend<object, { modules: URL }>({
  modules: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright requires a destructuring pattern
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), "ofauth-elements-split-"));
      await build({
        configFile: false,
        logLevel: "error",
        publicDir: false,
        build: {
          outDir: folder,
          emptyOutDir: false,
          lib: { entry: { index: entry("index"), import: entry("import") }, formats: ["es"] },
        },
      });
      await use(pathToFileURL(`${folder}/`));
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
  siteOptions: ({ modules }, use) => use({ files: modules }),
});

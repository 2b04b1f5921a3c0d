import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { after, before, describe, it } from "node:test";
import { chromium, type Browser } from "@playwright/test";
import { launchArgs } from "../../tools/find-browser.mjs";
import { findHeadlessShell } from "../../tools/find-headless-shell.mjs";
import { bundle, loadedWith } from "../../tools/sizes.mjs";
import { ensureBuilt, entries, root } from "./built.js";

const pageEntries = entries.filter(
  ({ file }) => !/^\.\/dist\/(?:server|emulator)\/|^\.\/dist\/schemas\.js$/.test(file),
);

/** Of a host's module that imports just this from the package. */
async function bundleOf(code: string) {
  const folder = mkdtempSync(`${root}test/package/.host-`);
  try {
    writeFileSync(`${folder}/host.js`, code);
    return await bundle(relative(root, `${folder}/host.js`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("bundles of an app", () => {
  before(ensureBuilt);

  for (const { name, file } of pageEntries) {
    it(`${name} bundles neither server code, nor Node modules, nor zod`, async () => {
      const { atOnce, onDemand } = await bundle(file);
      const modules = [...atOnce, ...onDemand].flatMap(({ moduleIds }) => moduleIds);
      assert.ok(modules.length > 0);
      const foreign =
        /\/dist\/(?:server|emulator)\/|\/schemas\.js$|\/node_modules\/(?:@?hono|zod)\/|browser-external|^node:/;
      assert.deepEqual(
        modules.filter((module) => foreign.test(module)),
        [],
      );
    });
  }

  // Names of properties, which a minifier keeps.
  const zodCode = /"~standard"|\b_zod\b/;

  it("contain no zod in the CDN files", () => {
    const files = readdirSync(`${root}dist/cdn`, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".js"),
    );
    assert.ok(files.includes("ofauth-elements.min.js"));
    assert.deepEqual(
      files.filter((name) => zodCode.test(readFileSync(`${root}dist/cdn/${name}`, "utf8"))),
      [],
    );
  });

  it("contain zod/mini with the schemas, but not full zod", async () => {
    const { atOnce } = await bundle("dist/schemas.js");
    assert.ok(atOnce.some(({ code }) => zodCode.test(code)));
    const modules = atOnce.flatMap(({ moduleIds }) => moduleIds);
    assert.ok(modules.some((module) => module.includes("/zod/v4/mini/")));
    assert.deepEqual(
      modules.filter((module) => /\/zod\/v4\/classic\/|\/zod\/v3\//.test(module)),
      [],
    );
  });
});

describe("loading of code", () => {
  before(ensureBuilt);

  const modulesOf = (chunks: readonly { moduleIds: string[] }[]) =>
    chunks.flatMap(({ moduleIds }) => moduleIds.map((id) => id.split("/dist/").at(-1) ?? id));

  it("a status loads the flow on reconnect, and the client when it is in a page", async () => {
    const { atOnce, onDemand } = await bundle("dist/connection-status.js");
    const firstLook = modulesOf(loadedWith(onDemand, "status/controller.lazy.js"));
    const flow = modulesOf(loadedWith(onDemand, "connect/controller.lazy.js"));
    const withAll = (modules: readonly string[]) =>
      [flow, firstLook, modulesOf(atOnce)].map((part) => modules.every((module) => part.includes(module)));
    assert.deepEqual(withAll(["connect/runner.js", "browser/dialog/dialog.js"]), [true, false, false]);
    assert.deepEqual(withAll(["browser/connections-client.js", "connections/client.js"]), [false, true, false]);
    assert.deepEqual(withAll(["elements/status/element.js"]), [false, false, true]);
  });

  it("an entry, a React component or a Vue component loads only its own element", async () => {
    const elements = /^elements\/\w+\/element\.js$/;
    for (const [code, expected] of [
      [`import "ofauth-elements/connect.js";`, ["elements/connect/element.js"]],
      [`import "ofauth-elements/connection-status.js";`, ["elements/status/element.js"]],
      [`import "ofauth-elements/import.js";`, ["elements/import/element.js"]],
      [`export { createLink } from "ofauth-elements/link.js";`, []],
      [`export { OFAuthConnect } from "ofauth-elements/react";`, ["elements/connect/element.js"]],
      [`export { useOFAuthConnect } from "ofauth-elements/react";`, []],
      [`export { OFAuthConnect } from "ofauth-elements/vue";`, ["elements/connect/element.js"]],
      [`export { useOFAuthConnect } from "ofauth-elements/vue";`, []],
    ] as const) {
      const { atOnce, onDemand } = await bundleOf(code);
      const brought = modulesOf([...atOnce, ...onDemand]).filter((module) => elements.test(module));
      assert.deepEqual(brought, expected, code);
    }
  });

  it("a page in English loads no other language", async () => {
    const { atOnce, onDemand } = await bundle("dist/index.js");
    const locales = /\/dist\/locales\//;
    assert.deepEqual(
      atOnce.flatMap(({ moduleIds }) => moduleIds).filter((id) => locales.test(id)),
      [],
    );
    const loaded = onDemand.filter(({ moduleIds }) => moduleIds.some((id) => id.endsWith("/locales/de.js")));
    assert.deepEqual(
      loaded.map(({ moduleIds }) => modulesOf([{ moduleIds }])),
      [["locales/de.js"]],
    );
  });

  it("the import form loads no code of the flow", async () => {
    const { atOnce, onDemand } = await bundle("dist/import.js");
    const foreign =
      /^elements\/connect\/controller\.lazy\.js|^connect\/(?:machine-start|runner)\.js|^browser\/(?:dialog\/dialog|connect-runtime)\.js/;
    assert.deepEqual(
      modulesOf([...atOnce, ...onDemand]).filter((module) => foreign.test(module)),
      [],
    );
  });
});

describe("built modules in a page", () => {
  const origin = "http://page.test";
  let browser: Browser;

  before(async () => {
    ensureBuilt();
    browser = await chromium.launch({ executablePath: findHeadlessShell(), args: launchArgs });
  });
  after(() => browser.close());

  /** The errors of a page with a strict policy that loads these files and imports the first, and the tags it then knows. */
  async function load(files: Map<string, string>): Promise<{ errors: string[]; tags: string[] }> {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await page.route(`${origin}/**`, (route) => {
      const body = files.get(new URL(route.request().url()).pathname.slice(1));
      if (body !== undefined) return route.fulfill({ contentType: "text/javascript", body });
      const headers = { "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'" };
      const [entry] = files.keys();
      const html = `<!doctype html><script type="module" src="/${entry}"></script>`;
      return route.fulfill({ contentType: "text/html", headers, body: html });
    });
    await page.goto(origin);
    const tags = await page.evaluate(() =>
      ["ofauth-connect", "ofauth-connection-status", "ofauth-connections", "ofauth-import"].filter((tag) =>
        customElements.get(tag),
      ),
    );
    await page.close();
    return { errors, tags };
  }

  const three = ["ofauth-connect", "ofauth-connection-status", "ofauth-connections"];
  for (const [entry, expected] of [
    ["connect", ["ofauth-connect"]],
    ["connection-status", ["ofauth-connection-status"]],
    ["connections", three],
    ["import", ["ofauth-import"]],
    ["index", three],
  ] as const) {
    it(`${entry}.js defines its elements when bundled`, async () => {
      const { atOnce, onDemand } = await bundle(`dist/${entry}.js`);
      const chunks = [...atOnce, ...onDemand].sort((a, b) => Number(b.isEntry) - Number(a.isEntry));
      const { errors, tags } = await load(new Map(chunks.map(({ fileName, code }) => [fileName, code])));
      assert.deepEqual(errors, []);
      assert.deepEqual(tags, expected);
    });
  }

  it("the CDN file defines every element that the root entry registers", async () => {
    const file = readFileSync(`${root}dist/cdn/ofauth-elements.min.js`, "utf8");
    const { errors, tags } = await load(new Map([["ofauth-elements.min.js", file]]));
    assert.deepEqual(errors, []);
    assert.deepEqual(tags, three);
  });
});

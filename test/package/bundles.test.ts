import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { chromium, type Browser } from "@playwright/test";
import { findBrowser, launchArgs } from "../../tools/find-browser.mjs";
import { bundle } from "../../tools/sizes.mjs";
import { ensureBuilt, entries, root } from "./built.js";

const pageEntries = entries.filter(({ file }) => !/^\.\/dist\/(?:server|emulator)\//.test(file));

describe("what a host's bundler makes of the package", () => {
  before(ensureBuilt);

  for (const { name, file } of pageEntries) {
    it(`${name} brings neither the server, nor Node, nor full zod into a page`, async () => {
      const { atOnce, onDemand } = await bundle(file);
      const modules = [...atOnce, ...onDemand].flatMap(({ moduleIds }) => moduleIds);
      assert.ok(modules.length > 0);
      const foreign =
        /\/dist\/(?:server|emulator)\/|\/node_modules\/@?hono\/|\/zod\/v4\/classic\/|\/zod\/v3\/|browser-external|^node:/;
      assert.deepEqual(
        modules.filter((module) => foreign.test(module)),
        [],
      );
    });
  }
});

describe("what a page gets", () => {
  const origin = "http://page.test";
  let browser: Browser;

  before(async () => {
    ensureBuilt();
    browser = await chromium.launch({ executablePath: findBrowser(), args: launchArgs });
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
      ["ofauth-connect", "ofauth-connection-status", "ofauth-connections"].filter((tag) => customElements.get(tag)),
    );
    await page.close();
    return { errors, tags };
  }

  it("from a bundler: connect.js really defines its element", async () => {
    const { atOnce, onDemand } = await bundle("dist/connect.js");
    const chunks = [...atOnce, ...onDemand].sort((a, b) => Number(b.isEntry) - Number(a.isEntry));
    const { errors, tags } = await load(new Map(chunks.map(({ fileName, code }) => [fileName, code])));
    assert.deepEqual(errors, []);
    assert.deepEqual(tags, ["ofauth-connect"]);
  });

  it("from the CDN: one file defines every element that the package's root registers", async () => {
    const file = readFileSync(`${root}dist/cdn/ofauth-elements.min.js`, "utf8");
    const { errors, tags } = await load(new Map([["ofauth-elements.min.js", file]]));
    assert.deepEqual(errors, []);
    assert.ok(tags.includes("ofauth-connect"));
  });
});

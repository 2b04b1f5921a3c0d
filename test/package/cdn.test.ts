import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { integrityOf } from "../../tools/build/cdn.mjs";
import { ensureBuilt, root } from "./built.js";

const folder = `${root}dist/cdn/`;
const scripts = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".js"))
    .toSorted();
const read = (name: string): string => readFileSync(folder + name, "utf8");

describe("CDN files", () => {
  before(ensureBuilt);

  it("are all listed in sri.json with their hashes, and nothing else is", () => {
    const hashes = JSON.parse(read("sri.json")) as Record<string, string>;
    assert.deepEqual(Object.keys(hashes).toSorted(), scripts());
    for (const [name, hash] of Object.entries(hashes))
      assert.equal(hash, integrityOf(readFileSync(folder + name)), name);
  });

  it("contain no import, which would load unchecked code", () => {
    const loading = scripts().filter((name) => /\bimport[({*"]|\}from"|importScripts/.test(read(name)));
    assert.deepEqual(loading, []);
  });

  it("do not contain the path of the build folder", () => {
    const named = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
      (name) => /\.(?:js|map|json)$/.test(name) && read(name).includes(root.slice(0, -1)),
    );
    assert.deepEqual(named, []);
  });

  it("include every language of the modules", () => {
    const languages = (ending: string, from: string) =>
      readdirSync(from, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(ending) && !name.includes("register"))
        .map((name) => name.slice(0, -ending.length).replaceAll("\\", "/"))
        .toSorted();
    assert.deepEqual(languages(".min.js", `${folder}locales`), languages(".ts", `${root}src/locales`));
  });

  it("include a loader of at most 1,260 bytes", () => {
    assert.ok(gzipSync(read("loader.min.js"), { level: 9 }).length <= 1_260);
  });

  it("include a loader with the hash of each file that it loads", () => {
    const known = read("loader.min.js").match(/[\w+/]{64}/g) ?? [];
    const loaded = ["connect.min.js", "import.min.js", "ofauth-elements.iife.min.js"];
    assert.deepEqual(
      known.toSorted(),
      loaded.map((name) => integrityOf(read(name)).slice("sha384-".length)).toSorted(),
    );
  });
});

describe("script tags in the docs", () => {
  before(ensureBuilt);

  const page = (content: string) => `# Page\n\n<!-- cdn-loader:start -->\n${content}<!-- cdn-loader:end -->\n\nText\n`;

  it("get the version and hash of the build", async () => {
    const { withSnippets } = await import("../../tools/build/sri.mjs");
    const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { version: string };
    const written = await withSnippets(page("integrity of long ago"));
    assert.ok(written.includes(`/npm/ofauth-elements@${version}/dist/cdn/loader.min.js"`));
    assert.ok(written.includes(`integrity="${integrityOf(read("loader.min.js"))}"`));
    assert.ok(written.includes(`crossorigin="anonymous"`));
    assert.ok(!written.includes("long ago"));
    assert.equal(await withSnippets(written), written, "nothing changes the second time");
  });

  it("are not written when a marker is missing", async () => {
    const { withSnippets } = await import("../../tools/build/sri.mjs");
    await assert.rejects(withSnippets("<!-- cdn-loader:start -->"), /cdn-loader are not a pair/);
  });
});

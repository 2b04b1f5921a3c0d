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

describe("the files for a script tag", () => {
  before(ensureBuilt);

  it("are all in sri.json, each with the hash of its bytes, and nothing else is", () => {
    const hashes = JSON.parse(read("sri.json")) as Record<string, string>;
    assert.deepEqual(Object.keys(hashes).toSorted(), scripts());
    for (const [name, hash] of Object.entries(hashes))
      assert.equal(hash, integrityOf(readFileSync(folder + name)), name);
  });

  it("load no code that nothing has checked: no import in any of them", () => {
    const loading = scripts().filter((name) => /\bimport[({*"]|\}from"|importScripts/.test(read(name)));
    assert.deepEqual(loading, []);
  });

  it("say nothing of where they were built", () => {
    const named = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
      (name) => /\.(?:js|map|json)$/.test(name) && read(name).includes(root.slice(0, -1)),
    );
    assert.deepEqual(named, []);
  });

  it("have words for every language that the modules have", () => {
    const languages = (ending: string, from: string) =>
      readdirSync(from, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(ending) && !name.includes("register"))
        .map((name) => name.slice(0, -ending.length).replaceAll("\\", "/"))
        .toSorted();
    assert.deepEqual(languages(".min.js", `${folder}locales`), languages(".ts", `${root}src/locales`));
  });

  it("the loader is at most 1,200 bytes", () => {
    assert.ok(gzipSync(read("loader.min.js"), { level: 9 }).length <= 1_200);
  });

  it("the loader knows the hash of each file that it loads", () => {
    const known = read("loader.min.js").match(/[\w+/]{64}/g) ?? [];
    const loaded = ["connect.min.js", "import.min.js", "ofauth-elements.iife.min.js"];
    assert.deepEqual(
      known.toSorted(),
      loaded.map((name) => integrityOf(read(name)).slice("sha384-".length)).toSorted(),
    );
  });
});

describe("the docs' script tags", () => {
  before(ensureBuilt);

  const page = (content: string) => `# Page\n\n<!-- cdn-loader:start -->\n${content}<!-- cdn-loader:end -->\n\nText\n`;

  it("have the version and the hash of what was built, whatever stood there before", async () => {
    const { withSnippets } = await import("../../tools/build/sri.mjs");
    const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { version: string };
    const written = await withSnippets(page("integrity of long ago"));
    assert.ok(written.includes(`/npm/ofauth-elements@${version}/dist/cdn/loader.min.js"`));
    assert.ok(written.includes(`integrity="${integrityOf(read("loader.min.js"))}"`));
    assert.ok(written.includes(`crossorigin="anonymous"`));
    assert.ok(!written.includes("long ago"));
    assert.equal(await withSnippets(written), written, "nothing changes the second time");
  });

  it("are not written into half a place", async () => {
    const { withSnippets } = await import("../../tools/build/sri.mjs");
    await assert.rejects(withSnippets("<!-- cdn-loader:start -->"), /cdn-loader are not a pair/);
  });
});

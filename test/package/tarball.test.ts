import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { before, describe, it } from "node:test";
import { ensureBuilt, entries, manifest, root } from "./built.js";

describe("published package", () => {
  let files: string[] = [];
  let unpackedSize = 0;

  before(() => {
    ensureBuilt();
    const answer = execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: root, encoding: "utf8", stdio: "pipe" });
    const [tarball] = JSON.parse(answer) as { files: { path: string }[]; unpackedSize: number }[];
    unpackedSize = tarball?.unpackedSize ?? 0;
    files = (tarball?.files ?? []).map(({ path }) => path);
  });

  it("contains the build, the sources, the docs and nothing else", () => {
    const documents = files.filter((file) => !/^(?:(?:dist|src)\/.+|docs\/[\w-]+\.md)$/.test(file));
    assert.deepEqual(documents.sort(), [
      "CHANGELOG.md",
      "CONTRIBUTING.md",
      "LICENSE",
      "README.md",
      "SECURITY.md",
      "package.json",
    ]);
    assert.ok(files.includes("docs/elements.md"));
    assert.deepEqual(
      files.filter((file) => /tsconfig|\.test\.|\.spec\./.test(file)),
      [],
    );
  });

  it("contains every entry, the command and the CDN files", () => {
    const needed = [
      ...entries.flatMap(({ file, types }) => [file, types]),
      ...Object.values(manifest.bin),
      "./dist/cdn/ofauth-elements.min.js",
      "./dist/cdn/callback.min.js",
    ];
    const missing = needed.filter((file) => !files.includes(file.replace("./", "")));
    assert.deepEqual(missing, []);
  });

  it("contains every file that package.json names for editors and CDNs", () => {
    const { customElements, "web-types": webTypes, unpkg, jsdelivr } = manifest;
    for (const file of [customElements, webTypes, unpkg, jsdelivr]) {
      assert.ok(files.includes(file.replace("./", "")), file);
    }
  });

  it("has every source of each source map, as a file of the package or as content of the map", () => {
    const maps = files.filter((file) => file.endsWith(".map"));
    assert.ok(maps.length > 0);
    const missing = maps.flatMap((file) => {
      const map = JSON.parse(readFileSync(root + file, "utf8")) as {
        sources: string[];
        sourcesContent?: (string | null)[];
      };
      return map.sources
        .filter((source, index) => !map.sourcesContent?.[index] && !files.includes(join(dirname(file), source)))
        .map((source) => `${file}: ${source}`);
    });
    assert.deepEqual(missing, []);
  });

  it("unpacks to at most 5.8 MB: no source is published twice", () => {
    assert.ok(unpackedSize <= 5_800_000, `${String(unpackedSize)} bytes`);
  });
});

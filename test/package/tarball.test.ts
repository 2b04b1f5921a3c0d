import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { before, describe, it } from "node:test";
import { ensureBuilt, entries, manifest, root } from "./built.js";

describe("published package", () => {
  let files: string[] = [];

  before(() => {
    ensureBuilt();
    const answer = execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: root, encoding: "utf8", stdio: "pipe" });
    const [tarball] = JSON.parse(answer) as { files: { path: string }[] }[];
    files = (tarball?.files ?? []).map(({ path }) => path);
  });

  it("contains the build, the sources, the docs and nothing else", () => {
    const documents = files.filter((file) => !/^(?:(?:dist|src)\/.+|docs\/[\w-]+\.md)$/.test(file));
    assert.deepEqual(documents.sort(), ["CHANGELOG.md", "LICENSE", "README.md", "package.json"]);
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

  it("contains the sources of all source maps", () => {
    const modules = files.filter((file) => /^dist\/(?!cdn\/).+\.js$/.test(file));
    const sources = modules.map((file) => file.replace(/^dist\//, "src/"));
    const missing = sources.filter((file) => !files.includes(file) && !files.includes(file.replace(/\.js$/, ".ts")));
    assert.deepEqual(missing, []);
  });
});

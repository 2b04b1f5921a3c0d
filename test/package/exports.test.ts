import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { sourceOf } from "../../tools/build/resolve-own-package.mjs";
import { ensureBuilt, entries, manifest, root } from "./built.js";

describe("the entries of the package", () => {
  before(ensureBuilt);

  for (const { name, file, types } of entries) {
    it(`${name} has its module, its types and its source`, () => {
      assert.ok(existsSync(root + file), file);
      assert.ok(existsSync(root + types), types);
      assert.ok(existsSync(root + String(sourceOf(name))), sourceOf(name));
    });

    it(`${name} can be imported where there is no page`, () => {
      const script = `await import(${JSON.stringify(name)})`;
      execFileSync(process.execPath, ["--input-type=module", "--eval", script], { cwd: root, stdio: "pipe" });
    });
  }

  it("the command can be run by its name", () => {
    for (const file of Object.values(manifest.bin)) {
      assert.match(readFileSync(root + file, "utf8"), /^#!\/usr\/bin\/env node\n/);
    }
  });
});

describe("the published names inside this repository", () => {
  it("lead to the sources", () => {
    assert.equal(sourceOf("ofauth-elements"), "src/index.ts");
    assert.equal(sourceOf("ofauth-elements/connect.js"), "src/connect.ts");
    assert.equal(sourceOf("ofauth-elements/server"), "src/server/index.ts");
    assert.equal(sourceOf("ofauth-elements/schemas"), "src/schemas.ts");
    assert.equal(sourceOf("ofauth-elements/locales/import/pt-BR.js"), "src/locales/import/pt-BR.ts");
  });

  it("leave other packages alone", () => {
    assert.equal(sourceOf("lit"), undefined);
    assert.equal(sourceOf("ofauth-elements-other"), undefined);
  });

  it("are only those of package.json", () => {
    assert.throws(() => sourceOf("ofauth-elements/browser/fetch-backend.js"), /not an export/);
  });
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { sourceOf } from "../../tools/build/resolve-own-package.mjs";
import { ensureBuilt, entries, manifest, root } from "./built.js";

describe("package entries", () => {
  before(ensureBuilt);

  for (const { name, file, types } of entries) {
    it(`${name} has a module, types and a source file`, () => {
      assert.ok(existsSync(root + file), file);
      assert.ok(existsSync(root + types), types);
      assert.ok(existsSync(root + String(sourceOf(name))), sourceOf(name));
    });

    it(`${name} can be imported without a DOM`, () => {
      const script = `await import(${JSON.stringify(name)})`;
      execFileSync(process.execPath, ["--input-type=module", "--eval", script], { cwd: root, stdio: "pipe" });
    });
  }

  it("the command runs by its name", () => {
    for (const file of Object.values(manifest.bin)) {
      assert.match(readFileSync(root + file, "utf8"), /^#!\/usr\/bin\/env node\n/);
    }
  });
});

describe("resolution of the package's own name in this repository", () => {
  it("resolves entries to source files", () => {
    assert.equal(sourceOf("ofauth-elements"), "src/index.ts");
    assert.equal(sourceOf("ofauth-elements/connect.js"), "src/connect.ts");
    assert.equal(sourceOf("ofauth-elements/server"), "src/server/index.ts");
    assert.equal(sourceOf("ofauth-elements/schemas"), "src/schemas.ts");
    assert.equal(sourceOf("ofauth-elements/locales/import/pt-BR.js"), "src/locales/import/pt-BR.ts");
  });

  it("does not change other packages", () => {
    assert.equal(sourceOf("lit"), undefined);
    assert.equal(sourceOf("ofauth-elements-other"), undefined);
  });

  it("accepts only the entries of package.json", () => {
    assert.throws(() => sourceOf("ofauth-elements/browser/fetch-backend.js"), /not an export/);
  });
});

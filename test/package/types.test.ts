import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { ensureBuilt, root } from "./built.js";

/** Compiles a host's module with `tsc --strict`, without `skipLibCheck`, and returns the errors. */
function compile(folder: string, lines: readonly string[]): string {
  writeFileSync(`${folder}/host.ts`, lines.join("\n"));
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    target: "ES2022",
    module: "NodeNext",
    lib: ["ES2022", "DOM", "DOM.Iterable"],
    types: [],
  };
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, files: ["host.ts"] }));
  const { stdout } = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", folder], {
    cwd: root,
    encoding: "utf8",
  });
  return stdout;
}

const listen = (use: string): string[] => [
  'import "ofauth-elements/connect.js";',
  'document.querySelector("ofauth-connect")!.addEventListener("ofauth-success", (e) => {',
  `  const id: string = ${use};`,
  "  console.log(id);",
  "});",
];

describe("types of a single element", () => {
  let folder = "";
  before(() => {
    ensureBuilt();
    // Inside the package: its own name leads to its exports there.
    folder = mkdtempSync(`${root}test/package/.host-`);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("cover the element and the details of its events", () => {
    assert.equal(compile(folder, listen("e.detail.connectionId")), "");
  });

  it("cover the strings and events of the import form", () => {
    const host = [
      'import type { ImportStrings, OFAuthImport } from "ofauth-elements/import.js";',
      "export function setUp(form: OFAuthImport): void {",
      '  form.strings = { importSend: "Send" } satisfies Partial<ImportStrings>;',
      '  form.addEventListener("ofauth-imported", ({ detail }) => console.log(detail.connectionId));',
      "}",
    ];
    assert.equal(compile(folder, host), "");
  });

  it("reject a detail that does not exist", () => {
    const output = compile(folder, listen("e.detail.nope"));
    assert.match(output, /error TS2339: Property 'nope' does not exist on type/);
    assert.equal(output.match(/error TS/g)?.length, 1);
  });
});

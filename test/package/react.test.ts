import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import type { PropertyDeclarations } from "lit";
import { OFAuthConnect, OFAuthConnections, OFAuthConnectionStatus, OFAuthImport } from "../../src/elements.js";
import { eventProps, type Tag } from "../../src/react/events.js";
import { elementFiles } from "../../tools/metadata/manifest.mjs";
import { ensureBuilt, root } from "./built.js";

const classes: Readonly<Record<Tag, { readonly properties: PropertyDeclarations }>> = {
  "ofauth-connect": OFAuthConnect,
  "ofauth-connection-status": OFAuthConnectionStatus,
  "ofauth-connections": OFAuthConnections,
  "ofauth-import": OFAuthImport,
};
const tags = Object.keys(classes) as Tag[];

describe("React components", () => {
  for (const tag of tags) {
    it(`have a handler for every event of <${tag}> and no other`, () => {
      const source = readFileSync(root + (elementFiles[tag] ?? ""), "utf8");
      const fires = [...source.matchAll(/@fires \{\w+\} (ofauth-[\w-]+)/g)].map(([, name]) => name);
      assert.deepEqual(Object.values(eventProps(tag)).sort(), fires.sort());
    });

    it(`derive the attributes of <${tag}> from its properties in kebab case`, () => {
      const named = Object.entries(classes[tag].properties).filter(([name]) => name !== "ariaLabel");
      const wrong = named.filter(([name, { attribute }]) => {
        const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
        return attribute !== false && (attribute ?? name) !== kebab;
      });
      assert.deepEqual(wrong, []);
    });
  }

  it("name handler props after events", () => {
    assert.deepEqual(eventProps("ofauth-import"), { onImported: "ofauth-imported", onError: "ofauth-error" });
    assert.equal(eventProps("ofauth-connect")["onBeforeOpen"], "ofauth-before-open");
  });
});

describe("built React components", () => {
  before(ensureBuilt);

  it('begin with "use client"', () => {
    const own = readdirSync(`${root}dist/react`).filter((file) =>
      /^(?:connect|connection|import|use-).*\.js$/.test(file),
    );
    assert.equal(own.length, tags.length + 1);
    for (const file of own) assert.match(readFileSync(`${root}dist/react/${file}`, "utf8"), /^"use client";\n/, file);
  });
});

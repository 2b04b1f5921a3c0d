import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { connectEvents, connectionEvents, importEvents } from "../../src/elements/events/event-names.js";
import { OFAuthBeforeOpenEvent, OFAuthCloseEvent } from "../../src/elements/events/connect-events.js";
import { htmlCustomData, webTypes } from "../../tools/metadata/editors.mjs";
import { elementFiles, elementsOf, entryOf, type Manifest } from "../../tools/metadata/manifest.mjs";
import { fillMarkedBlocks } from "../../tools/metadata/marked.mjs";
import { cancelableEvents } from "../../tools/metadata/tables.mjs";
import { readTokens } from "../../tools/metadata/tokens.mjs";
import { ensureBuilt, manifest as ofPackage, root } from "./built.js";

ensureBuilt();
const manifest = JSON.parse(readFileSync(`${root}dist/custom-elements.json`, "utf8")) as Manifest;
const elements = elementsOf(manifest);

describe("custom-elements.json", () => {
  it("has each element with its published modules", () => {
    assert.deepEqual(
      elements.map(({ tagName }) => tagName),
      ["ofauth-connect", "ofauth-connection-status", "ofauth-connections", "ofauth-import"],
    );
    for (const element of elements) {
      const entry = `./dist/${entryOf(element)}`;
      const published = Object.values(ofPackage.exports).map((target) =>
        typeof target === "string" ? target : target.default,
      );
      assert.ok(published.includes(entry), entry);
      const module = manifest.modules.find(({ path }) => `./${path}` === entry);
      assert.deepEqual(
        module?.exports.map((exported) => (exported as { kind: string }).kind),
        ["js", "custom-element-definition"],
      );
      assert.ok(existsSync(root + (elementFiles[element.tagName] ?? "")));
    }
  });

  it("describes every public member and contains no private one", () => {
    for (const { tagName, attributes, members, events, slots, cssParts, cssStates, cssProperties } of elements) {
      for (const { name, description } of [
        attributes,
        members,
        events,
        slots,
        cssParts,
        cssStates,
        cssProperties,
      ].flat()) {
        assert.ok(description, `<${tagName}> ${name} has no description`);
        assert.doesNotMatch(name, /^[#_]|Callback$(?<!^handleCallback)/);
      }
    }
  });

  it("has the events of the React and Vue components", () => {
    const expected = [connectEvents, connectionEvents, connectionEvents, importEvents];
    for (const [index, { events }] of elements.entries()) {
      assert.deepEqual(
        events.map(({ name }) => name).toSorted(),
        expected[index]!.map((name) => `ofauth-${name}`).toSorted(),
      );
    }
  });
});

describe("editor data", () => {
  it("lists the values of attributes and marks Boolean attributes", () => {
    const [button] = htmlCustomData(manifest).tags;
    const attribute = (name: string) => button!.attributes.find((one) => one.name === name);
    assert.deepEqual(attribute("mode"), {
      name: "mode",
      description: `${elements[0]!.attributes.find(({ name }) => name === "mode")!.description}\n\nDefault: \`auto\``,
      values: [{ name: "embed" }, { name: "popup" }, { name: "redirect" }, { name: "auto" }],
    });
    assert.deepEqual(
      { ...attribute("disabled"), description: "" },
      { name: "disabled", description: "", valueSet: "v" },
    );
  });

  it("has properties, events, slots, parts and tokens in JetBrains' format", () => {
    const { contributions } = webTypes(manifest, { name: "ofauth-elements", version: "1.2.3" });
    const [button] = contributions.html.elements;
    assert.deepEqual(button!.source, { module: "ofauth-elements/connect.js", symbol: "OFAuthConnect" });
    assert.ok(
      button!.js.properties.some(({ name, type }) => name === "createSession" && type === "CreateSession | undefined"),
    );
    assert.ok(button!.js.events.some(({ name, type }) => name === "ofauth-success" && type === "OFAuthSuccessEvent"));
    assert.ok(button!.css.parts.some(({ name }) => name === "dialog"));
    assert.ok(
      contributions.css.properties.some((token) => token.name === "--ofauth-radius" && token.default === "8px"),
    );
  });
});

describe("generated tables in the docs", () => {
  it("are written between their markers and change nothing else", () => {
    const page = "a\n<!-- b:start -->\nold\n<!-- b:end -->\nc\n<!-- d:start -->\nkept\n<!-- d:end -->\n";
    assert.deepEqual(fillMarkedBlocks(page, { b: "$& new", e: "nowhere" }), {
      text: "a\n<!-- b:start -->\n\n$& new\n\n<!-- b:end -->\nc\n<!-- d:start -->\nkept\n<!-- d:end -->\n",
      filled: ["b"],
    });
  });

  it("contain the default of a token, including nested parentheses", () => {
    const css = ":host { --_a: var(--ofauth-a, light-dark(rgb(1 2 3), #fff)); b: var(--ofauth-b,1px) var(--_c, 2px) }";
    assert.deepEqual(readTokens(css), [
      ["--ofauth-a", "light-dark(rgb(1 2 3), #fff)"],
      ["--ofauth-b", "1px"],
    ]);
  });

  it("mark cancelable events", () => {
    const beforeOpen = new OFAuthBeforeOpenEvent({ mode: "embed", attemptId: "1" });
    const close = new OFAuthCloseEvent({ outcome: "failed", attemptId: "1" });
    assert.deepEqual([...cancelableEvents()].toSorted(), [
      "ofauth-before-disconnect",
      "ofauth-before-invalidate",
      "ofauth-before-open",
    ]);
    assert.deepEqual([beforeOpen.cancelable, close.cancelable], [true, false]);
  });
});

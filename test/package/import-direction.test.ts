import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { objection } from "../../tools/import-direction.mjs";

describe("the direction of imports", () => {
  const right: Parameters<typeof objection>[] = [
    ["src/flow/connect-flow.ts", "../protocol/error-codes.js", "static"],
    ["src/protocol/connection.ts", "zod/mini", "static"],
    ["src/elements/ofauth-connect.ts", "../browser/embed-surface.js", "dynamic"],
    ["src/elements/ofauth-connect.ts", "../browser/embed-surface.js", "type"],
    ["src/elements/loaded-connect.ts", "../browser/embed-surface.js", "static"],
    ["src/elements/connect-controller.ts", "./loaded-connect.js", "dynamic"],
    ["src/elements/connect-controller.ts", "./loaded-connect.js", "type"],
    ["src/elements/ofauth-connect.ts", "lit/directives/class-map.js", "static"],
    ["src/connect.ts", "./elements/ofauth-connect.js", "static"],
    ["src/server/handler.ts", "hono/cookie", "static"],
    ["src/emulator/hosted-page/shell.ts", "../accounts.js", "static"],
    ["demo/main.ts", "ofauth-elements/connect.js", "static"],
  ];
  for (const [file, specifier, kind] of right) {
    it(`lets ${file} import ${specifier} (${kind})`, () => {
      assert.equal(objection(file, specifier, kind), undefined);
    });
  }

  const wrong: Parameters<typeof objection>[] = [
    ["src/protocol/connection.ts", "../flow/ports.js", "type"],
    ["src/flow/connect-flow.ts", "../browser/dom.js", "static"],
    ["src/browser/dom.ts", "../elements/events.js", "static"],
    ["src/elements/ofauth-connect.ts", "../browser/embed-surface.js", "static"],
    ["src/elements/connect-controller.ts", "./loaded-connect.js", "static"],
    ["src/elements/ofauth-connect.ts", "../server/index.js", "dynamic"],
    ["src/elements/events.ts", "../connect.js", "static"],
    ["src/server/handler.ts", "../emulator/index.js", "static"],
    ["src/emulator/index.ts", "../server/index.js", "static"],
    ["src/server/handler.ts", "lit", "static"],
    ["src/server/handler.ts", "zod", "static"],
    ["src/utils/text.ts", "../protocol/text.js", "static"],
    ["src/connect.ts", "../test/support/fake.js", "static"],
    ["demo/main.ts", "../src/connect.js", "static"],
  ];
  for (const [file, specifier, kind] of wrong) {
    it(`does not let ${file} import ${specifier} (${kind})`, () => {
      assert.notEqual(objection(file, specifier, kind), undefined);
    });
  }
});

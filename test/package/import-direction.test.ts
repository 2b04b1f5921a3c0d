import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { importProblem } from "../../tools/lint/import-direction.mjs";

describe("import direction", () => {
  const right: Parameters<typeof importProblem>[] = [
    ["src/connect/runner.ts", "../protocol/error-codes.js", "static"],
    ["src/protocol/schemas.ts", "zod/mini", "static"],
    ["src/schemas.ts", "./protocol/schemas.js", "static"],
    ["src/server/link/init.ts", "../../protocol/schemas.js", "static"],
    ["src/emulator/api/link-init.ts", "../../protocol/schemas.js", "static"],
    ["src/elements/connect/element.ts", "../../browser/transports/frame.js", "dynamic"],
    ["src/elements/connect/element.ts", "../../browser/transports/frame.js", "type"],
    ["src/elements/connect/controller.lazy.ts", "../../browser/transports/frame.js", "static"],
    ["src/elements/connect/controller.ts", "./controller.lazy.js", "dynamic"],
    ["src/elements/connect/controller.ts", "./controller.lazy.js", "type"],
    ["src/elements/connect/element.ts", "lit/directives/class-map.js", "static"],
    ["src/connect.ts", "./elements/connect/element.js", "static"],
    ["src/server/handler.ts", "hono/cookie", "static"],
    ["src/server/routes.ts", "./link/routes.js", "static"],
    ["src/server/link/complete.ts", "../connections/directory.js", "type"],
    ["src/emulator/hosted-page/shell.ts", "../accounts.js", "static"],
    ["demo/main.ts", "ofauth-elements/connect.js", "static"],
  ];
  for (const [file, specifier, kind] of right) {
    it(`allows ${file} to import ${specifier} (${kind})`, () => {
      assert.equal(importProblem(file, specifier, kind), undefined);
    });
  }

  const wrong: Parameters<typeof importProblem>[] = [
    ["src/protocol/connection.ts", "../connect/ports.js", "type"],
    ["src/protocol/connection.ts", "zod/mini", "static"],
    ["src/protocol/connection.ts", "./schemas.js", "static"],
    ["src/schemas.ts", "zod/mini", "static"],
    ["src/connect.ts", "./protocol/schemas.js", "static"],
    ["src/browser/http/link-api.ts", "../../protocol/schemas.js", "static"],
    ["src/testing/index.ts", "../protocol/schemas.js", "static"],
    ["src/connect/runner.ts", "../browser/dialog/dom.js", "static"],
    ["src/browser/dialog/dom.ts", "../../elements/events/connect-events.js", "static"],
    ["src/elements/connect/element.ts", "../../browser/transports/frame.js", "static"],
    ["src/elements/connect/controller.ts", "./controller.lazy.js", "static"],
    ["src/elements/connect/element.ts", "../../server/index.js", "dynamic"],
    ["src/elements/announce.ts", "../connect.js", "static"],
    ["src/server/handler.ts", "../emulator/index.js", "static"],
    ["src/emulator/index.ts", "../server/index.js", "static"],
    ["src/server/handler.ts", "lit", "static"],
    ["src/server/http/responses.ts", "../settings.js", "type"],
    ["src/server/connections/routes.ts", "../link/confirm.js", "type"],
    ["src/server/store/redis-store.ts", "../connections/confirmed.js", "static"],
    ["src/server/handler.ts", "zod", "static"],
    ["src/utils/text.ts", "../protocol/text.js", "static"],
    ["src/connect.ts", "../test/support/fake.js", "static"],
    ["demo/main.ts", "../src/connect.js", "static"],
  ];
  for (const [file, specifier, kind] of wrong) {
    it(`does not allow ${file} to import ${specifier} (${kind})`, () => {
      assert.notEqual(importProblem(file, specifier, kind), undefined);
    });
  }
});

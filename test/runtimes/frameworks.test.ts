import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ask } from "./support/ask.js";
import { askHosts } from "./support/ask-hosts.js";
import { startHost } from "./support/host.js";

askHosts("frameworks on Node", [
  { name: "Express 4", runtime: "node24", args: ["express.mjs", "express4"] },
  {
    name: "Express 4 with parsers and compression",
    runtime: "node24",
    args: ["express.mjs", "express4", "parsers"],
    parsesBodies: true,
  },
  { name: "Express 5", runtime: "node24", args: ["express.mjs", "express5"] },
  {
    name: "Express 5 with parsers and compression",
    runtime: "node24",
    args: ["express.mjs", "express5", "parsers"],
    parsesBodies: true,
  },
  { name: "Fastify", runtime: "node24", args: ["fastify.mjs"] },
  { name: "Koa", runtime: "node24", args: ["koa.mjs"] },
  { name: "Koa, mounted", runtime: "node24", args: ["koa.mjs", "mount"] },
  { name: "Nest", runtime: "node24", args: ["nest.mjs"] },
  { name: "Nest, controller", runtime: "node24", args: ["nest.mjs", "controller", "rawBody"], parsesBodies: true },
  { name: "h3 1", runtime: "node24", args: ["h3v1.mjs"], hidesAborts: true },
  { name: "h3 1, toNodeHandler", runtime: "node24", args: ["h3v1.mjs", "toNodeHandler"] },
  { name: "h3 2", runtime: "node24", args: ["h3v2.mjs"] },
  { name: "h3 2, toNodeHandler", runtime: "node24", args: ["h3v2.mjs", "toNodeHandler"] },
  { name: "h3 2, mounted", runtime: "node24", args: ["h3v2.mjs", "mount"] },
  { name: "Hono", runtime: "node24", args: ["hono.mjs"] },
  { name: "Hono, mounted", runtime: "node24", args: ["hono.mjs", "mount"] },
]);

describe("a parser that keeps no body for the handler", { concurrency: 3 }, () => {
  for (const [name, ...args] of [
    ["Express 4", "express.mjs", "express4", "parsers without rawBody"],
    ["Express 5", "express.mjs", "express5", "parsers without rawBody"],
    ["Nest", "nest.mjs", "controller"],
  ] as const) {
    test(`is named, under ${name}`, async (t) => {
      const host = await startHost({ name, runtime: "node24", args });
      t.after(() => host.stop());
      const body = JSON.stringify({ attemptId: "attempt-0001", mode: "popup" });
      const answer = await ask(host, "POST", "/link/init", { body });
      assert.equal(answer.status, 500);
      assert.match(String(answer.json()["message"]), /mount the OFAuth handler before the body parser/);
      assert.equal((await ask(host, "GET", "/connections")).status, 200);
    });
  }
});

import { askHosts } from "./support/ask-hosts.js";

askHosts("runtimes", [
  { name: "Node 20", runtime: "node20", args: ["node.mjs"] },
  { name: "Node 22", runtime: "node22", args: ["node.mjs"] },
  { name: "Node 24", runtime: "node24", args: ["node.mjs"] },
  { name: "Bun", runtime: "bun", args: ["bun.mjs"] },
  { name: "Bun, node:http", runtime: "bun", args: ["node.mjs"] },
  { name: "Deno", runtime: "deno", args: ["deno.mjs"], prints: /^Deno\.serve: request\.signal aborts/ },
  { name: "Deno, node:http", runtime: "deno", args: ["node.mjs"] },
  { name: "workerd", runtime: "workerd", args: ["workerd.capnp"], hidesAborts: true },
  { name: "Elysia on Bun", runtime: "bun", args: ["elysia.mjs"] },
  { name: "Elysia on Bun, mounted", runtime: "bun", args: ["elysia.mjs", "mount"] },
]);

#!/usr/bin/env bash
# Guess: when a client leaves in the middle of a streamed response, h3 cancels the response's ReadableStream or aborts the request's signal, as
#   the other servers that take a Response do.
# Seen: h3 1 does neither, with fromWebHandler and with toWebRequest: its source is read on, and what it enqueues is written to a closed
#   socket. h3 2, Hono's Node server, Koa and Fastify cancel it. (h3 1.15.11 and 2.0.8, @hono/node-server 2.1.9, koa 3.3.0, fastify 5.12.8,
#   Node 20; the signal is reported as h3js/h3#1204)
# Why it matters here: on Nuxt 3 and Nitro 2, GET events cannot know that a page has gone. The oldest of a user's streams is ended, not the
#   newest refused, and each stream ends by itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund h3-1@npm:h3@1.15.11 h3-2@npm:h3@2.0.8 hono@4.13.19 @hono/node-server@2.1.9 koa@3.3.0 fastify@5.12.8

cat >run.mjs <<'JS'
import { once } from "node:events";
import { createServer, get } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import Fastify from "fastify";
import * as h3v1 from "h3-1";
import * as h3v2 from "h3-2";
import { toNodeHandler } from "h3-2/node";
import Koa from "koa";

/** A response that sends something every 10 ms until it is cancelled, or its request is aborted. */
function respond(log, request) {
  let timer;
  const end = (how) => {
    log.how ??= how;
    clearInterval(timer);
  };
  request?.signal.addEventListener("abort", () => end("aborted"));
  const source = {
    start(controller) {
      controller.enqueue(new TextEncoder().encode("data: 0\n\n"));
      timer = setInterval(() => controller.enqueue(new TextEncoder().encode(`data: ${++log.count}\n\n`)), 10);
    },
    cancel: () => end("cancelled"),
  };
  log.stop = () => clearInterval(timer);
  return new Response(new ReadableStream(source), { headers: { "content-type": "text/event-stream" } });
}

const servers = {
  "h3 1 fromWebHandler": (log) =>
    createServer(h3v1.toNodeListener(h3v1.createApp().use(h3v1.fromWebHandler((request) => respond(log, request))))),
  "h3 1 toWebRequest": (log) =>
    createServer(
      h3v1.toNodeListener(h3v1.createApp().use(h3v1.eventHandler((event) => respond(log, h3v1.toWebRequest(event))))),
    ),
  "h3 2": (log) => createServer(toNodeHandler(new h3v2.H3().all("/**", (event) => respond(log, event.req)))),
  "@hono/node-server": (log) => createAdaptorServer({ fetch: (request) => respond(log, request) }),
  koa: (log) => createServer(new Koa().use((context) => void (context.body = respond(log))).on("error", () => {}).callback()),
  fastify: async (log) => {
    const app = Fastify({ serverFactory: (handler) => createServer(handler) });
    app.get("/", (_request, reply) => reply.send(respond(log)));
    await app.ready();
    return app.server;
  },
};

for (const [name, create] of Object.entries(servers)) {
  const log = { count: 0 };
  const server = (await create(log)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const request = get({ host: "127.0.0.1", port: server.address().port });
  const [response] = await once(request, "response");
  await once(response, "data");
  request.destroy();
  // The servers that notice it do so at once; the source of one that does not goes on.
  const left = log.count;
  while (!log.how && log.count < left + 100) await new Promise((resolve) => setTimeout(resolve, 10));
  console.log(`${name}: ${log.how ? "stopped" : "100 pieces later, still read"}`);
  log.stop();
  server.closeAllConnections();
  server.close();
}
JS

expected='h3 1 fromWebHandler: 100 pieces later, still read
h3 1 toWebRequest: 100 pieces later, still read
h3 2: stopped
@hono/node-server: stopped
koa: stopped
fastify: stopped'
seen=$(node run.mjs)
echo "$seen"
[[ $seen == "$expected" ]] || { echo "CHANGED, expected:"; echo "$expected"; exit 1; }

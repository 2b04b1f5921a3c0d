import Fastify from "fastify";
import { toNodeHandler } from "ofauth-elements/server/node";
import { handler, listening } from "./handler.mjs";

const listener = toNodeHandler(handler);
const app = Fastify();
await app.register(async (routes) => {
  routes.removeAllContentTypeParsers();
  routes.addContentTypeParser("*", (_request, _payload, done) => done(null));
  routes.all("/api/ofauth/*", (request, reply) => {
    reply.hijack();
    return listener(request.raw, reply.raw);
  });
});
await app.listen({ port: 0, host: "127.0.0.1" });
listening(app.server.address().port);

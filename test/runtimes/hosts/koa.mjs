import Koa from "koa";
import mount from "koa-mount";
import { toNodeHandler } from "ofauth-elements/server/node";
import { handler, listening } from "./handler.mjs";

const listener = toNodeHandler(handler);
const answer = (context) => {
  context.respond = false;
  return listener(context.req, context.res);
};

const app = new Koa();
// A mount removes the path from the request.
if (process.argv[2] === "mount") app.use(mount("/api/ofauth", answer));
else app.use((context, next) => (context.path.startsWith("/api/ofauth/") ? answer(context) : next()));
const server = app.listen(0, "127.0.0.1", () => listening(server.address().port));

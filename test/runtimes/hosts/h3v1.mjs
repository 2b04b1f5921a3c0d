import { createServer } from "node:http";
import { createApp, eventHandler, fromNodeMiddleware, toNodeListener, toWebRequest } from "h3v1";
import { toNodeHandler } from "ofauth-elements/server/node";
import { handler, listening } from "./handler.mjs";

const routes =
  process.argv[2] === "toNodeHandler"
    ? fromNodeMiddleware(toNodeHandler(handler))
    : eventHandler((event) => handler(toWebRequest(event)));
const app = createApp();
app.use("/api/ofauth", routes);
const server = createServer(toNodeListener(app));
server.listen(0, "127.0.0.1", () => listening(server.address().port));

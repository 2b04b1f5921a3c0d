import { createServer } from "node:http";
import { toNodeHandler } from "ofauth-elements/server/node";
import { handler, listening } from "./handler.mjs";

const server = createServer(toNodeHandler(handler));
server.listen(0, "127.0.0.1", () => listening(server.address().port));

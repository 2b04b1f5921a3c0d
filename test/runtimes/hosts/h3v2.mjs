import { fromNodeHandler, H3, serve } from "h3v2";
import { toNodeHandler } from "ofauth-elements/server/node";
import { handler, listening } from "./handler.mjs";

const app = new H3();
switch (process.argv[2]) {
  case "toNodeHandler":
    app.all("/api/ofauth/**", fromNodeHandler(toNodeHandler(handler)));
    break;
  case "mount":
    // Removes the path from the request.
    app.mount("/api/ofauth", { fetch: handler });
    break;
  default:
    app.all("/api/ofauth/**", (event) => handler(event.req));
}
const server = serve(app, { port: 0, hostname: "127.0.0.1", silent: true });
await server.ready();
listening(Number(new URL(server.url).port));

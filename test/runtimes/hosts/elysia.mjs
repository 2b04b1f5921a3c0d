import { Elysia } from "elysia";
import { handler, listening } from "./handler.mjs";

const app = new Elysia();
// A mount removes the path from the request.
if (process.argv[2] === "mount") app.mount("/api/ofauth", handler);
else app.all("/api/ofauth/*", ({ request }) => handler(request), { parse: "none" });
app.listen({ port: 0, hostname: "127.0.0.1" });
listening(app.server.port);

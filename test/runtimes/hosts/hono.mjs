import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { handler, listening } from "./handler.mjs";

const app = new Hono();
// A mount removes the path from the request.
if (process.argv[2] === "mount") app.mount("/api/ofauth", handler);
else app.all("/api/ofauth/*", (context) => handler(context.req.raw));
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => listening(port));

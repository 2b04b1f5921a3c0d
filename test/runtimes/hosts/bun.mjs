import { handler, listening } from "./handler.mjs";

const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: (request) => handler(request) });
listening(server.port);

import { handler, listening } from "./handler.mjs";

// A runtime passes more than the request: the handler takes it for nothing that it is not.
const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: handler });
listening(server.port);

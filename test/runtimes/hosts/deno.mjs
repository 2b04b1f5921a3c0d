import { handler, listening } from "./handler.mjs";

const onListen = ({ port }) => listening(port);
Deno.serve({ hostname: "127.0.0.1", port: 0, onListen }, handler);

/** A host's server process that ends as the docs show, started by `fork`. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createOFAuthHandler } from "../../../src/server/index.js";
import { toNodeHandler } from "../../../src/server/node.js";
import { createRedisStore } from "../../../src/server/redis.js";

const [redisUrl, prefix] = process.argv.slice(2);

const store = createRedisStore({ url: redisUrl!, prefix: prefix! });
const handler = createOFAuthHandler({
  apiKey: "sk_sandbox_0123456789abcdef",
  authorize: () => ({ clientReferenceId: "user-1" }),
  store,
  webhookSecret: "a plain secret of thirty letters",
  // Ends some time after the signal: the process must wait for it.
  onEvent: () =>
    new Promise<void>((resolve) => {
      process.send?.({ state: "handling" });
      process.once("message", () => resolve());
    }),
});

const listener = toNodeHandler(handler);
const server = createServer((request, response) => void listener(request, response));
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));

async function shutDown(): Promise<void> {
  server.close();
  process.send?.({ state: "closing" });
  await handler.close();
  // The channel to the test would keep the process alive.
  process.disconnect();
  await store.close();
}
process.once("SIGTERM", () => void shutDown());

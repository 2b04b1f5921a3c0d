/** A host's server process, started by `fork`: the handler behind `node:http`, with a store on Redis. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createOFAuthHandler } from "../../../src/server/index.js";
import { toNodeHandler } from "../../../src/server/node.js";
import { createRedisStore } from "../../../src/server/redis.js";
import { plainSecret } from "../../support/sign-webhook.js";

const [redisUrl, prefix, apiUrl] = process.argv.slice(2);

const handler = createOFAuthHandler({
  apiKey: "sk_sandbox_0123456789abcdef",
  apiUrl: apiUrl!,
  authorize: (request) => ({ clientReferenceId: request.headers.get("x-user") ?? "" }),
  store: createRedisStore({ url: redisUrl!, prefix: prefix! }),
  webhookSecret: plainSecret,
  onEvent: ({ type }) => void process.send?.({ type }),
});

const listener = toNodeHandler(handler);
const server = createServer((request, response) => void listener(request, response));
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));

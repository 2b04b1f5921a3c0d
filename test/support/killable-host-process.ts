/** A process of `killable-host.ts`, started by `fork` with its `ProcessConfig`. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createOFAuthHandler } from "../../src/server/index.js";
import { toNodeHandler } from "../../src/server/node.js";
import { createRedisStore } from "../../src/server/redis.js";
import type { Store } from "../../src/server/store/store.js";
import type { HostFunction, ProcessConfig, ProcessMessage } from "./killable-host.js";
import { plainSecret } from "./sign-webhook.js";

const { redisUrl, prefix, apiUrl, stopAt } = JSON.parse(process.argv[2]!) as ProcessConfig;
const send = (message: ProcessMessage) => void process.send?.(message);

let isStopped = false;

/** Stops the caller for good if `isHere`, the first time. */
async function stopIf(isHere: boolean): Promise<void> {
  if (!isHere || isStopped) return;
  isStopped = true;
  send({ stopped: true });
  await new Promise<never>(() => undefined);
}

async function fetchOFAuth(url: string, init: RequestInit): Promise<Response> {
  const isHere = (when: "before" | "after") =>
    stopAt?.on === "fetch" && stopAt.when === when && new URL(url).pathname.includes(stopAt.path);
  await stopIf(isHere("before"));
  const response = await fetch(url, init);
  await stopIf(isHere("after"));
  return response;
}

function stoppable(store: Store): Store {
  return new Proxy(store, {
    get(target, method: keyof Store) {
      const call = target[method] as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        const isHere = (when: "before" | "after") =>
          stopAt?.on === "store" &&
          stopAt.when === when &&
          stopAt.method === method &&
          JSON.stringify(args[0]).includes(stopAt.key ?? "");
        await stopIf(isHere("before"));
        const result = await call.apply(target, args);
        await stopIf(isHere("after"));
        return result;
      };
    },
  });
}

const hostFunction =
  <E>(name: HostFunction, idOf: (event: E) => string) =>
  async (event: E): Promise<void> => {
    await stopIf(stopAt?.on === name && stopAt.when === "before");
    send({ call: { name, id: idOf(event) } });
    await stopIf(stopAt?.on === name && stopAt.when === "after");
  };

const handler = createOFAuthHandler({
  apiKey: "sk_sandbox_0123456789abcdef",
  apiUrl,
  authorize: (request) => ({ clientReferenceId: request.headers.get("x-user") ?? "" }),
  store: stoppable(createRedisStore({ url: redisUrl, prefix })),
  webhookSecret: plainSecret,
  fetch: fetchOFAuth,
  onConnected: hostFunction("onConnected", ({ connection }) => connection.id),
  onChanged: hostFunction("onChanged", ({ connection }) => connection.id),
  onDisconnected: hostFunction("onDisconnected", ({ connectionId }) => connectionId),
  onEvent: hostFunction("onEvent", ({ type }) => type),
  onError: ({ code, route }) => send({ error: `${code} ${route}` }),
});

const answer = async (request: Request): Promise<Response> => {
  const response = await handler(request);
  await stopIf(stopAt?.on === "answer" && new URL(request.url).pathname.includes(stopAt.path));
  return response;
};

const listener = toNodeHandler(Object.assign(answer, handler));
const server = createServer((request, response) => void listener(request, response));
server.listen(0, "127.0.0.1", () => send({ port: (server.address() as AddressInfo).port }));

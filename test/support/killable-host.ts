/**
 * Server processes of a host that a test can stop at an exact point and kill there: the handler on a real Redis, with an
 * OFAuth that runs in the test's own process.
 */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import type { Store } from "../../src/server/store/store.js";

/** A point in a process, at which it stops for good the first time that it comes there. */
export type StopPoint =
  /** A request to OFAuth: not sent yet, or answered. `path`: part of its path. */
  | { readonly on: "fetch"; readonly path: string; readonly when: "before" | "after" }
  /** A call of the store. `key`: part of its first argument, as JSON. */
  | { readonly on: "store"; readonly method: keyof Store; readonly key?: string; readonly when: "before" | "after" }
  /** A call of one of the host's functions: not begun, or done and not returned. */
  | { readonly on: HostFunction; readonly when: "before" | "after" }
  /** The response to a request below this path is made and not sent. */
  | { readonly on: "answer"; readonly path: string };

/** The host's functions that a process reports. */
export type HostFunction = "onConnected" | "onChanged" | "onDisconnected" | "onEvent";

/** A call of one of the host's functions that has done its work: what a host would have saved. */
export interface HostCall {
  readonly name: HostFunction;
  /** The id of its connection, else the type of its event. */
  readonly id: string;
}

/** What a process sends to its test. */
export type ProcessMessage =
  { readonly port: number } | { readonly call: HostCall } | { readonly stopped: true } | { readonly error: string };

export interface ProcessConfig {
  readonly redisUrl: string;
  readonly prefix: string;
  readonly apiUrl: string;
  readonly stopAt: StopPoint | undefined;
}

export interface KillableHost {
  /** Sends a request to the process, whatever the request's origin. Rejects when the process ends before it answers. */
  readonly handler: (request: Request) => Promise<Response>;
  readonly calls: readonly HostCall[];
  /** What the process reported to `onError`, as `code route`. */
  readonly errors: readonly string[];
  /** Resolves when the process has come to its point. */
  readonly stopped: Promise<void>;
  /** Kills the process, as a crash does. */
  kill(): Promise<void>;
}

type HostConfig = Omit<ProcessConfig, "stopAt"> & { readonly stopAt?: StopPoint | undefined };

let bundled: Promise<string> | undefined;

/** Bundles the process once for each test file: to compile the sources takes longer than a test. */
async function bundleProcess(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "ofauth-elements-host-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  await build({
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL("killable-host-process.ts", import.meta.url)),
      outDir: folder,
      rolldownOptions: { output: { entryFileNames: "host.mjs", codeSplitting: false } },
    },
  });
  return join(folder, "host.mjs");
}

/** Starts a process. It is killed after the test at the latest. */
export async function startHost(t: TestContext, config: HostConfig): Promise<KillableHost> {
  const file = await (bundled ??= bundleProcess());
  const child = fork(file, [JSON.stringify(config)], { execArgv: [] });
  const ended = new Promise<void>((resolve) => void child.on("exit", () => resolve()));
  const calls: HostCall[] = [];
  const errors: string[] = [];
  let onStopped!: () => void;
  const stopped = new Promise<void>((resolve) => (onStopped = resolve));
  const port = await new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => reject(new Error(`The process ended (${code ?? signal}).`)));
    child.on("message", (message: ProcessMessage) => {
      if ("port" in message) resolve(message.port);
      else if ("call" in message) calls.push(message.call);
      else if ("error" in message) errors.push(message.error);
      else onStopped();
    });
  });
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  t.after(kill);
  return { handler: (request) => sendTo(port, request), calls, errors, stopped, kill };
}

/** Sends a request with exactly its headers: `fetch` would replace its Fetch Metadata. */
async function sendTo(port: number, request: Request): Promise<Response> {
  const { pathname, search, host } = new URL(request.url);
  const body = Buffer.from(await request.arrayBuffer());
  const headers = { ...Object.fromEntries(request.headers), host };
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { host: "127.0.0.1", port, method: request.method, path: pathname + search, headers, agent: false },
      (incoming) => void readResponse(incoming).then(resolve, reject),
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

async function readResponse(incoming: IncomingMessage): Promise<Response> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headersDistinct)) {
    for (const each of value ?? []) headers.append(name, each);
  }
  const status = incoming.statusCode ?? 500;
  const hasBody = chunks.length > 0 && status !== 204 && status !== 304;
  return new Response(hasBody ? Buffer.concat(chunks) : null, { status, headers });
}

/** Serves a fake OFAuth to the processes. Returns its URL. */
export async function serveOFAuth(
  t: TestContext,
  ofauth: { readonly fetch: (url: string, init: RequestInit) => Promise<Response> },
): Promise<string> {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const answered = await ofauth.fetch(`http://ofauth.test${request.url}`, {
      method: request.method ?? "GET",
      headers: request.headers as Record<string, string>,
      ...(chunks.length > 0 && { body: Buffer.concat(chunks).toString() }),
    });
    response.writeHead(answered.status, Object.fromEntries(answered.headers));
    response.end(Buffer.from(await answered.arrayBuffer()));
  }
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

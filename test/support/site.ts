/**
 * A host's site for end-to-end tests: a page with the built element, a backend that uses the published server handler, and
 * the emulator on an origin of its own. All on loopback, on ports that the system chooses.
 */
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { startEmulator, type RunningEmulator } from "../../src/emulator/index.js";
import { createOFAuthHandler, type OFAuthHandlerOptions } from "../../src/server/index.js";
import { toNodeHandler } from "../../src/server/node.js";

/** Answers a request of the host's API in the handler's place; false: it has not. */
export type Intercept = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface SiteOptions {
  /** The handler's options, where they are not the usual ones. A function gets the site's own origin. */
  readonly handler?: Partial<OFAuthHandlerOptions> | ((origin: string) => Partial<OFAuthHandlerOptions>);
  /** Files that are served under `/files/`, from this folder. */
  readonly files?: URL;
}

export interface Site {
  readonly origin: string;
  readonly emulator: RunningEmulator;
  /** The host's API was asked for these by the page, in this order: `POST /link/init`. */
  readonly requests: readonly string[];
  /** Set at any time; `undefined` gives the routes back to the handler. */
  intercept: Intercept | undefined;
  /** The address of a page whose body is `body`; `{link}` stands for the emulator's origin, also in `headers`. */
  page(body: string, path?: string, headers?: Readonly<Record<string, string>>): string;
  /** Cuts all connections to this site that are open now. */
  cut(): void;
  close(): Promise<void>;
}

interface SitePage {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const dist = new URL("../../dist/", import.meta.url);
const apiPath = "/api/ofauth";
const webhookSecret = "whsec_c2l0ZS1mb3ItdGVzdHMtb25seQ==";
const types: Readonly<Record<string, string>> = { js: "text/javascript", map: "application/json", css: "text/css" };

/**
 * Tells the test, through its binding `report`, of every event of ours, of what `open()` resolves to, and of whatever goes
 * wrong without a word. Nothing is kept in the page: what the page's storage holds is something to test.
 */
const recorder = `
const names = ["before-open", "open", "load", "stall", "success", "cancel", "error", "close", "state-change", "session-renewed", "sandbox-info",
  "status-change", "before-invalidate", "invalidated", "before-disconnect", "disconnected", "imported"];
const tell = (kind, value) => window.report?.(kind, JSON.stringify(value));
const awaited = new Set();
for (const name of names) addEventListener("ofauth-" + name, (event) => {
  const [target] = event.composedPath();
  // A list's state is not an attempt's.
  const state = target.localName === "ofauth-connect" ? target.state : undefined;
  tell("event", { type: name, id: target.id, state, detail: event.detail });
  const { attemptId } = event.detail;
  if (name !== "state-change" || !attemptId || awaited.has(attemptId)) return;
  awaited.add(attemptId);
  // While an attempt is under way, open() answers with that attempt's promise.
  target.open?.().then((result) => tell("result", result));
});
document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) =>
  tell("violation", effectiveDirective + " " + blockedURI + " " + sample));
addEventListener("unhandledrejection", ({ reason }) => tell("trouble", "unhandled rejection: " + reason));
addEventListener("error", ({ message }) => tell("trouble", "error: " + message));
`;

export async function startSite(options: SiteOptions = {}): Promise<Site> {
  const pages = new Map<string, SitePage>();
  const requests: string[] = [];
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const emulator = await startEmulator({
    redirectUrls: [`${origin}${apiPath}/link/callback`, `${origin}/return`, `${origin}/callback-page`],
    allowedOrigins: [origin],
    webhooks: [{ url: `${origin}${apiPath}/webhooks`, secret: webhookSecret, signature: "both" }],
  });
  const handler = toNodeHandler(
    createOFAuthHandler({
      apiKey: "sk_sandbox_emulator",
      apiUrl: emulator.origin,
      linkOrigins: [emulator.origin],
      authorize: (request) => {
        const user = /(?:^|; )user=(\w+)/.exec(request.headers.get("cookie") ?? "")?.[1] ?? "ava";
        return user === "nobody" ? null : { clientReferenceId: user };
      },
      initLimit: 1000,
      webhookSecret,
      allowImport: true,
      ...(typeof options.handler === "function" ? options.handler(origin) : options.handler),
    }),
  );

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", origin);
    if (pathname.startsWith(`${apiPath}/`)) {
      const route = pathname.slice(apiPath.length);
      // OFAuth's, not the page's.
      if (route !== "/webhooks") requests.push(`${request.method} ${route}`);
      if (!site.intercept?.(request, response)) handler(request, response);
      return;
    }
    if (pathname === "/favicon.ico") return send(response, 204, "image/x-icon", "");
    if (pathname === "/recorder.js") return send(response, 200, "text/javascript", recorder);
    if (pathname.startsWith("/dist/")) return sendFile(response, new URL(pathname.slice("/dist/".length), dist));
    if (options.files && pathname.startsWith("/files/"))
      return sendFile(response, new URL(pathname.slice("/files/".length), options.files));
    const page = pages.get(pathname);
    if (!page) return send(response, 404, "text/plain", "no such page");
    // As a host does it with its own scripts, where its policy asks for that.
    const nonce = /'nonce-([^']+)'/.exec(page.headers["content-security-policy"] ?? "")?.[1] ?? "";
    const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title><meta name="viewport" content="width=device-width"><script nonce="${nonce}" src="/recorder.js"></script>${page.body}</html>`;
    return send(response, 200, "text/html; charset=utf-8", html, page.headers);
  }

  const site: Site = {
    origin,
    emulator,
    requests,
    intercept: undefined,
    page(body, path = "/", headers = {}) {
      const fill = (text: string) => text.replaceAll("{link}", emulator.origin);
      const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)]));
      pages.set(path, { body: fill(body), headers: filled });
      return origin + path;
    },
    cut: () => server.closeAllConnections(),
    async close() {
      await new Promise((closed) => {
        server.close(closed);
        server.closeAllConnections();
      });
      await emulator.close();
    },
  };
  return site;
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": type, ...headers }).end(body);
}

async function sendFile(response: ServerResponse, file: URL): Promise<void> {
  try {
    const type = types[file.pathname.split(".").at(-1) ?? ""] ?? "text/plain";
    send(response, 200, type, await readFile(fileURLToPath(file)));
  } catch {
    send(response, 404, "text/plain", "no such file");
  }
}

/** The page with one element in a form, from the file that a script tag would load. */
export const elementPage = (attributes = "", content = ""): string =>
  `<script type="module" src="/dist/cdn/ofauth-elements.min.js"></script><h1>Host page</h1>` +
  `<form><ofauth-connect id="connect" name="account" link-origins="{link}" ${attributes}>${content}</ofauth-connect></form>`;

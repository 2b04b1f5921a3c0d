/**
 * A host's site for end-to-end tests: pages with the built elements, a backend with the server handler, and the emulator on
 * its own origin. All listen on free loopback ports.
 */
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { startEmulator, type RunningEmulator } from "../../src/emulator/index.js";
import { createOFAuthHandler, type OFAuthHandlerOptions } from "../../src/server/index.js";
import { toNodeHandler } from "../../src/server/node.js";

/** Answers a request to the host's API instead of the handler, or returns false. */
export type Intercept = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface SiteOptions {
  /** Replaces handler options. A function receives the site's origin. */
  readonly handler?: Partial<OFAuthHandlerOptions> | ((origin: string) => Partial<OFAuthHandlerOptions>);
  /** Serves the site over TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Allowed Origins at OFAuth beside the site's own. */
  readonly allowedOrigins?: readonly string[];
  /** Folder whose files are served under `/files/`. */
  readonly files?: URL;
}

export interface Site {
  readonly origin: string;
  readonly emulator: RunningEmulator;
  /** Requests of the page to the host's API, in order, such as `POST /link/init`. */
  readonly requests: readonly string[];
  /** Can be set at any time; undefined lets the handler answer again. */
  intercept: Intercept | undefined;
  /** Adds a page with this body and returns its URL. `{link}` in body and headers becomes the emulator's origin. */
  page(body: string, path?: string, headers?: Readonly<Record<string, string>>): string;
  /** Closes all open connections to this site. */
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
 * Script of every page. Reports each event of the elements, the result of `open()`, CSP violations and unhandled errors to
 * the test through its binding `report`. It stores nothing in the page, because tests check the page's storage.
 */
const recorder = `
const names = ["before-open", "open", "load", "stall", "success", "cancel", "error", "close", "verified", "state-change", "session-renewed", "sandbox-info",
  "status-change", "before-invalidate", "invalidated", "before-disconnect", "disconnected", "imported"];
const reportToTest = (kind, value) => window.report?.(kind, JSON.stringify(value));
const awaited = new Set();
for (const name of names) addEventListener("ofauth-" + name, (event) => {
  const [target] = event.composedPath();
  // Only the connect element's state is that of an attempt.
  const state = target.localName === "ofauth-connect" ? target.state : undefined;
  reportToTest("event", { type: name, id: target.id, state, detail: event.detail });
  const { attemptId } = event.detail;
  if (name !== "state-change" || !attemptId || awaited.has(attemptId)) return;
  awaited.add(attemptId);
  // While an attempt is in progress, open() returns its promise.
  target.open?.().then((result) => reportToTest("result", result));
});
document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) =>
  reportToTest("violation", effectiveDirective + " " + blockedURI + " " + sample));
addEventListener("unhandledrejection", ({ reason }) => reportToTest("trouble", "unhandled rejection: " + reason));
addEventListener("error", ({ message }) => reportToTest("trouble", "error: " + message));
`;

export async function startSite(options: SiteOptions = {}): Promise<Site> {
  const pages = new Map<string, SitePage>();
  const requests: string[] = [];
  const { tls, allowedOrigins = [] } = options;
  const listener: RequestListener = (request, response) => void serve(request, response);
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `${tls ? "https" : "http"}://localhost:${(server.address() as AddressInfo).port}`;
  const emulator = await startEmulator({
    redirectUrls: [`${origin}${apiPath}/link/callback`, `${origin}/return`, `${origin}/callback-page`],
    allowedOrigins: [origin, ...allowedOrigins],
    // Node trusts no certificate that a test has made.
    webhooks: tls ? [] : [{ url: `${origin}${apiPath}/webhooks`, secret: webhookSecret, signature: "both" }],
  });
  const handler = toNodeHandler(
    createOFAuthHandler({
      apiKey: "sk_sandbox_emulator",
      apiUrl: emulator.origin,
      linkOrigins: [emulator.origin],
      authorize: (request) => {
        const user = /(?:^|; )user=(\w+)/.exec(request.headers.get("cookie") ?? "")?.[1] ?? "ava";
        return user === "anonymous" ? null : { clientReferenceId: user };
      },
      initLimit: 1000,
      webhookSecret: tls ? undefined : webhookSecret,
      allowImport: true,
      ...(typeof options.handler === "function" ? options.handler(origin) : options.handler),
    }),
  );

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", origin);
    if (pathname.startsWith(`${apiPath}/`)) {
      const route = pathname.slice(apiPath.length);
      // Webhooks are requests of OFAuth, not of the page.
      if (route !== "/webhooks") requests.push(`${request.method} ${route}`);
      if (!site.intercept?.(request, response)) await handler(request, response);
      return;
    }
    if (pathname === "/favicon.ico") return send(response, 204, "image/x-icon", "");
    if (pathname === "/recorder.js") return send(response, 200, "text/javascript", recorder);
    if (pathname.startsWith("/dist/")) return sendFile(response, new URL(pathname.slice("/dist/".length), dist));
    if (options.files && pathname.startsWith("/files/"))
      return sendFile(response, new URL(pathname.slice("/files/".length), options.files));
    const page = pages.get(pathname);
    if (!page) return send(response, 404, "text/plain", "The page does not exist.");
    // Hosts with a CSP nonce set it on their own scripts, too.
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
    send(response, 404, "text/plain", "The file does not exist.");
  }
}

/** Returns a body with one connect element in a form, loaded from the single-file build. */
export const elementPage = (attributes = "", content = ""): string =>
  `<script type="module" src="/dist/cdn/ofauth-elements.min.js"></script><h1>Host page</h1>` +
  `<form><ofauth-connect id="connect" name="account" link-origins="{link}" ${attributes}>${content}</ofauth-connect></form>`;

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

export interface SiteOptions {
  /** Sent with every page. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly handler?: Partial<OFAuthHandlerOptions>;
  /** Called before a request of the host's API is handled; true: it has been answered. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface Site {
  readonly origin: string;
  readonly emulator: RunningEmulator;
  /** The address of a page whose body is `body`; `{link}` stands for the emulator's origin. */
  page(body: string, path?: string): string;
  close(): Promise<void>;
}

const dist = new URL("../../dist/", import.meta.url);
const types: Readonly<Record<string, string>> = { js: "text/javascript", map: "application/json", css: "text/css" };

// Writes down every event of ours, for the test to read.
const recorder = `
const names = ["before-open", "open", "load", "stall", "success", "cancel", "error", "close", "state-change", "session-renewed", "sandbox-info"];
window.heard = JSON.parse(sessionStorage.getItem("heard") ?? "[]");
window.violations = [];
for (const name of names) addEventListener("ofauth-" + name, (event) => {
  heard.push({ type: name, id: event.composedPath()[0].id, detail: JSON.parse(JSON.stringify(event.detail)) });
  sessionStorage.setItem("heard", JSON.stringify(heard));
});
document.addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective + " " + event.blockedURI + " " + event.sample));
addEventListener("unhandledrejection", (event) => violations.push("unhandledrejection " + event.reason));
addEventListener("error", (event) => violations.push("error " + event.message));
`;

export async function startSite(options: SiteOptions = {}): Promise<Site> {
  const bodies = new Map<string, string>();
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const emulator = await startEmulator({
    redirectUrls: [`${origin}/api/ofauth/link/callback`, `${origin}/return`, `${origin}/callback-page`],
    allowedOrigins: [origin],
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
      ...options.handler,
    }),
  );

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", origin);
    if (pathname.startsWith("/api/ofauth")) {
      if (!options.intercept?.(request, response)) handler(request, response);
      return;
    }
    if (pathname === "/recorder.js") return send(response, 200, "text/javascript", recorder);
    if (pathname.startsWith("/dist/")) {
      const file = new URL(pathname.slice("/dist/".length), dist);
      const extension = pathname.split(".").at(-1) ?? "";
      try {
        return send(response, 200, types[extension] ?? "text/plain", await readFile(fileURLToPath(file)));
      } catch {
        return send(response, 404, "text/plain", "no such file");
      }
    }
    const body = bodies.get(pathname);
    if (body === undefined) return send(response, 404, "text/plain", "no such page");
    const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title><meta name="viewport" content="width=device-width"><script src="/recorder.js"></script>${body}</html>`;
    return send(response, 200, "text/html; charset=utf-8", html, options.headers);
  }

  return {
    origin,
    emulator,
    page(body, path = "/") {
      bodies.set(path, body.replaceAll("{link}", emulator.origin));
      return origin + path;
    },
    async close() {
      await new Promise((closed) => {
        server.close(closed);
        server.closeAllConnections();
      });
      await emulator.close();
    },
  };
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

/** The page with one element, from the file that a script tag would load. */
export const elementPage = (attributes = "", content = ""): string =>
  `<script type="module" src="/dist/cdn/ofauth-elements.min.js"></script>` +
  `<h1>Host page</h1><ofauth-connect id="connect" link-origins="{link}" ${attributes}>${content}</ofauth-connect>`;

/**
 * The demo's backend: what a host writes with `ofauth-elements/server`, and the emulator in OFAuth's place. The page tells
 * it who is signed in and how OFAuth is to behave in two cookies; a real host has a session there.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { defaultApiKey, sandboxAccounts, startEmulator, type RunningEmulator } from "ofauth-elements/emulator";
import { createOFAuthHandler } from "ofauth-elements/server";
import { toNodeHandler } from "ofauth-elements/server/node";
import { scenarios } from "./scenarios.js";
import type { Setup } from "./setup.js";

export const emulatorPort = 4010;
export const basePath = "/api/ofauth";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

export interface Backend {
  readonly setup: Setup;
  /** Everything under `/api/ofauth`. */
  readonly ofauth: Listener;
  /** The id of the newest connection of whoever is signed in: what a real host has in its database. */
  readonly lastConnection: Listener;
  /** Tells the emulator where the page is, as a developer would in OFAuth's dashboard. */
  readonly register: (pagePort: number) => void;
  readonly close: () => Promise<void>;
}

export async function startBackend(): Promise<Backend> {
  const { origin, emulator, close } = await startOnFreePort();
  const signedIn = (cookies: string | null | undefined): string | null => {
    const user = readCookie(cookies, "demo_user") ?? "ava";
    return user === "ava" || user === "ben" ? user : null;
  };
  const handler = createOFAuthHandler({
    apiKey: defaultApiKey,
    apiUrl: origin,
    linkOrigins: origin,
    basePath,
    authorize: (request) => {
      const clientReferenceId = signedIn(request.headers.get("cookie"));
      return clientReferenceId === null ? null : { clientReferenceId };
    },
    // People press the button here more often than anywhere else.
    initLimit: 600,
  });

  // A renewed session belongs to the same attempt: "unknown once" must not start over with it.
  let attempt: unknown;
  async function misbehave(request: Request): Promise<void> {
    const body = (await request
      .clone()
      .json()
      .catch(() => null)) as { attemptId?: unknown } | null;
    if (body?.attemptId === attempt) return;
    attempt = body?.attemptId;
    const wanted = readCookie(request.headers.get("cookie"), "demo_scenario");
    emulator.scenarios.reset();
    emulator.scenarios.set(scenarios.find(({ id }) => id === wanted)?.patch ?? {});
  }

  return {
    setup: { linkOrigin: origin, accounts: sandboxAccounts },
    ofauth: toNodeHandler(async (request) => {
      if (new URL(request.url).pathname === `${basePath}/link/init`) await misbehave(request);
      return handler(request);
    }),
    lastConnection({ headers }, response) {
      const user = signedIn(headers.cookie);
      const newest = emulator.connections.list().find(({ clientReferenceId }) => clientReferenceId === user);
      response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
      response.end(JSON.stringify({ id: newest?.id ?? null }));
    },
    register(pagePort) {
      const origins = ["localhost", "127.0.0.1"].map((name) => `http://${name}:${pagePort}`);
      emulator.clientApps.register({
        id: "app_demo",
        name: "Elements demo",
        redirectUrls: origins.map((pageOrigin) => `${pageOrigin}${basePath}/link/callback`),
        allowedOrigins: origins,
        permissions: ["profile:read"],
      });
    },
    close,
  };
}

async function startOnFreePort(): Promise<RunningEmulator> {
  try {
    return await startEmulator({ port: emulatorPort });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return startEmulator();
  }
}

const readCookie = (cookies: string | null | undefined, name: string): string | undefined =>
  new RegExp(`(?:^|; )${name}=([\\w-]+)`).exec(cookies ?? "")?.[1];

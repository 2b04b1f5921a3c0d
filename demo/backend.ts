/**
 * The demo's backend: what a host writes with `ofauth-elements/server`, and the emulator in OFAuth's place. The page tells
 * it who is signed in and how OFAuth is to behave in two cookies; a real host has a session there.
 */
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  defaultApiKey,
  sandboxAccounts,
  startEmulator,
  userFor,
  type Emulator,
  type RunningEmulator,
} from "ofauth-elements/emulator";
import { createOFAuthHandler } from "ofauth-elements/server";
import { toNodeHandler } from "ofauth-elements/server/node";
import { delivered, happen } from "./simulate-events.js";
import { HostLog } from "./callback-log.js";
import { scenarios } from "./scenarios.js";
import type { Setup } from "./setup.js";
import type { World } from "./backend-state.js";

export const emulatorPort = 4010;
export const basePath = "/api/ofauth";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

export interface Backend {
  readonly setup: Setup;
  /** Everything under `/api/ofauth`. */
  readonly ofauth: Listener;
  /** What the page asks the demo itself. */
  readonly world: Listener;
  /** Tells the emulator where the page is, as a developer would in OFAuth's dashboard. */
  readonly register: (pagePort: number) => void;
  readonly close: () => Promise<void>;
}

export async function startBackend(): Promise<Backend> {
  const { origin, emulator, close } = await startOnFreePort();
  const log = new HostLog();
  const webhookSecret = `whsec_${randomBytes(24).toString("base64")}`;
  const handler = createOFAuthHandler({
    apiKey: defaultApiKey,
    apiUrl: origin,
    linkOrigins: origin,
    basePath,
    webhookSecret,
    allowImport: true,
    authorize: (request) => {
      const clientReferenceId = signedIn(request);
      return clientReferenceId === null ? null : { clientReferenceId };
    },
    onConnected: log.notes("onConnected"),
    onChanged: log.notes("onChanged"),
    onDisconnected: log.notes("onDisconnected"),
    // People press the button here more often than anywhere else.
    initLimit: 600,
  });
  seed(emulator);

  // A renewed session belongs to the same attempt: "unknown once" must not start over with it.
  let attempt: unknown;
  async function misbehave(request: Request): Promise<void> {
    const body = await bodyOf(request.clone());
    if (body.attemptId === attempt) return;
    attempt = body.attemptId;
    const wanted = readCookie(request, "demo_scenario");
    emulator.scenarios.reset();
    emulator.scenarios.set(scenarios.find(({ id }) => id === wanted)?.patch ?? {});
  }

  const newestOf = (user: string | null) =>
    emulator.connections.list().find(({ clientReferenceId }) => user !== null && clientReferenceId === user);

  function world(user: string | null, after: number): World {
    const newest = newestOf(user);
    const { name, username } = newest?.userData ?? {};
    return {
      newest: newest ? { id: newest.id, name: username ? `@${username}` : (name ?? newest.id) } : null,
      calls: user === null ? [] : log.after(after, user),
      callsEver: log.count,
    };
  }

  async function answer(request: Request): Promise<Response> {
    const user = signedIn(request);
    const after = new URL(request.url).searchParams.get("after");
    // A page that is new here does not want to know what was before.
    const seen = after === null ? log.count : Number(after);
    if (request.method !== "POST") {
      await delivered(emulator);
      return Response.json(world(user, seen));
    }
    // Forms of other sites cannot send this.
    if (request.headers.get("content-type") !== "application/json") return new Response(null, { status: 415 });
    const { happening } = await bodyOf(request);
    const id = newestOf(user)?.id;
    const webhooks = id === undefined ? undefined : await happen(String(happening), emulator, id);
    return Response.json({ ...world(user, seen), webhooks: webhooks ?? null } satisfies World);
  }

  return {
    setup: { linkOrigin: origin, accounts: sandboxAccounts },
    ofauth: toNodeHandler(async (request) => {
      if (new URL(request.url).pathname === `${basePath}/link/init`) await misbehave(request);
      return handler(request);
    }),
    world: toNodeHandler(answer),
    register(pagePort) {
      const origins = ["localhost", "127.0.0.1"].map((name) => `http://${name}:${pagePort}`);
      emulator.clientApps.register({
        id: "app_demo",
        name: "Elements demo",
        redirectUrls: origins.map((pageOrigin) => `${pageOrigin}${basePath}/link/callback`),
        allowedOrigins: origins,
        permissions: ["profile:read"],
      });
      const url = `http://127.0.0.1:${pagePort}${basePath}/webhooks`;
      emulator.webhooks.register({ url, secret: webhookSecret, signature: "both" });
    },
    close,
  };
}

/** What Ava has connected before; Ben has nothing. */
function seed({ connections }: Emulator): void {
  const ago = (days: number) => new Date(Date.now() - days * 24 * 60 * 60_000).toISOString();
  const clientReferenceId = "ava";
  connections.seed({
    clientReferenceId,
    createdAt: ago(9),
    imported: true,
    lastCheckedAt: null,
    userData: { id: "5150", name: "Imported 5150", username: "u5150", avatar: null },
  });
  connections.seed({
    clientReferenceId,
    createdAt: ago(4),
    status: "expired",
    userData: userFor("test@fan.sandbox.com"),
  });
  connections.seed({ clientReferenceId, createdAt: ago(1), userData: userFor("test@creator.sandbox.com") });
}

async function startOnFreePort(): Promise<RunningEmulator> {
  try {
    return await startEmulator({ port: emulatorPort });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return startEmulator();
  }
}

async function bodyOf(request: Request): Promise<Record<string, unknown>> {
  const body: unknown = await request.json().catch(() => null);
  return typeof body === "object" && body !== null ? { ...body } : {};
}

function signedIn(request: Request): string | null {
  const user = readCookie(request, "demo_user") ?? "ava";
  return user === "ava" || user === "ben" ? user : null;
}

const readCookie = ({ headers }: Request, name: string): string | undefined =>
  new RegExp(`(?:^|; )${name}=([\\w-]+)`).exec(headers.get("cookie") ?? "")?.[1];

/**
 * The demo's backend: a handler as a host creates it with `ofauth-elements/server`, and the emulator in place of OFAuth. Two
 * cookies of the page select the signed-in user and the scenario; a real host has a session cookie instead.
 */
import { randomBytes } from "node:crypto";
import { defaultApiKey, sandboxAccounts, startEmulator, type RunningEmulator } from "ofauth-elements/emulator";
import { createOFAuthHandler } from "ofauth-elements/server";
import { toNodeHandler, type NodeListener } from "ofauth-elements/server/node";
import { simulateEvent, webhooksDelivered } from "./simulate-events.js";
import { CallbackLog } from "./callback-log.js";
import { scenarios } from "./scenarios.js";
import type { Setup } from "./setup.js";
import { seedAccounts } from "./seed-accounts.js";
import type { BackendState } from "./backend-state.js";

export const emulatorPort = 4010;
export const basePath = "/api/ofauth";

export interface Backend {
  readonly setup: Setup;
  /** Handles everything under `/api/ofauth`. */
  readonly ofauth: NodeListener;
  /** Handles `backendStatePath`. */
  readonly state: NodeListener;
  /** Registers the page's URLs at the emulator, as a developer does in OFAuth's dashboard. */
  readonly register: (pagePort: number) => void;
  readonly close: () => Promise<void>;
}

export async function startBackend(): Promise<Backend> {
  const { origin, emulator, close } = await startOnFreePort();
  const log = new CallbackLog();
  const webhookSecret = `whsec_${randomBytes(24).toString("base64")}`;
  const handler = createOFAuthHandler({
    apiKey: defaultApiKey,
    apiUrl: origin,
    linkOrigins: origin,
    basePath,
    webhookSecret,
    allowImport: true,
    authorize: (request) => {
      const clientReferenceId = signedInUser(request);
      return clientReferenceId === null ? null : { clientReferenceId };
    },
    onConnected: log.record("onConnected"),
    onChanged: log.record("onChanged"),
    onDisconnected: log.record("onDisconnected"),
    // In the demo, users press the button more often than in an app.
    initLimit: 600,
  });
  seedAccounts(emulator);

  // A renewed session belongs to the same attempt and must not reset the scenario "invalid once".
  let attemptId: unknown;
  async function applyScenario(request: Request): Promise<void> {
    const body = await bodyOf(request.clone());
    if (body.attemptId === attemptId) return;
    attemptId = body.attemptId;
    const scenarioId = readCookie(request, "demo_scenario");
    emulator.scenarios.reset();
    emulator.scenarios.set(scenarios.find(({ id }) => id === scenarioId)?.patch ?? {});
  }

  const newestOf = (user: string | null) =>
    emulator.connections.list().find(({ clientReferenceId }) => user !== null && clientReferenceId === user);

  function stateFor(user: string | null, after: number): BackendState {
    const newest = newestOf(user);
    const { name, username } = newest?.userData ?? {};
    return {
      newest: newest ? { id: newest.id, name: username ? `@${username}` : (name ?? newest.id) } : null,
      calls: user === null ? [] : log.after(after, user),
      totalCalls: log.count,
    };
  }

  async function handleState(request: Request): Promise<Response> {
    const user = signedInUser(request);
    const after = new URL(request.url).searchParams.get("after");
    // A page without a number has just been opened and shows no earlier calls.
    const lastSeen = after === null ? log.count : Number(after);
    if (request.method !== "POST") {
      await webhooksDelivered(emulator);
      return Response.json(stateFor(user, lastSeen));
    }
    // Protects against CSRF: forms of other sites cannot send this content type.
    if (request.headers.get("content-type") !== "application/json") return new Response(null, { status: 415 });
    const { event } = await bodyOf(request);
    const id = newestOf(user)?.id;
    const webhooks = id === undefined ? undefined : await simulateEvent(String(event), emulator, id);
    return Response.json({ ...stateFor(user, lastSeen), webhooks: webhooks ?? null } satisfies BackendState);
  }

  return {
    setup: { linkOrigin: origin, accounts: sandboxAccounts },
    ofauth: toNodeHandler(async (request) => {
      if (new URL(request.url).pathname === `${basePath}/link/init`) await applyScenario(request);
      return handler(request);
    }),
    state: toNodeHandler(handleState),
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

function signedInUser(request: Request): string | null {
  const user = readCookie(request, "demo_user") ?? "ava";
  return user === "ava" || user === "ben" ? user : null;
}

const readCookie = ({ headers }: Request, name: string): string | undefined =>
  new RegExp(`(?:^|; )${name}=([\\w-]+)`).exec(headers.get("cookie") ?? "")?.[1];

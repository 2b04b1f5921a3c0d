/** Composes the emulator: OFAuth's API, the hosted Link page and the remote control behind one `fetch` function. */
import { setTimeout as pause } from "node:timers/promises";
import { inspect } from "node:util";
import { Hono } from "hono";
import { apiError, routeNotFound } from "./api/error.js";
import { createApiRoutes } from "./api/routes.js";
import { ClientApps, type ClientApp } from "./client-apps.js";
import { ConnectionStore } from "./connection-store.js";
import { createControlRoutes } from "./control/routes.js";
import { createHostedPageRoutes } from "./hosted-page/routes.js";
import { isOwnHost } from "./host-check.js";
import { Scenarios } from "./scenarios.js";
import { SessionStore } from "./session-store.js";
import { createStartPageRoutes } from "./start-page/routes.js";
import type { WebhookEndpoint } from "./webhooks/endpoints.js";
import { Webhooks } from "./webhooks/webhooks.js";

/** The API key that is accepted by default. */
export const defaultApiKey = "sk_sandbox_emulator";
/** The default origin of `createEmulator`: the command's default address. */
const defaultOrigin = "http://127.0.0.1:4010";

/** Options of {@link createEmulator}. */
export interface EmulatorOptions {
  /**
   * API keys that are accepted in the header `apikey`. A key that does not start with `sk_sandbox_` is a live key: it
   * behaves the same, but sees other connections. Default: `["sk_sandbox_emulator"]`.
   */
  readonly apiKeys?: readonly string[];
  /** Client apps. Default: one app, `app_demo`, with the options `redirectUrls` and `allowedOrigins`. */
  readonly clientApps?: readonly ClientApp[];
  /** Allowed Redirect URIs of `app_demo`; ignored with `clientApps`. Default: none, and Link init answers with 400. */
  readonly redirectUrls?: readonly string[];
  /** Origins that may embed the page for `app_demo`; ignored with `clientApps`. Default: none. */
  readonly allowedOrigins?: readonly string[];
  /** The most connections of one page of OFAuth's list: a larger `limit` is answered with 400. Default: 100. */
  readonly pageSize?: number;
  /**
   * Origin of session URLs. Default: `http://127.0.0.1:4010`; with `startEmulator`, the address it listens on. Requests
   * whose `Host` is neither this one nor loopback are refused.
   */
  readonly origin?: string;
  /** Returns the current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
  /** Endpoints that webhooks are delivered to. Default: none. */
  readonly webhooks?: readonly WebhookEndpoint[];
  /** Waits for a number of milliseconds, for the scenarios `slow` and `slowList` and before a webhook is retried. Default: a timer. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** Sends webhooks. Default: the global `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** An emulator of OFAuth with everything it stores. */
export interface Emulator {
  /** Origin of session URLs. */
  readonly origin: string;
  /** Answers a request to OFAuth's API, the hosted page, the page at `/` or the remote control (`/emulator/…`). Never rejects. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Client apps, as in OFAuth's dashboard. They can be changed at any time. */
  readonly clientApps: ClientApps;
  /** Connections: list, seed, expire and delete them, or require other permissions. */
  readonly connections: ConnectionStore;
  /** Link sessions: list and expire them. */
  readonly sessions: SessionStore;
  /** Switches that make the emulator misbehave. */
  readonly scenarios: Scenarios;
  /** Webhooks: their endpoints, their deliveries, and switches for duplicate and reordered deliveries. */
  readonly webhooks: Webhooks;
  /**
   * Deletes connections, sessions and deliveries and turns all switches off. Client apps and webhook endpoints stay.
   */
  readonly reset: () => void;
  /** Cancels undelivered webhooks. No webhook is sent after that. */
  readonly close: () => void;
}

/**
 * Creates an emulator that does not listen on a port: pass its `fetch` to a server, or to the code under test.
 *
 * @throws {TypeError} If a client app, a webhook endpoint or the page size is not valid.
 *
 * @example
 * const emulator = createEmulator({ redirectUrls: ["https://app.example/api/ofauth/link/callback"] });
 * const handler = createOFAuthHandler({
 *   apiKey: "sk_sandbox_emulator",
 *   apiUrl: emulator.origin,
 *   linkOrigins: emulator.origin,
 *   fetch: (url, init) => emulator.fetch(new Request(url, init)),
 *   authorize: () => ({ clientReferenceId: "user-1" }),
 * });
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const { apiKeys = [defaultApiKey], now = Date.now, pageSize = 100 } = options;
  if (!(Number.isInteger(pageSize) && pageSize > 0))
    throw new TypeError("pageSize must be a whole number, at least 1.");
  const origin = new URL(options.origin ?? defaultOrigin).origin;
  const wait = options.wait ?? ((milliseconds: number) => pause(milliseconds, undefined, { ref: false }));
  const clientApps = new ClientApps(
    options.clientApps ?? [
      { id: "app_demo", redirectUrls: options.redirectUrls ?? [], allowedOrigins: options.allowedOrigins ?? [] },
    ],
  );
  const webhooks = new Webhooks(options.webhooks ?? [], {
    now,
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    // This timer keeps the process alive until the webhook is delivered.
    wait: options.wait ?? ((milliseconds, signal) => pause(milliseconds, undefined, { signal })),
    timeout: (milliseconds) => AbortSignal.timeout(milliseconds),
  });
  const connections = new ConnectionStore(now, (event) => webhooks.announce(event));
  const sessions = new SessionStore(now);
  const scenarios = new Scenarios(() => sessions.expireAll(), now);

  const app = new Hono();
  app.use(async (c, next) => {
    if (isOwnHost(c.req.raw, origin)) await next();
    else c.res = apiError(403, "The emulator answers at loopback addresses and at its origin only (option origin).");
    c.header("cache-control", "no-store");
    c.header("x-content-type-options", "nosniff");
  });
  const api = { apiKeys, clientApps, connections, sessions, scenarios, origin, pageSize, now, wait };
  app.route("/v2", createApiRoutes(api));
  app.route("/emulator", createControlRoutes({ clientApps, connections, sessions, scenarios, webhooks }));
  app.route("/", createStartPageRoutes({ apiKeys, clientApps, connections, webhooks, origin, pageSize }));
  app.route("/", createHostedPageRoutes({ clientApps, connections, sessions, scenarios, wait }));
  app.notFound(routeNotFound);
  app.onError((error) => {
    process.stderr.write(`OFAuth emulator: ${inspect(error)}\n`);
    return apiError(500, "The emulator failed; see its log.");
  });

  return {
    origin,
    fetch: async (request) => app.fetch(request),
    clientApps,
    connections,
    sessions,
    scenarios,
    webhooks,
    close: () => webhooks.close(),
    reset() {
      webhooks.reset();
      connections.clear();
      sessions.clear();
      scenarios.reset();
    },
  };
}

/** One emulator: OFAuth's API and the hosted Link page in one `fetch`, with everything it holds in reach. */
import { setTimeout as pause } from "node:timers/promises";
import { inspect } from "node:util";
import { Hono } from "hono";
import { apiError, routeNotFound } from "./api/error.js";
import { createApiRoutes } from "./api/routes.js";
import { ClientApps, type ClientApp } from "./client-apps.js";
import { ConnectionStore } from "./connection-store.js";
import { createControlRoutes } from "./control/routes.js";
import { createHostedPageRoutes } from "./hosted-page/routes.js";
import { Scenarios } from "./scenarios.js";
import { SessionStore } from "./session-store.js";
import type { WebhookEndpoint } from "./webhooks/endpoints.js";
import { Webhooks } from "./webhooks/webhooks.js";

/** The API key that works when none are given. */
export const defaultApiKey = "sk_sandbox_emulator";
/** The origin that `createEmulator` assumes: the command's default address. */
export const defaultOrigin = "http://127.0.0.1:4010";

export interface EmulatorOptions {
  /**
   * The API keys that are accepted, in the header `apikey`. Default: `["sk_sandbox_emulator"]`. A key that does not start
   * with `sk_sandbox_` is a live one: it behaves the same and sees other connections.
   */
  readonly apiKeys?: readonly string[];
  /** The client apps. Default: one, `app_demo`, with `redirectUrls` and `allowedOrigins` below. */
  readonly clientApps?: readonly ClientApp[];
  /** Allowed Redirect URIs of `app_demo`; only without `clientApps`. Default: none, and then Link init refuses. */
  readonly redirectUrls?: readonly string[];
  /** Origins that may embed the page for `app_demo`; only without `clientApps`. Default: none. */
  readonly allowedOrigins?: readonly string[];
  /** The origin that session URLs get. Default: `http://127.0.0.1:4010`; `startEmulator` gives its own. */
  readonly origin?: string;
  /** The clock: milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: () => number;
  /** Where webhooks are delivered, and what signs them. Default: nowhere. */
  readonly webhooks?: readonly WebhookEndpoint[];
  /** How the scenario `slow`, and a webhook before its next attempt, wait: a number of milliseconds. Default: a timer. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** What sends webhooks. Default: the global `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

export interface Emulator {
  /** The origin of session URLs. */
  readonly origin: string;
  /** Answers a request to OFAuth's API, the hosted page, or `/emulator/…`. Never rejects. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** What a developer sets up in OFAuth's dashboard; may be changed at any time. */
  readonly clientApps: ClientApps;
  /** The connections: inspect, seed, expire, delete, require other permissions. */
  readonly connections: ConnectionStore;
  /** The Link sessions: inspect, expire. */
  readonly sessions: SessionStore;
  /** The live switches for misbehaviour. */
  readonly scenarios: Scenarios;
  /** The webhooks: where they go, what became of them, and the switches for duplicates and disorder. */
  readonly webhooks: Webhooks;
  /** Forgets connections, sessions and webhooks and switches everything off; client apps and webhook endpoints stay. */
  readonly reset: () => void;
  /** Gives up the webhooks that are still to be delivered: nothing is sent from now on. */
  readonly close: () => void;
}

/**
 * Makes an emulator that listens nowhere: give `fetch` to a server, or to the code under test as its `fetch`.
 * Throws `TypeError` for a client app or webhook endpoint that OFAuth could not have.
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const { apiKeys = [defaultApiKey], now = Date.now } = options;
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
    // Unlike an answer, which somebody waits for: this timer keeps the process.
    wait: options.wait ?? ((milliseconds, signal) => pause(milliseconds, undefined, { signal })),
    timeout: (milliseconds) => AbortSignal.timeout(milliseconds),
  });
  const connections = new ConnectionStore(now, (event) => webhooks.announce(event));
  const sessions = new SessionStore(now);
  const scenarios = new Scenarios(() => sessions.expireAll());

  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header("cache-control", "no-store");
    c.header("x-content-type-options", "nosniff");
  });
  app.route("/v2", createApiRoutes({ apiKeys, clientApps, connections, sessions, scenarios, origin, now, wait }));
  app.route("/emulator", createControlRoutes({ clientApps, connections, sessions, scenarios, webhooks }));
  app.route("/", createHostedPageRoutes({ clientApps, connections, sessions, scenarios, wait }));
  app.notFound(routeNotFound);
  app.onError((error) => {
    process.stderr.write(`OFAuth emulator: ${inspect(error)}\n`);
    return apiError(500, "The emulator failed. Its log says why.");
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

/** OFAuth's API: `/v2/link/init` and `/v2/account/connections` (API reference). */
import { Hono } from "hono";
import { apiError, badRequest, routeNotFound } from "./api-error.js";
import type { ClientApps } from "./client-apps.js";
import type { ConnectionStore } from "./connection-store.js";
import { LinkInitRefusal, parseLinkInit } from "./link-init.js";
import { randomId } from "./random-id.js";
import type { Scenarios } from "./scenarios.js";
import { sessionLifetimeMs, type SessionStore } from "./session-store.js";

export interface ApiDependencies {
  readonly apiKeys: readonly string[];
  readonly clientApps: ClientApps;
  readonly connections: ConnectionStore;
  readonly sessions: SessionStore;
  readonly scenarios: Scenarios;
  readonly origin: string;
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

const statuses: readonly string[] = ["active", "expired", "awaiting_2fa"];

/** The routes under `/v2`. */
export function apiRoutes(dependencies: ApiDependencies): Hono<{ Variables: { live: boolean } }> {
  const { clientApps, connections, sessions, scenarios, origin, now, wait } = dependencies;
  const keys = new Set(dependencies.apiKeys);
  const api = new Hono<{ Variables: { live: boolean } }>();

  api.use(async (c, next) => {
    const { slow } = scenarios.current;
    if (slow > 0) await wait(slow);
    const key = c.req.header("apikey");
    if (key === undefined) return apiError(401, "The apikey header is missing.");
    if (!keys.has(key)) return apiError(401, "The API key is not known.");
    c.set("live", !key.startsWith("sk_sandbox_"));
    return next();
  });

  api.post("/link/init", async (c) => {
    const { apiStatus, whitelabel, legacyInit } = scenarios.current;
    if (apiStatus !== null) return apiError(apiStatus, `Scenario apiStatus: ${apiStatus}.`);
    const body = parseJson(await c.req.text());
    if (body === undefined) return badRequest("The body is not JSON.");
    const init = parseLinkInit(body, clientApps);
    if (init instanceof LinkInitRefusal) return apiError(init.status, init.message);
    if (whitelabel) {
      const expiresAt = new Date(now() + sessionLifetimeMs).toISOString();
      return c.json({ mode: "whitelabel", clientSecret: randomId("cs"), expiresAt });
    }
    const { clientApp, ...fields } = init;
    const session = sessions.create({ ...fields, clientAppId: clientApp.id, live: c.var.live });
    const answer = { url: `${origin}/${session.id}`, expiresAt: new Date(session.expiresAt).toISOString() };
    return c.json(legacyInit ? answer : { mode: "hosted", ...answer });
  });

  api.use("/account/connections/*", async (_c, next) => {
    const { connectionsStatus } = scenarios.current;
    return connectionsStatus === null
      ? next()
      : apiError(connectionsStatus, `Scenario connectionsStatus: ${connectionsStatus}.`);
  });

  api.get("/account/connections", (c) => {
    const { limit = "10", offset = "0", status, imported } = c.req.query();
    if (!/^[1-9]\d{0,5}$/.test(limit)) return badRequest("limit must be a whole number from 1.");
    if (!/^\d{1,9}$/.test(offset)) return badRequest("offset must be a whole number from 0.");
    if (status !== undefined && !statuses.includes(status)) {
      return badRequest(`status must be one of ${statuses.join(", ")}.`);
    }
    if (imported !== undefined && imported !== "true" && imported !== "false") {
      return badRequest("imported must be true or false.");
    }
    const found = connections.list({
      status,
      imported: imported === undefined ? undefined : imported === "true",
      live: c.var.live,
    });
    const end = Number(offset) + Number(limit);
    return c.json({ list: found.slice(Number(offset), end), hasMore: end < found.length });
  });

  api.all("*", routeNotFound);
  return api;
}

/** The JSON in `text`, `{}` for none at all (every field of init is optional), undefined when it is not JSON. */
function parseJson(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

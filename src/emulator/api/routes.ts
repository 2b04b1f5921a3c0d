/** OFAuth's API under `/v2`: API keys, `POST /v2/link/init` (API reference: Link) and the connection routes. */
import { Hono } from "hono";
import { apiError, badRequest, routeNotFound } from "./error.js";
import { createAccountConnectionRoutes, type ConnectionRouteDeps } from "./connection-routes.js";
import { LinkInitError, parseLinkInit } from "./link-init.js";
import { prefixedRandomId } from "../random-id.js";
import { SESSION_LIFETIME_MS, type SessionStore } from "../session-store.js";

interface ApiRouteDeps extends ConnectionRouteDeps {
  readonly apiKeys: readonly string[];
  readonly sessions: SessionStore;
  readonly origin: string;
}

/** Creates the routes, to be mounted at `/v2`. */
export function createApiRoutes(deps: ApiRouteDeps): Hono<{ Variables: { live: boolean } }> {
  const { clientApps, sessions, scenarios, origin, now, wait } = deps;
  const keys = new Set(deps.apiKeys);
  const api = new Hono<{ Variables: { live: boolean } }>();

  api.use(async (c, next) => {
    const { slow } = scenarios.current;
    if (slow > 0) await wait(slow);
    const key = c.req.header("apikey");
    if (key === undefined) return apiError(401, "The apikey header is missing.");
    if (!keys.has(key)) return apiError(401, "The API key is unknown.");
    c.set("live", !key.startsWith("sk_sandbox_"));
    return next();
  });

  api.post("/link/init", async (c) => {
    const { apiStatus, retryAfter, whitelabel, legacyInit } = scenarios.current;
    if (apiStatus !== null) return apiError(apiStatus, `Scenario apiStatus: ${apiStatus}.`, { retryAfter });
    const body = parseJson(await c.req.text());
    if (body === undefined) return badRequest("The body is not JSON.");
    const init = parseLinkInit(body, clientApps);
    if (init instanceof LinkInitError) return apiError(init.status, init.message);
    if (whitelabel) {
      const expiresAt = new Date(now() + SESSION_LIFETIME_MS).toISOString();
      return c.json({ mode: "whitelabel", clientSecret: prefixedRandomId("cs"), expiresAt });
    }
    const { clientApp, ...fields } = init;
    const session = sessions.create({ ...fields, clientAppId: clientApp.id, live: c.var.live });
    const responseBody = { url: `${origin}/${session.id}`, expiresAt: new Date(session.expiresAt).toISOString() };
    return c.json(legacyInit ? responseBody : { mode: "hosted", ...responseBody });
  });

  api.route("/account/connections", createAccountConnectionRoutes(deps));
  api.all("*", routeNotFound);
  return api;
}

/**
 * Parses JSON. Empty text gives `{}`, because every field of init is optional; text that is not JSON gives undefined.
 */
function parseJson(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

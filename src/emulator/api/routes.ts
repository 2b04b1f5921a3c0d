/** OFAuth's API under `/v2`: who may ask, and `/v2/link/init` (API reference: Link). */
import { Hono } from "hono";
import { apiError, badRequest, routeNotFound } from "./error.js";
import { createConnectionRoutes, type ConnectionDependencies } from "./connection-routes.js";
import { LinkInitRefusal, parseLinkInit } from "./link-init.js";
import { prefixedRandomId } from "../random-id.js";
import { sessionLifetimeMs, type SessionStore } from "../session-store.js";

export interface ApiDependencies extends ConnectionDependencies {
  readonly apiKeys: readonly string[];
  readonly sessions: SessionStore;
  readonly origin: string;
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

/** The routes under `/v2`. */
export function createApiRoutes(dependencies: ApiDependencies): Hono<{ Variables: { live: boolean } }> {
  const { clientApps, sessions, scenarios, origin, now, wait } = dependencies;
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
      return c.json({ mode: "whitelabel", clientSecret: prefixedRandomId("cs"), expiresAt });
    }
    const { clientApp, ...fields } = init;
    const session = sessions.create({ ...fields, clientAppId: clientApp.id, live: c.var.live });
    const answer = { url: `${origin}/${session.id}`, expiresAt: new Date(session.expiresAt).toISOString() };
    return c.json(legacyInit ? answer : { mode: "hosted", ...answer });
  });

  api.route("/account/connections", createConnectionRoutes(dependencies));
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

/**
 * The emulator's own remote control, for a demo's backend or a shell; nothing of it exists at OFAuth. Every `GET` answers
 * with what there is, and so does every change.
 *
 * - `/emulator/scenarios`: `GET` lists the switches, `POST` sets the ones in its JSON body, `DELETE` switches all off;
 *   `?session=cs_…` on a `POST` sets them for that session alone.
 * - `/emulator/connections`, `/emulator/client-apps`: see `connection-control.ts`.
 * - `/emulator/webhooks`: see `webhook-control.ts`.
 */
import { Hono } from "hono";
import { isLoopback } from "../../protocol/link-session.js";
import { apiError, badRequest, routeNotFound } from "../api/error.js";
import { createConnectionControlRoutes, type ConnectionControlDependencies } from "./connections.js";
import { parseScenarios, scenarioDefinitions, type ScenarioPatch, type Scenarios } from "../scenarios.js";
import type { LinkSessionRecord, SessionStore } from "../session-store.js";
import { createWebhookControlRoutes } from "./webhooks.js";
import type { Webhooks } from "../webhooks/webhooks.js";

export interface ControlDependencies extends ConnectionControlDependencies {
  readonly sessions: SessionStore;
  readonly scenarios: Scenarios;
  readonly webhooks: Webhooks;
}

/** The routes under `/emulator`. */
export function createControlRoutes(dependencies: ControlDependencies): Hono {
  const { scenarios, sessions, webhooks } = dependencies;
  const control = new Hono();

  // A page anywhere on the web can send requests to this port. A Host that is not loopback means a rebound name; a POST
  // that is not declared as JSON could be a form. Neither may switch anything.
  control.use(async (c, next) => {
    const host = c.req.header("host") ?? new URL(c.req.url).host;
    if (!isLoopback(host.replace(/:\d+$/, "").toLowerCase())) {
      return apiError(403, "The control API answers on loopback names only.");
    }
    if (c.req.method === "POST" && !/^application\/json\s*(;|$)/i.test(c.req.header("content-type") ?? "")) {
      return badRequest("The content type must be application/json.");
    }
    return next();
  });

  const answer = (session?: LinkSessionRecord) => ({
    scenarios: { ...scenarios.current, ...session?.scenarios },
    about: Object.fromEntries(
      Object.entries(scenarioDefinitions).map(([name, { about, values }]) => [name, { about, values }]),
    ),
  });

  control.get("/scenarios", (c) => c.json(answer()));

  control.post("/scenarios", async (c) => {
    const id = c.req.query("session");
    const session = id === undefined ? undefined : sessions.get(id);
    if (id !== undefined && !session) return apiError(404, "There is no such session.");
    try {
      const patch = parseScenarios(await c.req.json<unknown>(), { perSession: session !== undefined });
      if (session) applyToSession(session, patch, sessions);
      else scenarios.set(patch);
    } catch (error) {
      return badRequest(error instanceof TypeError ? error.message : "The body is not JSON.");
    }
    return c.json(answer(session));
  });

  control.delete("/scenarios", (c) => {
    scenarios.reset();
    return c.json(answer());
  });

  control.route("/", createConnectionControlRoutes(dependencies));
  control.route("/webhooks", createWebhookControlRoutes(webhooks));
  control.all("*", routeNotFound);
  return control;
}

/** Sets switches for one session alone. */
export function applyToSession(session: LinkSessionRecord, patch: ScenarioPatch, sessions: SessionStore): void {
  const { expireSessionsNow, ...switches } = patch;
  session.scenarios = { ...session.scenarios, ...switches };
  if (expireSessionsNow) sessions.expire(session.id);
}

/**
 * Remote control of the emulator under `/emulator`, for a demo's backend or a shell. OFAuth has no such routes. Every
 * request, also one that changes something, is answered with the current state.
 *
 * - `/emulator/scenarios`: `GET` lists the switches, `POST` sets those in its JSON body, `DELETE` turns all off; a
 *   `POST` with `?session=cs_…` sets them for that session only, one with `?for=3000` for that many milliseconds.
 * - `/emulator/connections`, `/emulator/client-apps`: see `connections.ts`.
 * - `/emulator/webhooks`: see `webhooks.ts`.
 */
import { Hono } from "hono";
import { apiError, badRequest, routeNotFound } from "../api/error.js";
import { createConnectionControlRoutes, type ConnectionControlRouteDeps } from "./connections.js";
import { scenarioDefinitions } from "../scenario-switches.js";
import { parseScenarios, type ScenarioPatch, type Scenarios } from "../scenarios.js";
import type { LinkSessionRecord, SessionStore } from "../session-store.js";
import { createWebhookControlRoutes } from "./webhooks.js";
import type { Webhooks } from "../webhooks/webhooks.js";

interface ControlRouteDeps extends ConnectionControlRouteDeps {
  readonly sessions: SessionStore;
  readonly scenarios: Scenarios;
  readonly webhooks: Webhooks;
}

/** Creates the routes, to be mounted at `/emulator`. */
export function createControlRoutes(deps: ControlRouteDeps): Hono {
  const { scenarios, sessions, webhooks } = deps;
  const control = new Hono();

  // Any page on the web can send requests to this port: a POST without a JSON content type can come from its form.
  control.use(async (c, next) =>
    c.req.method === "POST" && !/^application\/json\s*(;|$)/i.test(c.req.header("content-type") ?? "")
      ? badRequest("The content type must be application/json.")
      : next(),
  );

  const currentState = (session?: LinkSessionRecord) => ({
    scenarios: { ...scenarios.current, ...session?.scenarios },
    about: Object.fromEntries(
      Object.entries(scenarioDefinitions).map(([name, { about, values }]) => [name, { about, values }]),
    ),
  });

  control.get("/scenarios", (c) => c.json(currentState()));

  control.post("/scenarios", async (c) => {
    const id = c.req.query("session");
    const session = id === undefined ? undefined : sessions.get(id);
    if (id !== undefined && !session) return apiError(404, "The session does not exist.");
    try {
      const patch = parseScenarios(await c.req.json<unknown>(), { perSession: session !== undefined });
      const forMs = readDuration(c.req.query("for"));
      if (!session) scenarios.set(patch, { forMs });
      else if (forMs === undefined) applyToSession(session, patch, sessions);
      else throw new TypeError("for cannot be used for one session.");
    } catch (error) {
      return badRequest(error instanceof TypeError ? error.message : "The body is not JSON.");
    }
    return c.json(currentState(session));
  });

  control.delete("/scenarios", (c) => {
    scenarios.reset();
    return c.json(currentState());
  });

  control.route("/", createConnectionControlRoutes(deps));
  control.route("/webhooks", createWebhookControlRoutes(webhooks));
  control.all("*", routeNotFound);
  return control;
}

function readDuration(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new TypeError("for must be a number of milliseconds, such as 3000.");
}

/** Sets switches for one session only. */
export function applyToSession(session: LinkSessionRecord, patch: ScenarioPatch, sessions: SessionStore): void {
  const { expireSessionsNow, ...switches } = patch;
  session.scenarios = { ...session.scenarios, ...switches };
  if (expireSessionsNow) sessions.expire(session.id);
}

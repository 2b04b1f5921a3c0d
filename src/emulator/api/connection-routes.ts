/** The routes under `/v2/account/connections` (API reference: Account connections). */
import { Hono } from "hono";
import { apiError, badRequest } from "./error.js";
import type { ClientApps } from "../client-apps.js";
import type { ConnectionStore } from "../connection-store.js";
import { parseImport, parseSession } from "./import-session.js";
import type { Scenarios } from "../scenarios.js";

export interface ConnectionRouteDeps {
  readonly clientApps: ClientApps;
  readonly connections: ConnectionStore;
  readonly scenarios: Scenarios;
  /** The largest page. */
  readonly pageSize: number;
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

const statuses: readonly string[] = ["active", "expired", "awaiting_2fa"];

/** Creates the routes. The middleware that checks the API key sets the variable `live`. */
export function createAccountConnectionRoutes({
  clientApps,
  connections,
  scenarios,
  pageSize,
  now,
  wait,
}: ConnectionRouteDeps): Hono<{ Variables: { live: boolean } }> {
  const routes = new Hono<{ Variables: { live: boolean } }>();

  routes.use(async (_c, next) => {
    const { connectionsStatus, retryAfter } = scenarios.current;
    return connectionsStatus === null
      ? next()
      : apiError(connectionsStatus, `Scenario connectionsStatus: ${connectionsStatus}.`, { retryAfter });
  });

  routes.get("/", async (c) => {
    const { slowList, listLag, cutPages } = scenarios.current;
    const { limit = String(Math.min(10, pageSize)), offset = "0", status, imported } = c.req.query();
    const isTooMuch = Number(limit) > pageSize && !cutPages;
    if (!/^[1-9]\d{0,5}$/.test(limit) || isTooMuch) {
      return badRequest(`limit must be a whole number from 1 to ${pageSize}.`);
    }
    if (!/^\d{1,9}$/.test(offset)) return badRequest("offset must be a whole number, at least 0.");
    if (status !== undefined && !statuses.includes(status)) {
      return badRequest(`status must be one of ${statuses.join(", ")}.`);
    }
    if (imported !== undefined && imported !== "true" && imported !== "false") {
      return badRequest("imported must be true or false.");
    }
    if (slowList > 0) await wait(slowList);
    const found = connections.list({
      status,
      imported: imported === undefined ? undefined : imported === "true",
      live: c.var.live,
      createdUntil: now() - listLag,
    });
    const end = Number(offset) + Math.min(Number(limit), pageSize);
    return c.json({ list: found.slice(Number(offset), end), hasMore: end < found.length });
  });

  routes.post("/import", async (c) => {
    const body = parseImport(await readJson(c.req.raw));
    if (body instanceof Response) return body;
    const { userData, clientReferenceId, permissions = clientApps.list()[0]?.permissions ?? ["profile:read"] } = body;
    const { live } = c.var;
    const active = connections.list({ status: "active", live }).find((known) => known.userData?.id === userData.id);
    if (active) {
      // API reference: "The error carries the existing connection id". The field is not documented.
      const message = `An active connection with this OnlyFans user exists: ${active.id}.`;
      return apiError(409, message, { connectionId: active.id });
    }
    return c.json(connections.import({ userData, clientReferenceId, permissions }, live));
  });

  routes.patch("/import/:id", async (c) => {
    const session = parseSession(await readJson(c.req.raw));
    if (session instanceof Response) return session;
    const known = connections.get(c.req.param("id"), { live: c.var.live });
    if (!known) return connectionNotFound();
    // The docs state that this fails, but not with which status.
    if (!known.imported) return badRequest("Only the session of an imported connection can be updated.");
    if (known.userData?.id !== session.userData.id) {
      return apiError(409, "The session and the connection belong to different OnlyFans users.");
    }
    return c.json(connections.renew(known.id));
  });

  // What these two routes answer on success is not documented.
  routes.post("/:id/invalidate", (c) => {
    const { id } = c.req.param();
    if (!connections.get(id, { live: c.var.live })) return connectionNotFound();
    connections.expire(id);
    return c.json(connections.get(id));
  });

  routes.delete("/:id", (c) => {
    const { id } = c.req.param();
    if (!connections.get(id, { live: c.var.live })) return connectionNotFound();
    connections.delete(id);
    return c.body(null, 204);
  });

  return routes;
}

/** Parses the body; undefined if it is not JSON, which then fails as a missing session. */
const readJson = (request: Request): Promise<unknown> => request.json().catch(() => undefined);
const connectionNotFound = (): Response => apiError(404, "The connection does not exist.");

/**
 * Remote control of connections and client apps.
 *
 * - `GET /emulator/connections`: lists all connections, also those of live keys, newest first.
 * - `POST /emulator/connections` `{"count": 9000, "clientReferenceId": "user-1"}`: adds a number of them without webhooks,
 *   for that user or, without one, for ten users in turn.
 * - `POST /emulator/connections/{id}/expire`, `DELETE /emulator/connections/{id}`: change one.
 * - `GET /emulator/client-apps`: lists the client apps.
 * - `POST /emulator/connections/{id}/permissions` and `POST /emulator/client-apps/{id}/permissions`
 *   `{"permissions": ["profile:read", …]}`: sets what the next Link flow requests.
 */
import { Hono } from "hono";
import { isMissing, isString, asRecord } from "../../protocol/record.js";
import { apiError, badRequest } from "../api/error.js";
import type { ClientApps } from "../client-apps.js";
import type { ConnectionStore } from "../connection-store.js";

/** The most connections that can be added at once. */
const MOST_SEEDED = 100_000;

export interface ConnectionControlRouteDeps {
  readonly clientApps: ClientApps;
  readonly connections: ConnectionStore;
}

/** Creates the routes, to be mounted at `/emulator`. */
export function createConnectionControlRoutes({ clientApps, connections }: ConnectionControlRouteDeps): Hono {
  const control = new Hono();

  control.get("/connections", (c) => c.json({ list: connections.list() }));

  control.post("/connections", async (c) => {
    const { count, clientReferenceId } = asRecord(await c.req.json<unknown>().catch(() => undefined)) ?? {};
    const isCount = Number.isInteger(count) && Number(count) >= 1 && Number(count) <= MOST_SEEDED;
    if (!isCount || !(isMissing(clientReferenceId) || isString(clientReferenceId))) {
      return badRequest(`The body must look like {"count": 10}, with at most ${MOST_SEEDED}.`);
    }
    connections.seedMany(Number(count), isMissing(clientReferenceId) ? undefined : [clientReferenceId]);
    return c.json({ total: connections.list().length });
  });

  control.post("/connections/:id/expire", (c) => {
    const { id } = c.req.param();
    return connections.expire(id) ? c.json(connections.get(id)) : notFound("connection");
  });

  control.delete("/connections/:id", (c) => {
    return connections.delete(c.req.param("id")) ? c.json({ list: connections.list() }) : notFound("connection");
  });

  control.post("/connections/:id/permissions", async (c) => {
    const { id } = c.req.param();
    const permissions = await readPermissions(c.req.raw);
    if (!permissions) return invalidPermissions();
    return connections.requirePermissions(id, permissions) ? c.json(connections.get(id)) : notFound("connection");
  });

  control.get("/client-apps", (c) => c.json({ list: clientApps.list() }));

  control.post("/client-apps/:id/permissions", async (c) => {
    const { id } = c.req.param();
    const permissions = await readPermissions(c.req.raw);
    if (!permissions) return invalidPermissions();
    return clientApps.requirePermissions(id, permissions) ? c.json(clientApps.get(id)) : notFound("client app");
  });

  return control;
}

async function readPermissions(request: Request): Promise<string[] | undefined> {
  const body: unknown = await request.json().catch(() => undefined);
  const permissions = asRecord(body)?.permissions;
  return Array.isArray(permissions) && permissions.every(isString) ? permissions : undefined;
}

const invalidPermissions = (): Response => badRequest(`The body must look like {"permissions": ["profile:read"]}.`);
const notFound = (what: string): Response => apiError(404, `The ${what} does not exist.`);

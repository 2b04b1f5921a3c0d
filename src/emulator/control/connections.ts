/**
 * Connections and client apps in the remote control.
 *
 * - `GET /emulator/connections`: all of them, of live keys too, newest first.
 * - `POST /emulator/connections/{id}/expire`, `DELETE /emulator/connections/{id}`.
 * - `POST /emulator/connections/{id}/permissions` and `POST /emulator/client-apps/{id}/permissions`
 *   `{"permissions": ["profile:read", …]}`: what the next Link asks for.
 */
import { Hono } from "hono";
import { isString, asRecord } from "../../protocol/record.js";
import { apiError, badRequest } from "../api/error.js";
import type { ClientApps } from "../client-apps.js";
import type { ConnectionStore } from "../connection-store.js";

export interface ConnectionControlDependencies {
  readonly clientApps: ClientApps;
  readonly connections: ConnectionStore;
}

/** The routes, to be mounted at `/emulator`. */
export function createConnectionControlRoutes({ clientApps, connections }: ConnectionControlDependencies): Hono {
  const control = new Hono();

  control.get("/connections", (c) => c.json({ list: connections.list() }));

  control.post("/connections/:id/expire", (c) => {
    const { id } = c.req.param();
    return connections.expire(id) ? c.json(connections.get(id)) : unknown("connection");
  });

  control.delete("/connections/:id", (c) => {
    return connections.delete(c.req.param("id")) ? c.json({ list: connections.list() }) : unknown("connection");
  });

  control.post("/connections/:id/permissions", async (c) => {
    const { id } = c.req.param();
    const permissions = await permissionsIn(c.req.raw);
    if (!permissions) return noPermissions();
    return connections.requirePermissions(id, permissions) ? c.json(connections.get(id)) : unknown("connection");
  });

  control.get("/client-apps", (c) => c.json({ list: clientApps.list() }));

  control.post("/client-apps/:id/permissions", async (c) => {
    const { id } = c.req.param();
    const permissions = await permissionsIn(c.req.raw);
    if (!permissions) return noPermissions();
    return clientApps.requirePermissions(id, permissions) ? c.json(clientApps.get(id)) : unknown("client app");
  });

  return control;
}

async function permissionsIn(request: Request): Promise<string[] | undefined> {
  const body: unknown = await request.json().catch(() => undefined);
  const permissions = asRecord(body)?.permissions;
  return Array.isArray(permissions) && permissions.every(isString) ? permissions : undefined;
}

const noPermissions = (): Response => badRequest(`The body looks like {"permissions": ["profile:read"]}.`);
const unknown = (what: string): Response => apiError(404, `There is no such ${what}.`);

/** Every route of the handler: where it is, and what each of its methods runs. */
import { linkRoutes } from "../protocol/link-contract.js";
import { connectionRoutes } from "../protocol/connections-contract.js";
import { callbackScript } from "./link/callback-page.js";
import { linkCallback } from "./link/callback.js";
import { disconnectConnection, invalidateConnection, listConnections, readConnection } from "./connections/routes.js";
import { listenToEvents } from "./events/routes.js";
import { importConnection, updateImport } from "./connections/import-routes.js";
import { linkComplete, linkInit } from "./link/init.js";
import { linkResult } from "./link/result.js";
import type { Route } from "./route-context.js";
import { receiveWebhook } from "./webhooks/routes.js";

export interface MountedRoute {
  /** Below `basePath`. `{id}` stands for one segment, which the route is given. `onError` is told this path, never an id. */
  readonly path: string;
  /** Every other method is a 405. */
  readonly methods: Readonly<Partial<Record<"GET" | "POST" | "PATCH" | "DELETE", Route>>>;
  /** People see its refusals: they are pages. */
  readonly isPage?: boolean;
}

/** Of two that match, the first one is taken. */
export const routeTable: readonly MountedRoute[] = [
  { path: linkRoutes.linkInit, methods: { POST: linkInit } },
  { path: linkRoutes.linkComplete, methods: { POST: linkComplete } },
  { path: linkRoutes.linkCallback, methods: { GET: linkCallback }, isPage: true },
  { path: `${linkRoutes.linkCallback}.js`, methods: { GET: async () => callbackScript() } },
  { path: linkRoutes.linkResult, methods: { GET: linkResult } },
  { path: connectionRoutes.connections, methods: { GET: listConnections } },
  { path: connectionRoutes.import, methods: { POST: importConnection } },
  { path: `${connectionRoutes.import}/{id}`, methods: { PATCH: updateImport } },
  { path: `${connectionRoutes.connections}/{id}`, methods: { GET: readConnection, DELETE: disconnectConnection } },
  { path: `${connectionRoutes.connections}/{id}/invalidate`, methods: { POST: invalidateConnection } },
  { path: connectionRoutes.events, methods: { GET: listenToEvents } },
  { path: connectionRoutes.webhooks, methods: { POST: receiveWebhook } },
];

/** The host's routes about connections: paths, queries, bodies and answers. */
import { isConnectionId, parseConnection, type Connection } from "./connection.js";
import { isString, asRecord } from "./record.js";

export const connectionRoutes = {
  connections: "/connections",
  import: "/connections/import",
  events: "/events",
  webhooks: "/webhooks",
} as const;

/** `{endpoint}/connections/{id}`. The id is checked before: nothing else may become part of a path. */
export const connectionPath = (id: string): string => `${connectionRoutes.connections}/${encodeURIComponent(id)}`;
export const invalidatePath = (id: string): string => `${connectionPath(id)}/invalidate`;
/** Where an imported connection is updated. */
export const importPath = (id: string): string => `${connectionRoutes.import}/${encodeURIComponent(id)}`;

/** As many ids as one `?ids=` may name. */
export const maxIds = 100;

/** `GET connections`. Connections come newest first. */
export interface ConnectionListParams {
  /** 1 to 100. */
  readonly limit: number;
  readonly offset: number;
  readonly status?: string | undefined;
  readonly imported?: boolean | undefined;
}

/** The answer of `GET connections`: of the caller's own only. */
export interface ConnectionPage {
  readonly list: readonly Connection[];
  readonly hasMore: boolean;
}

/** The page in `value`, or undefined when it is not one. An entry that is no connection makes the whole page unusable: a row that is silently missing would look like an account that is not connected. */
export function parseConnectionPage(value: unknown): ConnectionPage | undefined {
  const { list, hasMore } = asRecord(value) ?? {};
  if (!Array.isArray(list)) return undefined;
  const connections = list.slice(0, maxIds).map(parseConnection);
  if (connections.some((connection) => !connection)) return undefined;
  return { list: connections as Connection[], hasMore: hasMore === true };
}

/** What `GET events` tells the page, and one tab another: that something has become of a connection. */
export interface ConnectionChange {
  readonly connectionId: string;
  /** The status now; `disconnected` when the connection is gone. */
  readonly status: string;
  /** The whole connection where the sender has it; without it the page reads it. */
  readonly connection?: Connection | undefined;
}

/** The status that a change has when the connection is gone for good. */
export const disconnectedStatus = "disconnected";

/** The change in `value`, or undefined when it is not one. */
export function parseConnectionChange(value: unknown): ConnectionChange | undefined {
  const { connectionId, status, connection } = asRecord(value) ?? {};
  if (!isConnectionId(connectionId) || !isString(status) || !status || status.length > 64) return undefined;
  const known = parseConnection(connection);
  return { connectionId, status, connection: known?.id === connectionId ? known : undefined };
}

/** The fields of a session that an import takes; OFAuth demands these three cookies. */
export const importCookies = ["auth_id", "sess", "fp"] as const;
/** The longest `cookie` that is sent on, in characters. */
export const maxCookie = 8192;

/** `PATCH connections/import/{id}`. */
export interface SessionUpdate {
  /** A `Cookie` header's value with `auth_id`, `sess` and `fp`. */
  readonly cookie: string;
  readonly userAgent: string;
}

/** `POST connections/import`. Whose it becomes is the server's to say. */
export interface ImportRequest extends SessionUpdate {
  readonly permissions?: readonly string[] | undefined;
}

/** The names of those of `importCookies` that `cookie` lacks or leaves empty. */
export function missingCookies(cookie: string): string[] {
  const found = cookie.split(";").map((pair) => /^\s*([^=\s]+)\s*=\s*\S/.exec(pair)?.[1]);
  return importCookies.filter((name) => !found.includes(name));
}

/** A 409 of an import names the connection that is there already, if it is the caller's. */
export function parseConflictId(value: unknown): string | undefined {
  const { connectionId } = asRecord(value) ?? {};
  return isConnectionId(connectionId) ? connectionId : undefined;
}

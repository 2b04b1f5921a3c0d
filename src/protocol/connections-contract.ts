/** The host's routes for connections, imports, events and webhooks: paths, parameters, bodies and answers. */
import { isConnectionId, parseConnection, parseTimestamp, type Connection } from "./connection.js";
import { isString, asRecordOrEmpty } from "./record.js";

/** Paths below the endpoint. */
export const connectionRoutes = {
  connections: "/connections",
  import: "/connections/import",
  events: "/events",
  webhooks: "/webhooks",
} as const;

/** Path of a connection. Check the id first: nothing else may become part of a path. */
export const connectionPath = (id: string): string => `${connectionRoutes.connections}/${encodeURIComponent(id)}`;
/** Path at which a connection is invalidated. */
export const invalidatePath = (id: string): string => `${connectionPath(id)}/invalidate`;
/** Path at which an imported connection is updated. */
export const importPath = (id: string): string => `${connectionRoutes.import}/${encodeURIComponent(id)}`;

/** Most connections of one page, and most ids in one `?ids=`. */
export const MAX_PAGE_SIZE = 100;

/** Parameters of `GET connections`, which lists the newest first. */
export interface ConnectionListParams {
  /** 1 to 100. */
  readonly limit: number;
  /** Number of connections to skip. */
  readonly offset: number;
  /** Only connections with this status. */
  readonly status?: string | undefined;
  /** Only imported connections, or only others. */
  readonly imported?: boolean | undefined;
}

/** Answer of `GET connections`: a page of the caller's own connections. */
export interface ConnectionPage {
  /** At most 100. */
  readonly list: readonly Connection[];
  /** Whether a further page follows. */
  readonly hasMore: boolean;
  /** Since when the page has been in this state at least (RFC 3339); null when that is unknown. */
  readonly asOf: string | null;
  /** False while the host has not read all connections yet: some may be missing. */
  readonly complete: boolean;
}

/** Header of an answer with one connection: since when it has been in this state at least (RFC 3339). */
export const asOfHeader = "OFAuth-As-Of";

/**
 * Parses a page of connections. One malformed entry makes the whole page malformed: a row that is silently missing
 * would look like an account that is not connected.
 */
export function parseConnectionPage(value: unknown): ConnectionPage | undefined {
  const { list, hasMore, asOf, complete } = asRecordOrEmpty(value);
  if (!Array.isArray(list)) return undefined;
  const connections = list.slice(0, MAX_PAGE_SIZE).map(parseConnection);
  if (connections.some((connection) => !connection)) return undefined;
  return {
    list: connections as Connection[],
    hasMore: hasMore === true,
    asOf: parseTimestamp(asOf),
    // A host that does not say so has the whole list.
    complete: complete !== false,
  };
}

/** A change of a connection, as `GET events` sends it to the page and one tab to another. */
export interface ConnectionChange {
  readonly connectionId: string;
  /** The new status; `disconnected` when the connection no longer exists. */
  readonly status: string;
  /** The connection after the change. Without it, the page fetches it. */
  readonly connection?: Connection | undefined;
}

/** Status of a change after which the connection no longer exists. */
export const disconnectedStatus = "disconnected";

/** Parses a change; undefined when it is malformed. */
export function parseConnectionChange(value: unknown): ConnectionChange | undefined {
  const { connectionId, status, connection } = asRecordOrEmpty(value);
  if (!isConnectionId(connectionId) || !isString(status) || !status || status.length > 64) return undefined;
  const known = parseConnection(connection);
  return { connectionId, status, connection: known?.id === connectionId ? known : undefined };
}

/** The cookies that OFAuth requires of an imported session. */
export const requiredCookies = ["auth_id", "sess", "fp"] as const;
/** Longest `cookie` of an import, in characters. */
export const MAX_COOKIE_LENGTH = 8192;

/** Body of `PATCH connections/import/{id}`: a session that was copied from a browser. */
export interface SessionUpdate {
  /** Value of a `Cookie` header with `auth_id`, `sess` and `fp`. */
  readonly cookie: string;
  /** User agent of the browser that the session is from. */
  readonly userAgent: string;
}

/** Body of `POST connections/import`. The server decides who owns the connection. */
export interface ImportRequest extends SessionUpdate {
  /** Permissions of the connection. Default: those of the client app. */
  readonly permissions?: readonly string[] | undefined;
}

/** Returns the names of the required cookies that `cookie` lacks or leaves empty. */
export function missingCookies(cookie: string): string[] {
  const found = cookie.split(";").map((pair) => /^\s*([^=\s]+)\s*=\s*\S/.exec(pair)?.[1]);
  return requiredCookies.filter((name) => !found.includes(name));
}

/** Parses the 409 answer of an import: the id of the existing connection, if it is the caller's own. */
export function parseConflictId(value: unknown): string | undefined {
  const { connectionId } = asRecordOrEmpty(value);
  return isConnectionId(connectionId) ? connectionId : undefined;
}

/** OFAuth's API, as far as this package uses it. Answers are parsed field by field: nothing else of them goes on. */
import { parseConnection, type Connection } from "../../protocol/connection.js";
import type { ImportRequest, SessionUpdate } from "../../protocol/connections-contract.js";
import { ConnectError } from "../../protocol/error-codes.js";
import { parseLinkSession, type OpenableSession, type SessionUrlPolicy } from "../../protocol/link-session.js";
import { asRecord } from "../../protocol/record.js";
import type { StartTimer } from "../http/timeout.js";
import { findConflictingConnectionId, importError, assertKnownRoute } from "./error-bodies.js";
import { createOFAuthCall, type OFAuthAccess } from "./call.js";
import type { Geolocation } from "../options.js";
import { HttpError } from "../http/http-error.js";

const pageSize = 100;
const connectionsPath = "/v2/account/connections";
const importsPath = `${connectionsPath}/import`;

/** The body of Link init, all of it: nothing else of anybody's request is sent on. */
export interface SessionRequest {
  readonly clientAppId: string | undefined;
  readonly redirectUrl: string;
  readonly clientReferenceId: string;
  readonly connectionId: string | undefined;
  readonly geolocation: Geolocation | undefined;
}

export interface ConnectionFilter {
  readonly status?: string | undefined;
  readonly imported?: boolean | undefined;
}

export interface ListedConnections {
  /** As OFAuth sent them; not yet parsed. */
  readonly list: readonly unknown[];
  readonly hasMore: boolean;
}

/** An import of which the owner is known. */
export type OwnedImport = ImportRequest & { readonly clientReferenceId: string | undefined };

export type ImportOutcome =
  | { readonly connection: Connection; readonly conflict?: undefined }
  /** The account is connected already; `conflict` is that connection, if OFAuth names it. */
  | { readonly connection?: undefined; readonly conflict: string | undefined };

/** Ids have been checked before (`isConnectionId`). */
export interface OFAuthApi {
  createSession(body: SessionRequest, policy: SessionUrlPolicy, client: AbortSignal): Promise<OpenableSession>;
  /** At most 100 connections from `offset` on, of all of the API key's users. */
  listConnections(offset: number, client: AbortSignal, filter?: ConnectionFilter): Promise<ListedConnections>;
  /** `found` is false when there is no such connection. `connection`: as it is now, where OFAuth says so. */
  invalidate(id: string, client: AbortSignal): Promise<{ found: boolean; connection?: Connection | undefined }>;
  /** Whether there was such a connection. */
  disconnect(id: string, client: AbortSignal): Promise<boolean>;
  /** Throws a 422 `import_invalid`. */
  importSession(body: OwnedImport, client: AbortSignal): Promise<ImportOutcome>;
  /** Undefined: there is no such connection. Throws a 422 `import_invalid` or a 409 `mismatch`. */
  updateImport(id: string, body: SessionUpdate, client: AbortSignal): Promise<Connection | undefined>;
}

export function createOFAuthApi(access: OFAuthAccess, timer: StartTimer): OFAuthApi {
  const call = createOFAuthCall(access, timer);
  return {
    async createSession(body, policy, client) {
      const answer = await call({ method: "POST", path: "/v2/link/init", body }, client);
      try {
        return parseLinkSession(answer.body, policy);
      } catch (error) {
        if (error instanceof ConnectError) throw new HttpError(502, error.code, error.message);
        throw error;
      }
    },

    async listConnections(offset, client, { status, imported } = {}) {
      const query = new URLSearchParams({ limit: String(pageSize), offset: String(offset) });
      if (status !== undefined) query.set("status", status);
      if (imported !== undefined) query.set("imported", String(imported));
      const { body } = await call({ method: "GET", path: `${connectionsPath}?${query}` }, client);
      const { list, hasMore } = asRecord(body) ?? {};
      if (!Array.isArray(list)) throw new HttpError(502, "bad_response", "OFAuth's list of connections is not a list.");
      return { list, hasMore: hasMore === true };
    },

    async invalidate(id, client) {
      const path = `${connectionsPath}/${encodeURIComponent(id)}/invalidate`;
      const { status, body } = await call(
        { method: "POST", path, expectedFailures: [404], allowEmptyBody: true },
        client,
      );
      if (status === 404) assertKnownRoute(body);
      if (status === 404) return { found: false };
      const connection = parseConnection(body);
      // It is done, whatever the answer says; but the state of another connection is not to be passed on.
      if (connection && connection.id !== id) throw notTheConnection();
      return { found: true, connection };
    },

    async disconnect(id, client) {
      const path = `${connectionsPath}/${encodeURIComponent(id)}`;
      const { status, body } = await call(
        { method: "DELETE", path, expectedFailures: [404], allowEmptyBody: true },
        client,
      );
      if (status === 404) assertKnownRoute(body);
      return status !== 404;
    },

    async importSession(session, client) {
      const request = {
        method: "POST",
        path: importsPath,
        body: session,
        expectedFailures: [400, 401, 409, 422],
      } as const;
      const { status, body } = await call(request, client);
      if (status === 409) return { conflict: findConflictingConnectionId(body) };
      if (status >= 400) throw importError(status, body);
      return { connection: readConnection(body) };
    },

    async updateImport(id, session, client) {
      const path = `${importsPath}/${encodeURIComponent(id)}`;
      const request = { method: "PATCH", path, body: session, expectedFailures: [400, 401, 404, 409, 422] } as const;
      const { status, body } = await call(request, client);
      if (status === 404) assertKnownRoute(body);
      if (status === 404) return undefined;
      if (status === 409) throw new HttpError(409, "mismatch", "The session is that of another account.");
      if (status >= 400) throw importError(status, body);
      return readConnection(body, id);
    },
  };
}

/** The connection in OFAuth's answer. Throws a 502 when it is none, or not the one that was asked for. */
function readConnection(body: unknown, id?: string): Connection {
  const connection = parseConnection(body);
  if (!connection || (id !== undefined && connection.id !== id)) throw notTheConnection();
  return connection;
}

const notTheConnection = () => new HttpError(502, "bad_response", "OFAuth did not answer with the connection.");

/**
 * The part of OFAuth's API that this package uses (API reference: Link, Account connections). Answers are parsed field
 * by field; no unknown field is passed on.
 */
import { parseConnection, type Connection } from "../../protocol/connection.js";
import type { ImportRequest, SessionUpdate } from "../../protocol/connections-contract.js";
import { ConnectError } from "../../protocol/error-codes.js";
import { parseLinkSession, type OpenableSession, type SessionUrlPolicy } from "../../protocol/link-session.js";
import { asRecordOrEmpty } from "../../protocol/record.js";
import type { StartTimer } from "../http/timeout.js";
import { findConflictingConnectionId, importError, assertKnownRoute } from "./error-bodies.js";
import { createOFAuthCall, type OFAuthAccess } from "./call.js";
import type { Geolocation } from "./geolocation.js";
import { HttpError, type UpstreamFailure } from "../http/http-error.js";

/** Connections per page, the most that OFAuth allows (API reference: Account connections, `limit`). */
const PAGE_SIZE = 100;
/** OFAuth's own page size, for when it refuses the largest. */
const SMALL_PAGE_SIZE = 10;
const connectionsPath = "/v2/account/connections";
const importsPath = `${connectionsPath}/import`;

/** The whole body of `POST /v2/link/init`. Nothing else of the page's request is forwarded. */
interface SessionRequest {
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

/** A page of OFAuth's list. */
export interface ListedConnections {
  /** As OFAuth sent them, not parsed yet. */
  readonly list: readonly unknown[];
  /** Whether there are connections after this page; undefined when OFAuth does not say so. */
  readonly hasMore: boolean | undefined;
}

/** An import request with the user it is for. */
type OwnedImport = ImportRequest & { readonly clientReferenceId: string | undefined };

/** The imported connection, or the existing one that conflicts with it. */
type ImportOutcome =
  | { readonly connection: Connection; readonly conflict?: undefined }
  /** The account is already connected. `conflict`: id of that connection, if OFAuth returns it. */
  | { readonly connection?: undefined; readonly conflict: string | undefined };

/** Client for OFAuth's API. Methods reject with an `HttpError`. Callers check ids first (`isConnectionId`). */
export interface OFAuthApi {
  /** Creates a Link session. `policy`: which session URLs may be opened. */
  createSession(body: SessionRequest, policy: SessionUrlPolicy, client: AbortSignal): Promise<OpenableSession>;
  /**
   * Lists at most 100 connections from `offset` on, of all users of the API key; 10 at a time once OFAuth has refused
   * more.
   */
  listConnections(offset: number, client: AbortSignal, filter?: ConnectionFilter): Promise<ListedConnections>;
  /**
   * Invalidates a connection. `found` is false if it does not exist; `connection` is its new state, if OFAuth returns
   * it.
   */
  invalidate(id: string, client: AbortSignal): Promise<{ found: boolean; connection?: Connection | undefined }>;
  /** Deletes a connection for good. False if it does not exist. */
  disconnect(id: string, client: AbortSignal): Promise<boolean>;
  /** Imports a session. Rejects with a 422 `import_invalid` if OFAuth does not accept it. */
  importSession(body: OwnedImport, client: AbortSignal): Promise<ImportOutcome>;
  /**
   * Updates the session of an imported connection. Undefined if the connection does not exist. Rejects with a 422
   * `import_invalid` if OFAuth does not accept the session, and with a 409 `mismatch` if it belongs to another account.
   */
  updateImport(id: string, body: SessionUpdate, client: AbortSignal): Promise<Connection | undefined>;
}

export function createOFAuthApi(access: OFAuthAccess, timer: StartTimer, now: () => number): OFAuthApi {
  const call = createOFAuthCall(access, timer, now);
  /** Learned from the first answer. */
  let pageSize = PAGE_SIZE;
  return {
    async createSession(body, policy, client) {
      const answer = await call({ method: "POST", path: "/v2/link/init", body }, client);
      try {
        return parseLinkSession(answer.body, policy);
      } catch (error) {
        const { upstream } = answer;
        if (error instanceof ConnectError) throw new HttpError(502, error.code, error.message, { upstream });
        throw error;
      }
    },

    async listConnections(offset, client, { status, imported } = {}) {
      for (;;) {
        const limit = pageSize;
        const query = new URLSearchParams({ limit: String(limit), offset: String(offset) });
        if (status !== undefined) query.set("status", status);
        if (imported !== undefined) query.set("imported", String(imported));
        const path = `${connectionsPath}?${query}`;
        const answer = await call({ method: "GET", path, expectedFailures: [400, 422] }, client);
        const { upstream } = answer;
        if (answer.status >= 400) {
          if (limit <= SMALL_PAGE_SIZE) throw refusedListError(upstream);
          pageSize = SMALL_PAGE_SIZE;
          continue;
        }
        const { list, hasMore } = asRecordOrEmpty(answer.body);
        if (!Array.isArray(list))
          throw new HttpError(502, "bad_response", "OFAuth did not answer with a list.", { upstream });
        return { list, hasMore: typeof hasMore === "boolean" ? hasMore : undefined };
      }
    },

    async invalidate(id, client) {
      const path = `${connectionsPath}/${encodeURIComponent(id)}/invalidate`;
      const { status, body, upstream } = await call(
        { method: "POST", path, expectedFailures: [404], allowEmptyBody: true },
        client,
      );
      if (status === 404) assertKnownRoute(body, upstream);
      if (status === 404) return { found: false };
      const connection = parseConnection(body);
      // Invalidation has succeeded even if the answer is unusable, but another connection's state must not be passed
      // on.
      if (connection && connection.id !== id) throw wrongConnectionError(upstream);
      return { found: true, connection };
    },

    async disconnect(id, client) {
      const path = `${connectionsPath}/${encodeURIComponent(id)}`;
      const { status, body, upstream } = await call(
        { method: "DELETE", path, expectedFailures: [404], allowEmptyBody: true },
        client,
      );
      if (status === 404) assertKnownRoute(body, upstream);
      return status !== 404;
    },

    async importSession(session, client) {
      const request = {
        method: "POST",
        path: importsPath,
        body: session,
        expectedFailures: [400, 401, 409, 422],
      } as const;
      const { status, body, upstream } = await call(request, client);
      if (status === 409) return { conflict: findConflictingConnectionId(body) };
      if (status >= 400) throw importError(status, body, upstream);
      return { connection: readConnection(body, upstream) };
    },

    async updateImport(id, session, client) {
      const path = `${importsPath}/${encodeURIComponent(id)}`;
      const request = { method: "PATCH", path, body: session, expectedFailures: [400, 401, 404, 409, 422] } as const;
      const { status, body, upstream } = await call(request, client);
      if (status === 404) assertKnownRoute(body, upstream);
      if (status === 404) return undefined;
      if (status === 409) {
        throw new HttpError(409, "mismatch", "The session belongs to another account.", { upstream });
      }
      if (status >= 400) throw importError(status, body, upstream);
      return readConnection(body, upstream, id);
    },
  };
}

/** Parses the connection in OFAuth's answer. Throws a 502 if it is missing or not the requested one. */
function readConnection(body: unknown, upstream: UpstreamFailure, id?: string): Connection {
  const connection = parseConnection(body);
  if (!connection || (id !== undefined && connection.id !== id)) throw wrongConnectionError(upstream);
  return connection;
}

const refusedListError = (upstream: UpstreamFailure) =>
  new HttpError(502, "bad_response", "OFAuth refused to list connections, in pages of 100 and of 10.", { upstream });
const wrongConnectionError = (upstream: UpstreamFailure) =>
  new HttpError(502, "bad_response", "OFAuth did not answer with the connection.", { upstream });

/** Client for the host's own code, with access to every connection of the API key, of all users. */
import * as z from "zod/mini";
import { isConnectionId, type Connection } from "../../protocol/connection.js";
import { missingCookies, type ImportRequest, type SessionUpdate } from "../../protocol/connections-contract.js";
import type { ErrorCode } from "../../protocol/error-codes.js";
import { importRequestSchema, sessionUpdateSchema } from "../../protocol/schemas.js";
import { readAccess, type AccessOptions } from "./access.js";
import { neverAborted, startTimer } from "../http/timeout.js";
import { createOFAuthApi, type ConnectionFilter, type OFAuthApi } from "./api.js";
import { listAllConnections } from "./list-all.js";
import { asHttpError } from "../http/http-error.js";
import { refuseInBrowser } from "../refuse-in-browser.js";

/** The most pages that are read, that is a million connections, so that a faulty list cannot be read forever. */
const MAX_PAGES = 10_000;

/** Options of {@link createOFAuthClient}. */
export interface OFAuthClientOptions {
  /** OFAuth's API key, live or sandbox. Required; a missing or empty key throws. */
  readonly apiKey: string | undefined;
  /** Base URL of OFAuth's API. Must be `https:`; `http:` only on loopback. Default: `https://api.ofauth.com`. */
  readonly apiUrl?: string | undefined;
  /** Replaces the global `fetch`, for example in tests. Default: the global `fetch`. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
}

/** Which connections {@link OFAuthClient.connections} returns. Every field that is left out matches all. */
export interface ConnectionsOf extends ConnectionFilter {
  /** Your id of the user. OFAuth has no such filter: all connections are read, and the others are dropped. */
  readonly clientReferenceId?: string | undefined;
}

/**
 * Client for OFAuth's connections. Every method rejects with an {@link OFAuthError}. It is not limited to one user:
 * check yourself whose connection an id is.
 */
export interface OFAuthClient {
  /**
   * Iterates over all connections, and requests them from OFAuth in pages of 100 as needed.
   *
   * @param filter Which connections to return. Default: all.
   */
  connections(filter?: ConnectionsOf): AsyncIterableIterator<Connection>;
  /**
   * Expires a connection and logs its session out. It can be reconnected.
   *
   * @param id Connection id (`conn_…`).
   * @returns The connection's new state; undefined if OFAuth does not return it.
   */
  invalidate(id: string): Promise<Connection | undefined>;
  /**
   * Deletes a connection for good.
   *
   * @param id Connection id (`conn_…`).
   * @returns False if the connection does not exist.
   * @throws {OFAuthError} `not_found` if `id` does not have the form of a connection id.
   */
  disconnect(id: string): Promise<boolean>;
  /**
   * Imports the session of an account that is logged in elsewhere.
   *
   * @param session The session's cookie and user agent, and your id of the user it is for.
   * @throws {OFAuthError} `import_conflict` if the account is already connected; the error's `connectionId` is that
   * connection, if OFAuth returns it. `import_invalid` if OFAuth does not accept the session.
   */
  importConnection(session: ImportRequest & { readonly clientReferenceId?: string | undefined }): Promise<Connection>;
  /**
   * Replaces the session of an imported connection.
   *
   * @param id Connection id (`conn_…`).
   * @throws {OFAuthError} `mismatch` if the session belongs to another account, `import_invalid` if OFAuth does not
   * accept it, `not_found` if the connection does not exist.
   */
  updateImport(id: string, session: SessionUpdate): Promise<Connection>;
}

/** Optional fields of an {@link OFAuthError}. */
export interface OFAuthErrorDetail {
  /** Seconds to wait. */
  readonly retryAfter?: number | undefined;
  /** Id of the existing connection. */
  readonly connectionId?: string | undefined;
  /** The original error. */
  readonly cause?: unknown;
}

/** Error of a failed call to OFAuth. Its message never contains OFAuth's text, the API key or a session. */
export class OFAuthError extends Error {
  override readonly name = "OFAuthError";
  /** What went wrong, such as `rate_limited` or `not_found`. */
  readonly code: ErrorCode;
  /** For `rate_limited`: seconds to wait; undefined if OFAuth does not state it. */
  readonly retryAfter: number | undefined;
  /** For `import_conflict`: id of the existing connection, of any user; undefined if OFAuth does not return it. */
  readonly connectionId: string | undefined;

  constructor(code: ErrorCode, message: string, { retryAfter, connectionId, cause }: OFAuthErrorDetail = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryAfter = retryAfter;
    this.connectionId = connectionId;
  }
}

/**
 * Creates a client for OFAuth's connections. For server code only: it throws in a browser.
 *
 * @throws {Error} If an option is missing or invalid.
 *
 * @example
 * const ofauth = createOFAuthClient({ apiKey: process.env.OFAUTH_API_KEY });
 * for await (const { id } of ofauth.connections({ clientReferenceId: user.id })) await ofauth.disconnect(id);
 */
export function createOFAuthClient(options: OFAuthClientOptions): OFAuthClient {
  refuseInBrowser();
  const access = readAccess(options satisfies AccessOptions, (option, problem) => {
    return new Error(`createOFAuthClient: ${option} ${problem}.`);
  });
  return createClient(createOFAuthApi(access, startTimer, Date.now));
}

function createClient(api: OFAuthApi): OFAuthClient {
  return {
    async *connections({ clientReferenceId, status, imported } = {}) {
      try {
        for await (const connection of listAllConnections(api, neverAborted(), { status, imported }, MAX_PAGES)) {
          if (clientReferenceId === undefined || connection.clientReferenceId === clientReferenceId) yield connection;
        }
      } catch (error) {
        throw asOFAuthError(error);
      }
    },
    invalidate: (id) =>
      withOFAuthError(async () => {
        const { found, connection } = await api.invalidate(requireConnectionId(id), neverAborted());
        if (!found) throw notFoundError();
        return connection;
      }),
    disconnect: (id) => withOFAuthError(() => api.disconnect(requireConnectionId(id), neverAborted())),
    importConnection: ({ clientReferenceId, ...session }) =>
      withOFAuthError(async () => {
        const body = { ...parseSession(importRequestSchema, session), clientReferenceId };
        const { connection, conflict } = await api.importSession(body, neverAborted());
        if (connection) return connection;
        throw new OFAuthError("import_conflict", "This account is already connected.", { connectionId: conflict });
      }),
    updateImport: (id, session) =>
      withOFAuthError(async () => {
        const connection = await api.updateImport(
          requireConnectionId(id),
          parseSession(sessionUpdateSchema, session),
          neverAborted(),
        );
        if (!connection) throw notFoundError();
        return connection;
      }),
  };
}

const notFoundError = () => new OFAuthError("not_found", "The connection does not exist.");

/** Returns `id` if it has the form of a connection id; nothing else may become part of a path. */
function requireConnectionId(id: string): string {
  if (!isConnectionId(id)) throw notFoundError();
  return id;
}

function parseSession<S extends z.core.$ZodType<SessionUpdate>>(schema: S, session: unknown): z.output<S> {
  const parsed = z.safeParse(schema, session);
  if (parsed.success && missingCookies(parsed.data.cookie).length === 0) return parsed.data;
  throw new OFAuthError(
    "import_invalid",
    "The session must be {cookie, userAgent}, and the cookie must contain auth_id, sess and fp.",
  );
}

async function withOFAuthError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asOFAuthError(error);
  }
}

function asOFAuthError(error: unknown): OFAuthError {
  if (error instanceof OFAuthError) return error;
  const { code, message, retryAfter, cause } = asHttpError(error);
  return new OFAuthError(code, message, { retryAfter, cause });
}

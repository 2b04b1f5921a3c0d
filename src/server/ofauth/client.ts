/** OFAuth's connections for the host's own code: every connection of the API key, whoever it belongs to. */
import * as z from "zod/mini";
import { isConnectionId, type Connection } from "../../protocol/connection.js";
import type { ImportRequest, SessionUpdate } from "../../protocol/connections-contract.js";
import type { ErrorCode } from "../../protocol/error-codes.js";
import { readAccess, type AccessOptions } from "./access.js";
import { startTimer } from "../http/timeout.js";
import { createOFAuthApi, type ConnectionFilter, type OFAuthApi } from "./api.js";
import { listAllConnections } from "../connections/list-all.js";
import { asHttpError } from "../http/http-error.js";
import { refuseInBrowser } from "../refuse-in-browser.js";
import { hasRequiredCookies, importSchema, updateSchema } from "../connections/import-body.js";

/** A million connections: a list that never ends, ends there. */
const maxPages = 10_000;

export interface OFAuthClientOptions {
  /** OFAuth's API key. Missing or empty throws. */
  readonly apiKey: string | undefined;
  /** Default `https://api.ofauth.com`; `http:` only on loopback. */
  readonly apiUrl?: string | undefined;
  /** Default: the global `fetch`. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
}

export interface ConnectionsOf extends ConnectionFilter {
  /** OFAuth does not filter by it: all connections are read, and these are passed on. */
  readonly clientReferenceId?: string | undefined;
}

/** Every method rejects with an `OFAuthError`. */
export interface OFAuthClient {
  /** All connections, a page of 100 at a time as they are needed. */
  connections(filter?: ConnectionsOf): AsyncIterableIterator<Connection>;
  /** The connection is expired, and its user logged out; it can be reconnected. Undefined: OFAuth did not say how it is now. */
  invalidate(id: string): Promise<Connection | undefined>;
  /** The connection is gone for good. False: there was none. */
  disconnect(id: string): Promise<boolean>;
  /** `import_conflict`: the account is connected already; the error has that `connectionId`, if OFAuth says it. */
  importConnection(session: ImportRequest & { readonly clientReferenceId?: string | undefined }): Promise<Connection>;
  /** `mismatch`: the session is that of another account. */
  updateImport(id: string, session: SessionUpdate): Promise<Connection>;
}

export interface OFAuthErrorDetail {
  readonly retryAfter?: number | undefined;
  readonly connectionId?: string | undefined;
  readonly cause?: unknown;
}

/** A call to OFAuth has failed. Its message has nothing of OFAuth's, of the key or of a session in it. */
export class OFAuthError extends Error {
  override readonly name = "OFAuthError";
  readonly code: ErrorCode;
  /** `rate_limited`: seconds to wait, if OFAuth says so. */
  readonly retryAfter: number | undefined;
  /** `import_conflict`: the connection that is in the way, whoever it belongs to. */
  readonly connectionId: string | undefined;

  constructor(code: ErrorCode, message: string, { retryAfter, connectionId, cause }: OFAuthErrorDetail = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryAfter = retryAfter;
    this.connectionId = connectionId;
  }
}

/**
 * Makes the client. Throws at once when an option is wrong, and where it would run in a page.
 *
 * @example
 * const ofauth = createOFAuthClient({ apiKey: process.env.OFAUTH_API_KEY });
 * for await (const { id } of ofauth.connections({ clientReferenceId: user.id })) await ofauth.disconnect(id);
 */
export function createOFAuthClient(options: OFAuthClientOptions): OFAuthClient {
  refuseInBrowser();
  const access = readAccess(options satisfies AccessOptions, (option, why) => {
    return new Error(`createOFAuthClient: ${option} ${why}.`);
  });
  return clientOf(createOFAuthApi(access, startTimer));
}

const never = () => new AbortController().signal;

function clientOf(api: OFAuthApi): OFAuthClient {
  return {
    async *connections({ clientReferenceId, status, imported } = {}) {
      try {
        for await (const connection of listAllConnections(api, never(), { status, imported }, maxPages)) {
          if (clientReferenceId === undefined || connection.clientReferenceId === clientReferenceId) yield connection;
        }
      } catch (error) {
        throw asOFAuthError(error);
      }
    },
    invalidate: (id) =>
      coded(async () => {
        const { found, connection } = await api.invalidate(known(id), never());
        if (!found) throw notFound();
        return connection;
      }),
    disconnect: (id) => coded(() => api.disconnect(known(id), never())),
    importConnection: ({ clientReferenceId, ...session }) =>
      coded(async () => {
        const body = { ...checked(importSchema, session), clientReferenceId };
        const { connection, conflict } = await api.importSession(body, never());
        if (connection) return connection;
        throw new OFAuthError("import_conflict", "This account is connected already.", { connectionId: conflict });
      }),
    updateImport: (id, session) =>
      coded(async () => {
        const connection = await api.updateImport(known(id), checked(updateSchema, session), never());
        if (!connection) throw notFound();
        return connection;
      }),
  };
}

const notFound = () => new OFAuthError("not_found", "There is no such connection.");

/** `id`, if it can be one: nothing else becomes part of a path. */
function known(id: string): string {
  if (!isConnectionId(id)) throw notFound();
  return id;
}

function checked<S extends z.core.$ZodType<SessionUpdate>>(schema: S, session: unknown): z.output<S> {
  const parsed = z.safeParse(schema, session);
  if (parsed.success && hasRequiredCookies(parsed.data)) return parsed.data;
  throw new OFAuthError(
    "import_invalid",
    "The session must be {cookie, userAgent}, the cookie with auth_id, sess and fp.",
  );
}

async function coded<T>(work: () => Promise<T>): Promise<T> {
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

/**
 * The routes that import a session, for hosts that allow them. A session gives access to its account: it is sent to
 * OFAuth only, and never appears in a response, an error or the store.
 */
import type { Connection } from "../../protocol/connection.js";
import { connectionRoutes, missingCookies, type SessionUpdate } from "../../protocol/connections-contract.js";
import { importRequestSchema, sessionUpdateSchema } from "../../protocol/schemas.js";
import type { Authenticator } from "../authorize.js";
import { HttpError } from "../http/http-error.js";
import { readJsonBody } from "../http/json-body.js";
import { createRateLimit } from "../http/rate-limit.js";
import { jsonResponse } from "../http/responses.js";
import type { RouteDefinition, RouteHandler } from "../http/route.js";
import { neverAborted, type StartTimer } from "../http/timeout.js";
import type { OFAuthApi } from "../ofauth/api.js";
import type { ConnectedEvent } from "../host-events.js";
import type { ConnectionDirectory } from "./directory.js";
import { boundPermissions } from "./import-permissions.js";
import type { ChangeRecorder } from "./record-change.js";
import { connectionNotFound, requireOwnConnection, requireOwnResult } from "./require-owner.js";

interface ImportRouteDeps {
  readonly settings: {
    readonly allowImport: boolean;
    /** The permissions that a page may ask for; undefined: all. */
    readonly importPermissions: readonly string[] | undefined;
    /** Imports and updates together, per user and minute. */
    readonly importLimit: number;
  };
  readonly authenticator: Pick<Authenticator, "authenticatePage">;
  readonly api: Pick<OFAuthApi, "importSession" | "updateImport">;
  readonly directory: Pick<ConnectionDirectory, "findKnown">;
  readonly changes: Pick<ChangeRecorder, "confirmed" | "removed">;
  /** Has the host save the connection, and waits for it. */
  readonly saveConnection: (event: ConnectedEvent) => Promise<void>;
  readonly timer: StartTimer;
  readonly now: () => number;
}

export function createImportRoutes(deps: ImportRouteDeps): readonly RouteDefinition[] {
  const { settings, authenticator, api, directory, changes, saveConnection, timer, now } = deps;
  const importLimit = createRateLimit(settings.importLimit, now);

  async function authenticateImporter(request: Request): Promise<string> {
    if (!settings.allowImport) throw new HttpError(404, "not_found", "This route does not exist.");
    const { clientReferenceId } = await authenticator.authenticatePage(request);
    importLimit.take(clientReferenceId);
    return clientReferenceId;
  }

  /** Records the user's connection as confirmed and has the host save it, like one that was connected. */
  async function keep(connection: Connection, clientReferenceId: string): Promise<Connection> {
    const own = requireOwnResult(connection, clientReferenceId);
    await changes.confirmed(own, clientReferenceId, now());
    await saveConnection({ connection: own, clientReferenceId });
    return own;
  }

  /** Names the conflicting connection only if it is the caller's: another user's id must not be revealed. */
  async function conflictError(id: string | undefined, clientReferenceId: string): Promise<HttpError> {
    const own = id === undefined ? undefined : await directory.findKnown(clientReferenceId, id, neverAborted());
    return new HttpError(409, "import_conflict", "This account is already connected.", { connectionId: own?.id });
  }

  const importConnection: RouteHandler = async (request) => {
    const clientReferenceId = await authenticateImporter(request);
    const session = await readJsonBody(request, importRequestSchema, timer);
    requireCookies(session);
    const permissions = boundPermissions(session.permissions, settings.importPermissions);
    // Not aborted when the client disconnects: the user asked for the change.
    const { connection, conflict } = await api.importSession(
      { ...session, permissions, clientReferenceId },
      neverAborted(),
    );
    if (!connection) throw await conflictError(conflict, clientReferenceId);
    return jsonResponse(await keep(connection, clientReferenceId));
  };

  const updateImport: RouteHandler = async (request, _log, id) => {
    const clientReferenceId = await authenticateImporter(request);
    const session = await readJsonBody(request, sessionUpdateSchema, timer);
    requireCookies(session);
    const own = await requireOwnConnection(id, clientReferenceId, directory, request.signal);
    if (!own.imported) throw connectionNotFound();
    const connection = await api.updateImport(own.id, session, neverAborted());
    if (!connection) {
      await changes.removed(own.id, clientReferenceId, now());
      throw connectionNotFound();
    }
    return jsonResponse(await keep(connection, clientReferenceId));
  };

  return [
    { path: connectionRoutes.import, methods: { POST: importConnection } },
    { path: `${connectionRoutes.import}/{id}`, methods: { PATCH: updateImport } },
  ];
}

function requireCookies(session: SessionUpdate): void {
  if (missingCookies(session.cookie).length > 0) {
    throw new HttpError(422, "import_invalid", "The cookie must contain auth_id, sess and fp.");
  }
}

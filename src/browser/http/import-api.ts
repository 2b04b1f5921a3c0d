/**
 * The host's import routes over `fetch`. Each request is sent once. Cookies are neither stored nor part of an error.
 */
import { isConnectionId, parseConnection, type Connection } from "../../protocol/connection.js";
import {
  connectionRoutes,
  importPath,
  parseConflictId,
  type ImportRequest,
  type SessionUpdate,
} from "../../protocol/connections-contract.js";
import { ConnectError } from "../../protocol/error-codes.js";
import type { RequestSettings } from "../settings.js";
import { resolveEndpoint, routeUrl } from "./endpoint.js";
import { errorForResponse, messageForStatus, sendRequest } from "./request.js";

/** Error of an import whose account is already connected. */
export class ImportConflict extends ConnectError {
  /** Id of the existing connection, which can be updated instead. Undefined when it does not belong to the user. */
  readonly connectionId: string | undefined;

  constructor(status: number, connectionId: string | undefined) {
    super("import_conflict", messageForStatus(status, "import_conflict"));
    this.connectionId = connectionId;
  }
}

export interface ImportApi {
  /** Imports a session. Rejects with a `ConnectError`: an `ImportConflict` when the account is already connected. */
  importSession(request: ImportRequest, signal: AbortSignal): Promise<Connection>;
  /** Updates the session of an imported connection. Rejects with a `ConnectError`. */
  updateImport(id: string, request: SessionUpdate, signal: AbortSignal): Promise<Connection>;
}

export interface ImportApiOptions extends Readonly<RequestSettings> {
  readonly window: Window;
}

export function createImportApi({ window, endpoint, requestInit }: ImportApiOptions): ImportApi {
  async function send(method: string, path: string, body: SessionUpdate, signal: AbortSignal): Promise<Connection> {
    const url = routeUrl(resolveEndpoint(endpoint, window.location.href), path);
    const response = await sendRequest(requestInit, url, { method, body: JSON.stringify(body) }, signal);
    const { status, json } = response;
    if (status === 409) throw new ImportConflict(status, parseConflictId(json));
    if (status !== 200 && status !== 201) throw errorForResponse(response);
    const connection = parseConnection(json);
    if (!connection) throw new ConnectError("bad_response", "The import route did not return a connection.");
    return connection;
  }

  return {
    importSession: (request, signal) => send("POST", connectionRoutes.import, request, signal),

    async updateImport(id, request, signal) {
      if (!isConnectionId(id)) throw new ConnectError("not_found", "The connection id is malformed.");
      const connection = await send("PATCH", importPath(id), request, signal);
      if (connection.id !== id) throw new ConnectError("bad_response", "The import route returned another connection.");
      return connection;
    },
  };
}

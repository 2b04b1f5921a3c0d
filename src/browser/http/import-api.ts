/** Imports over `fetch`: sent once, never tried again by themselves. The cookies are in no error and are kept nowhere. */
import { isConnectionId, parseConnection, type Connection } from "../../protocol/connection.js";
import {
  connectionRoutes,
  importPath,
  parseConflictId,
  type ImportRequest,
  type SessionUpdate,
} from "../../protocol/connections-contract.js";
import { ConnectError } from "../../protocol/error-codes.js";
import { resolveEndpoint, routeUrl } from "./endpoint.js";
import { sendRequest, errorForResponse, messageForStatus, type RequestInitSource } from "./request.js";

/** The account is connected already. */
export class ImportConflict extends ConnectError {
  /** Its connection, if that is the caller's: it can be updated instead. */
  readonly connectionId: string | undefined;

  constructor(status: number, connectionId: string | undefined) {
    super("import_conflict", messageForStatus(status, "import_conflict"));
    this.connectionId = connectionId;
  }
}

export interface ImportApi {
  /** Rejects with a `ConnectError`; with an `ImportConflict` when the account is connected already. */
  importSession(request: ImportRequest, signal: AbortSignal): Promise<Connection>;
  updateImport(id: string, request: SessionUpdate, signal: AbortSignal): Promise<Connection>;
}

export interface ImportApiOptions {
  readonly window: Window;
  readonly endpoint: string;
  readonly requestInit: RequestInitSource | undefined;
}

export function createImportApi({ window, endpoint, requestInit }: ImportApiOptions): ImportApi {
  async function send(method: string, path: string, body: SessionUpdate, signal: AbortSignal): Promise<Connection> {
    const url = routeUrl(resolveEndpoint(endpoint, window.location.href), path);
    const answer = await sendRequest(requestInit, url, { method, body: JSON.stringify(body) }, signal);
    const { status, json } = answer;
    if (status === 409) throw new ImportConflict(status, parseConflictId(json));
    if (status !== 200 && status !== 201) throw errorForResponse(answer);
    const connection = parseConnection(json);
    if (!connection) throw new ConnectError("bad_response", "The import did not answer with a connection.");
    return connection;
  }

  return {
    importSession: (request, signal) => send("POST", connectionRoutes.import, request, signal),

    async updateImport(id, request, signal) {
      if (!isConnectionId(id)) throw new ConnectError("not_found", "That is no connection's id.");
      const connection = await send("PATCH", importPath(id), request, signal);
      if (connection.id !== id) throw new ConnectError("bad_response", "The update answered with another connection.");
      return connection;
    },
  };
}

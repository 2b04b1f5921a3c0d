/** The routes that list, read, invalidate and disconnect connections. */
import { asOfHeader, connectionRoutes, type ConnectionPage } from "../../protocol/connections-contract.js";
import type { Authenticator } from "../authorize.js";
import { createRateLimit } from "../http/rate-limit.js";
import { jsonResponse, noContentResponse } from "../http/responses.js";
import type { RequestLog, RouteDefinition, RouteHandler } from "../http/route.js";
import { neverAborted } from "../http/timeout.js";
import type { OFAuthApi } from "../ofauth/api.js";
import type { ConnectionDirectory } from "./directory.js";
import { parseListQuery } from "./list-query.js";
import type { ChangeRecorder } from "./record-change.js";
import { connectionNotFound, requireOwnConnection, requireOwnResult } from "./require-owner.js";

interface ConnectionRouteDeps {
  readonly settings: {
    /** Invalidations and disconnections together, per user and minute. */
    readonly writeLimit: number;
  };
  readonly authenticator: Pick<Authenticator, "authenticatePage">;
  readonly api: Pick<OFAuthApi, "invalidate" | "disconnect">;
  readonly directory: ConnectionDirectory;
  readonly changes: Pick<ChangeRecorder, "changed" | "removed">;
  /** Called before a user's connections are read, so that what this browser has reported of them is finished. */
  readonly beforeRead: (request: Request, clientReferenceId: string, log: RequestLog) => Promise<void>;
  readonly now: () => number;
}

export function createConnectionRoutes(deps: ConnectionRouteDeps): readonly RouteDefinition[] {
  const { settings, authenticator, api, directory, changes, beforeRead, now } = deps;
  const writeLimit = createRateLimit(settings.writeLimit, now);

  const list: RouteHandler = async (request, log) => {
    const { clientReferenceId } = await authenticator.authenticatePage(request);
    await beforeRead(request, clientReferenceId, log);
    const { ids, page } = parseListQuery(request.url);
    const scope = { client: request.signal, waitUntil: log.waitUntil };
    const result: ConnectionPage = ids
      ? await directory.findMany(clientReferenceId, ids, scope)
      : await directory.list(clientReferenceId, page, scope);
    return jsonResponse(result);
  };

  const read: RouteHandler = async (request, log, id) => {
    const { clientReferenceId } = await authenticator.authenticatePage(request);
    await beforeRead(request, clientReferenceId, log);
    const scope = { client: request.signal, waitUntil: log.waitUntil };
    const found = await directory.find(clientReferenceId, id, scope);
    if (!found) throw connectionNotFound();
    const response = jsonResponse(found.connection);
    if (found.asOf !== null) response.headers.set(asOfHeader, found.asOf);
    return response;
  };

  const invalidate: RouteHandler = async (request, _log, id) => {
    const { clientReferenceId } = await authenticator.authenticatePage(request);
    writeLimit.take(clientReferenceId);
    const own = await requireOwnConnection(id, clientReferenceId, directory, request.signal);
    // Not aborted when the client disconnects: the user asked for the change.
    const { found, connection } = await api.invalidate(own.id, neverAborted());
    if (!found) {
      // It was removed elsewhere.
      await changes.removed(own.id, clientReferenceId, now());
      throw connectionNotFound();
    }
    // OFAuth may respond without the connection. It is expired then: that is what the request does.
    const expired = connection ? requireOwnResult(connection, clientReferenceId) : { ...own, status: "expired" };
    await changes.changed(expired, clientReferenceId, "connection.expired", now());
    return jsonResponse(expired);
  };

  /** A connection that OFAuth no longer has counts as disconnected. */
  const disconnect: RouteHandler = async (request, _log, id) => {
    const { clientReferenceId } = await authenticator.authenticatePage(request);
    writeLimit.take(clientReferenceId);
    const own = await requireOwnConnection(id, clientReferenceId, directory, request.signal);
    await api.disconnect(own.id, neverAborted());
    await changes.removed(own.id, clientReferenceId, now());
    return noContentResponse();
  };

  const { connections } = connectionRoutes;
  return [
    { path: connections, methods: { GET: list } },
    { path: `${connections}/{id}`, methods: { GET: read, DELETE: disconnect } },
    { path: `${connections}/{id}/invalidate`, methods: { POST: invalidate } },
  ];
}

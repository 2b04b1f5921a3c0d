/** The routes of connections that exist. */
import type { ConnectionPage } from "../../protocol/connections-contract.js";
import { noContentResponse, jsonResponse } from "../http/responses.js";
import { readConnectionQuery } from "./list-query.js";
import {
  authenticatePage,
  connectionNotFound,
  requireOwnResult,
  requireOwnConnection,
  untilDone,
} from "./require-owner.js";
import type { Route } from "../route-context.js";

/** `GET connections` */
export const listConnections: Route = async (request, context) => {
  const { clientReferenceId } = await authenticatePage(request, context);
  const { ids, page } = readConnectionQuery(request.url);
  const { directory } = context;
  const answer: ConnectionPage = ids
    ? { list: await directory.findMany(clientReferenceId, ids, request.signal), hasMore: false }
    : await directory.list(clientReferenceId, page, request.signal);
  return jsonResponse(answer);
};

/** `GET connections/{id}` */
export const readConnection: Route = async (request, context, _note, id) => {
  const { clientReferenceId } = await authenticatePage(request, context);
  const connection = await context.directory.find(clientReferenceId, id, request.signal);
  if (!connection) throw connectionNotFound();
  return jsonResponse(connection);
};

/** `POST connections/{id}/invalidate` */
export const invalidateConnection: Route = async (request, context, _note, id) => {
  const caller = await authenticatePage(request, context);
  const { clientReferenceId } = caller;
  const { api, known, settings, writeRate } = context;
  writeRate.take(clientReferenceId);
  const own = await requireOwnConnection(id, caller, context, request.signal);
  const { found, connection } = await api.invalidate(own.id, untilDone());
  if (!found) {
    // Gone behind our back.
    await known.gone(own.id, clientReferenceId, settings.now());
    throw connectionNotFound();
  }
  // OFAuth may answer without the connection: that it is expired now is what was asked for.
  const expired = connection ? requireOwnResult(connection, clientReferenceId) : { ...own, status: "expired" };
  await known.changed(expired, clientReferenceId, "connection.expired", settings.now());
  return jsonResponse(expired);
};

/** `DELETE connections/{id}`. One that OFAuth no longer has is gone, as it was asked for. */
export const disconnectConnection: Route = async (request, context, _note, id) => {
  const caller = await authenticatePage(request, context);
  context.writeRate.take(caller.clientReferenceId);
  const own = await requireOwnConnection(id, caller, context, request.signal);
  await context.api.disconnect(own.id, untilDone());
  await context.known.gone(own.id, caller.clientReferenceId, context.settings.now());
  return noContentResponse();
};

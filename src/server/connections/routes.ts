/** The routes of connections that exist. */
import type { ConnectionPage } from "../../protocol/connections-contract.js";
import { emptyAnswer, jsonAnswer } from "../http/responses.js";
import { readConnectionQuery } from "./list-query.js";
import { identifyPage, noConnection, ownAnswer, requireOwn, untilDone } from "./require-owner.js";
import type { Route } from "../route-context.js";

/** `GET connections` */
export const listConnections: Route = async (request, context) => {
  const { clientReferenceId } = await identifyPage(request, context);
  const { ids, page } = readConnectionQuery(request.url);
  const { directory } = context;
  const answer: ConnectionPage = ids
    ? { list: await directory.findMany(clientReferenceId, ids, request.signal), hasMore: false }
    : await directory.list(clientReferenceId, page, request.signal);
  return jsonAnswer(answer);
};

/** `GET connections/{id}` */
export const readConnection: Route = async (request, context, _note, id) => {
  const { clientReferenceId } = await identifyPage(request, context);
  const connection = await context.directory.find(clientReferenceId, id, request.signal);
  if (!connection) throw noConnection();
  return jsonAnswer(connection);
};

/** `POST connections/{id}/invalidate` */
export const invalidateConnection: Route = async (request, context, _note, id) => {
  const caller = await identifyPage(request, context);
  const { clientReferenceId } = caller;
  const { api, known, settings, writeRate } = context;
  writeRate.take(clientReferenceId);
  const own = await requireOwn(id, caller, context, request.signal);
  const { found, connection } = await api.invalidate(own.id, untilDone());
  if (!found) {
    // Gone behind our back.
    await known.gone(own.id, clientReferenceId, settings.now());
    throw noConnection();
  }
  // OFAuth may answer without the connection: that it is expired now is what was asked for.
  const expired = connection ? ownAnswer(connection, clientReferenceId) : { ...own, status: "expired" };
  await known.changed(expired, clientReferenceId, "connection.expired", settings.now());
  return jsonAnswer(expired);
};

/** `DELETE connections/{id}`. One that OFAuth no longer has is gone, as it was asked for. */
export const disconnectConnection: Route = async (request, context, _note, id) => {
  const caller = await identifyPage(request, context);
  context.writeRate.take(caller.clientReferenceId);
  const own = await requireOwn(id, caller, context, request.signal);
  await context.api.disconnect(own.id, untilDone());
  await context.known.gone(own.id, caller.clientReferenceId, context.settings.now());
  return emptyAnswer();
};

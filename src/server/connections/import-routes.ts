/**
 * Imports of a session, for hosts that allow them. What the browser sends opens somebody's account: it goes to OFAuth and
 * nowhere else, neither into an answer nor into an error nor into the store.
 */
import type { Connection } from "../../protocol/connection.js";
import type { SessionUpdate } from "../../protocol/connections-contract.js";
import { jsonResponse } from "../http/responses.js";
import type { Caller } from "../authorize.js";
import { callOnConnected, waitForOnConnected } from "../link/on-connected.js";
import { readJsonBody } from "../http/json-body.js";
import {
  authenticatePage,
  connectionNotFound,
  requireOwnResult,
  requireOwnConnection,
  untilDone,
} from "./require-owner.js";
import { HttpError } from "../http/http-error.js";
import type { Route, RouteContext } from "../route-context.js";
import { hasRequiredCookies, importSchema, updateSchema } from "./import-body.js";

/** `POST connections/import` */
export const importConnection: Route = async (request, context) => {
  const caller = await identifyImporter(request, context);
  const session = await readJsonBody(request, importSchema);
  requireCookies(session);
  const { clientReferenceId } = caller;
  const { connection, conflict } = await context.api.importSession({ ...session, clientReferenceId }, untilDone());
  if (!connection) throw await conflictRefusal(conflict, caller, context);
  return jsonResponse(await keep(connection, caller, context));
};

/** `PATCH connections/import/{id}` */
export const updateImport: Route = async (request, context, _note, id) => {
  const caller = await identifyImporter(request, context);
  const session = await readJsonBody(request, updateSchema);
  requireCookies(session);
  const own = await requireOwnConnection(id, caller, context, request.signal);
  if (!own.imported) throw connectionNotFound();
  const connection = await context.api.updateImport(own.id, session, untilDone());
  if (!connection) {
    await context.known.gone(own.id, caller.clientReferenceId, context.settings.now());
    throw connectionNotFound();
  }
  return jsonResponse(await keep(connection, caller, context));
};

async function identifyImporter(request: Request, context: RouteContext): Promise<Caller> {
  if (!context.settings.allowImport) throw new HttpError(404, "not_found", "There is no such route.");
  const caller = await authenticatePage(request, context);
  context.importRate.take(caller.clientReferenceId);
  return caller;
}

function requireCookies(session: SessionUpdate): void {
  if (!hasRequiredCookies(session)) {
    throw new HttpError(422, "import_invalid", "The cookie must have auth_id, sess and fp.");
  }
}

/** What is the caller's from now on: the store knows it, and the host saves it like one that was connected. */
async function keep(connection: Connection, caller: Caller, context: RouteContext): Promise<Connection> {
  const { clientReferenceId } = caller;
  const { known, settings, timer } = context;
  const own = requireOwnResult(connection, clientReferenceId);
  await known.confirmed(own, clientReferenceId, settings.now());
  const saving = callOnConnected(settings.onConnected, { connection: own, clientReferenceId });
  await waitForOnConnected(saving, timer, untilDone());
  return own;
}

/** Says which connection is in the way only if it is the caller's: otherwise somebody else's id would be told. */
async function conflictRefusal(id: string | undefined, caller: Caller, context: RouteContext): Promise<HttpError> {
  const { clientReferenceId } = caller;
  const own = id === undefined ? undefined : await context.directory.findKnown(clientReferenceId, id, untilDone());
  return new HttpError(409, "import_conflict", "This account is connected already.", { connectionId: own?.id });
}

/**
 * Imports of a session, for hosts that allow them. What the browser sends opens somebody's account: it goes to OFAuth and
 * nowhere else, neither into an answer nor into an error nor into the store.
 */
import type { Connection } from "../../protocol/connection.js";
import type { SessionUpdate } from "../../protocol/connections-contract.js";
import { jsonAnswer } from "../http/responses.js";
import type { Caller } from "../authorize.js";
import { saveAtHost, waitForHost } from "../link/on-connected.js";
import { readJsonBody } from "../http/json-body.js";
import { identifyPage, noConnection, ownAnswer, requireOwn, untilDone } from "./require-owner.js";
import { Refusal } from "../http/http-error.js";
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
  return jsonAnswer(await keep(connection, caller, context));
};

/** `PATCH connections/import/{id}` */
export const updateImport: Route = async (request, context, _note, id) => {
  const caller = await identifyImporter(request, context);
  const session = await readJsonBody(request, updateSchema);
  requireCookies(session);
  const own = await requireOwn(id, caller, context, request.signal);
  if (!own.imported) throw noConnection();
  const connection = await context.api.updateImport(own.id, session, untilDone());
  if (!connection) {
    await context.known.gone(own.id, caller.clientReferenceId, context.settings.now());
    throw noConnection();
  }
  return jsonAnswer(await keep(connection, caller, context));
};

async function identifyImporter(request: Request, context: RouteContext): Promise<Caller> {
  if (!context.settings.allowImport) throw new Refusal(404, "not_found", "There is no such route.");
  const caller = await identifyPage(request, context);
  context.importRate.take(caller.clientReferenceId);
  return caller;
}

function requireCookies(session: SessionUpdate): void {
  if (!hasRequiredCookies(session)) {
    throw new Refusal(422, "import_invalid", "The cookie must have auth_id, sess and fp.");
  }
}

/** What is the caller's from now on: the store knows it, and the host saves it like one that was connected. */
async function keep(connection: Connection, caller: Caller, context: RouteContext): Promise<Connection> {
  const { clientReferenceId } = caller;
  const { known, settings, timer } = context;
  const own = ownAnswer(connection, clientReferenceId);
  await known.claimed(own, clientReferenceId, settings.now());
  const saving = saveAtHost(settings.onConnected, { connection: own, clientReferenceId });
  await waitForHost(saving, timer, untilDone());
  return own;
}

/** Says which connection is in the way only if it is the caller's: otherwise somebody else's id would be told. */
async function conflictRefusal(id: string | undefined, caller: Caller, context: RouteContext): Promise<Refusal> {
  const { clientReferenceId } = caller;
  const own = id === undefined ? undefined : await context.directory.findKnown(clientReferenceId, id, untilDone());
  return new Refusal(409, "import_conflict", "This account is connected already.", { connectionId: own?.id });
}

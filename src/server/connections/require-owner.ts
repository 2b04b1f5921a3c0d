/**
 * What every route of connections begins with. An id is looked up among the caller's own before anything is done with it;
 * one that is unknown, malformed, somebody else's or unconfirmed gets the one answer `noConnection`, and OFAuth is not asked
 * to change anything.
 */
import type { Connection } from "../../protocol/connection.js";
import type { Caller } from "../authorize.js";
import { HttpError } from "../http/http-error.js";
import type { RouteContext } from "../route-context.js";
import { requireSameOrigin } from "../http/same-origin.js";

export const connectionNotFound = () => new HttpError(404, "not_found", "There is no such connection.");

// A change that was asked for is seen through to its end, also when nobody waits for the answer any more.
export const untilDone = () => new AbortController().signal;

/** The user on a page of our own origin. */
export async function authenticatePage(request: Request, context: RouteContext): Promise<Caller> {
  const caller = await context.identify(request);
  requireSameOrigin(request, context.ownOrigin(request));
  return caller;
}

/**
 * The caller's connection with this id, to do something with it: whose it is does not change, and what has become of it since
 * OFAuth will say. Throws `noConnection`.
 */
export async function requireOwnConnection(
  id: string,
  { clientReferenceId }: Caller,
  { directory }: RouteContext,
  client: AbortSignal,
): Promise<Connection> {
  const connection = await directory.findKnown(clientReferenceId, id, client);
  if (!connection) throw connectionNotFound();
  return connection;
}

/** `connection`, unless OFAuth says that it is not the caller's: then nothing of it may be shown. Throws a 502. */
export function requireOwnResult(connection: Connection, clientReferenceId: string): Connection {
  if (connection.clientReferenceId === clientReferenceId) return connection;
  throw new HttpError(502, "bad_response", "OFAuth did not answer with the caller's connection.");
}

/**
 * Ownership checks of the routes that act on a connection. The id is looked up among the caller's own connections
 * first. An id that is unknown, malformed, another user's or unconfirmed gets the same 404, and OFAuth is not asked to
 * change anything.
 */
import type { Connection } from "../../protocol/connection.js";
import { HttpError } from "../http/http-error.js";
import type { ConnectionDirectory } from "./directory.js";

export const connectionNotFound = () => new HttpError(404, "not_found", "This connection does not exist.");

/**
 * Returns the caller's connection with this id. Its state may be old: the owner never changes, and OFAuth reports the
 * current state when it acts on the connection. Throws a 404.
 */
export async function requireOwnConnection(
  id: string,
  clientReferenceId: string,
  directory: Pick<ConnectionDirectory, "findKnown">,
  client: AbortSignal,
): Promise<Connection> {
  const connection = await directory.findKnown(clientReferenceId, id, client);
  if (!connection) throw connectionNotFound();
  return connection;
}

/**
 * Returns `connection`. Throws a 502 when OFAuth says that it is not the caller's, because then nothing of it may be
 * shown.
 */
export function requireOwnResult(connection: Connection, clientReferenceId: string): Connection {
  if (connection.clientReferenceId === clientReferenceId) return connection;
  throw new HttpError(502, "bad_response", "OFAuth returned a connection of another user.");
}

/** Whose connection is it? OFAuth has no documented get-by-id: the answer is in the list of all connections. */
import { parseConnection, type Connection } from "../protocol/connection.js";
import type { ConnectionFilter, OFAuthApi } from "./ofauth-api.js";
import { Refusal } from "./refusal.js";

/** 10,000 connections. A list that is longer, or that never ends, ends here. */
const maxPages = 100;

/** All connections of the API key, page by page. Throws a 502 after `pages` pages. */
export async function* allConnections(
  api: OFAuthApi,
  client: AbortSignal,
  filter: ConnectionFilter = {},
  pages = maxPages,
): AsyncGenerator<Connection, void, undefined> {
  let offset = 0;
  for (let page = 0; page < pages; page++) {
    const { list, hasMore } = await api.listConnections(offset, client, filter);
    for (const entry of list) {
      const connection = parseConnection(entry);
      if (connection) yield connection;
    }
    if (!hasMore || list.length === 0) return;
    offset += list.length;
  }
  throw new Refusal(502, "bad_response", "OFAuth's list of connections does not end.");
}

/**
 * The connection `id` if it belongs to the user with `clientReferenceId`, as OFAuth says at this moment. Undefined for one
 * that does not exist, that is somebody else's, or that is nobody's: for the caller they are the same.
 */
export async function findOwn(
  api: OFAuthApi,
  id: string,
  clientReferenceId: string,
  client: AbortSignal,
): Promise<Connection | undefined> {
  for await (const connection of allConnections(api, client)) {
    if (connection.id === id) return connection.clientReferenceId === clientReferenceId ? connection : undefined;
  }
  return undefined;
}

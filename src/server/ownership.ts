/** Whose connection is it? OFAuth has no documented get-by-id: the answer is in the list of all connections. */
import { parseConnection, type Connection } from "../protocol/connection.js";
import type { OFAuthApi } from "./ofauth-api.js";
import { Refusal } from "./refusal.js";

/** 10,000 connections. A list that is longer, or that never ends, ends here. */
const maxPages = 100;

/**
 * The connection `id` if it belongs to the user with `clientReferenceId`. Undefined for one that does not exist, that is
 * somebody else's, or that is nobody's: for the caller they are the same.
 */
export async function findOwn(
  api: OFAuthApi,
  id: string,
  clientReferenceId: string,
  client: AbortSignal,
): Promise<Connection | undefined> {
  let offset = 0;
  for (let page = 0; page < maxPages; page++) {
    const { list, hasMore } = await api.listConnections(offset, client);
    for (const entry of list) {
      const connection = parseConnection(entry);
      if (connection?.id === id) return connection.clientReferenceId === clientReferenceId ? connection : undefined;
    }
    if (!hasMore || list.length === 0) return undefined;
    offset += list.length;
  }
  throw new Refusal(502, "bad_response", "OFAuth's list of connections does not end.");
}

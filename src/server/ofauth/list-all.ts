/** Whose connection is it? OFAuth has no documented get-by-id: the answer is in the list of all connections. */
import { parseConnection, type Connection } from "../../protocol/connection.js";
import { asRecord } from "../../protocol/record.js";
import type { ConnectionFilter, OFAuthApi } from "./api.js";
import { HttpError } from "../http/http-error.js";

/** 10,000 connections, as many as a store keeps. A list that is longer, or that never ends, ends here. */
const maxPages = 101;
const maxStepsBack = 5;

/**
 * All connections of the API key, each once. Throws a 502 after `pages` pages. The list is read by offset while others change
 * it: where one is removed, those behind it move up, and one would be passed over. So each page begins with the last one of
 * the page before, and where that is not to be seen, the page before is read again.
 */
export async function* listAllConnections(
  api: Pick<OFAuthApi, "listConnections">,
  client: AbortSignal,
  filter: ConnectionFilter = {},
  pages = maxPages,
): AsyncGenerator<Connection, void, undefined> {
  const seen = new Set<unknown>();
  let offset = 0;
  let step = 0;
  let stepsBack = 0;
  let overlaps = false;
  for (let page = 0; page < pages; page++) {
    const { list, hasMore } = await api.listConnections(offset, client, filter);
    if (overlaps && stepsBack < maxStepsBack && !list.some((entry) => seen.has(idOf(entry)))) {
      stepsBack += 1;
      offset = Math.max(0, offset - step);
      overlaps = offset > 0;
      continue;
    }
    for (const entry of list) {
      const connection = seen.has(idOf(entry)) ? undefined : parseConnection(entry);
      if (connection) yield connection;
    }
    if (!hasMore || list.length === 0) return;
    for (const entry of list) seen.add(idOf(entry));
    overlaps = list.length > 1;
    step = overlaps ? list.length - 1 : 1;
    offset += step;
  }
  throw new HttpError(502, "bad_response", "OFAuth's list of connections does not end.");
}

// Also of an entry that is no connection: it stands in the list like any other.
const idOf = (entry: unknown): unknown => asRecord(entry)?.id;

/**
 * The connection `id` if it belongs to the user with `clientReferenceId`, as OFAuth says at this moment. Undefined for one
 * that does not exist, that is somebody else's, or that is nobody's: for the caller they are the same.
 */
export async function findOwnConnection(
  api: Pick<OFAuthApi, "listConnections">,
  id: string,
  clientReferenceId: string,
  client: AbortSignal,
): Promise<Connection | undefined> {
  for await (const connection of listAllConnections(api, client)) {
    if (connection.id === id) return connection.clientReferenceId === clientReferenceId ? connection : undefined;
  }
  return undefined;
}

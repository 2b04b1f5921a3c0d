/**
 * Reads all connections of the API key. OFAuth has no documented lookup by id: a connection's owner is found in this
 * list.
 */
import { parseConnection, type Connection } from "../../protocol/connection.js";
import { asRecord } from "../../protocol/record.js";
import type { ConnectionFilter, OFAuthApi } from "./api.js";
import { HttpError } from "../http/http-error.js";

/** 10,000 connections, as many as a store keeps: bounds a list that is longer or never ends. */
const MAX_PAGES = 101;
/** How often one read goes back a page, which bounds the requests while other clients remove connections. */
const MAX_STEPS_BACK = 5;

/**
 * Yields all connections of the API key, each once. Throws a 502 after `pages` pages.
 *
 * The list is read by offset and can change in between: when a connection is removed, those behind it move up, and one
 * would be skipped. Therefore each page starts with the last connection of the previous page; if that is missing, the
 * previous page is read again.
 */
export async function* listAllConnections(
  api: Pick<OFAuthApi, "listConnections">,
  client: AbortSignal,
  filter: ConnectionFilter = {},
  pages = MAX_PAGES,
): AsyncGenerator<Connection, void, undefined> {
  const seen = new Set<unknown>();
  let offset = 0;
  let step = 0;
  let stepsBack = 0;
  let overlaps = false;
  for (let page = 0; page < pages; page++) {
    const { list, hasMore } = await api.listConnections(offset, client, filter);
    if (overlaps && stepsBack < MAX_STEPS_BACK && !list.some((entry) => seen.has(idOf(entry)))) {
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
  throw new HttpError(502, "bad_response", "OFAuth's list of connections is too long.");
}

// An entry that is not a valid connection has its place in the list too.
const idOf = (entry: unknown): unknown => asRecord(entry)?.id;

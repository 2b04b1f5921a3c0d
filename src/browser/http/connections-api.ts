/** The host's connection routes over `fetch`. */
import { HostResponseError, type ConnectionsApi } from "../../connections/ports.js";
import { parseConnection, type Connection } from "../../protocol/connection.js";
import {
  connectionPath,
  connectionRoutes,
  invalidatePath,
  parseConnectionPage,
  type ConnectionPage,
} from "../../protocol/connections-contract.js";
import { ConnectError } from "../../protocol/error-codes.js";
import { parseErrorResponse } from "../../protocol/link-contract.js";
import { routeUrl } from "./endpoint.js";
import {
  codeForResponse,
  messageForStatus,
  sendRequest,
  type HostResponse,
  type RequestInitSource,
} from "./request.js";

interface ConnectionsApiOptions {
  /** Returns the resolved endpoint. Throws when it is invalid. */
  readonly endpoint: () => URL;
  /** Called before every request. */
  readonly requestInit: () => RequestInitSource | undefined;
}

export function createConnectionsApi({ endpoint, requestInit }: ConnectionsApiOptions): ConnectionsApi {
  // Async, so that an invalid endpoint rejects as well.
  const send = async (path: string, query: Record<string, string>, init: RequestInit, signal: AbortSignal) =>
    sendRequest(requestInit(), routeUrl(endpoint(), path, query), init, signal);
  const mutate = (path: string, method: string) => send(path, {}, { method }, new AbortController().signal);

  return {
    async getOne(id, signal) {
      const response = await send(connectionPath(id), {}, {}, signal);
      return response.status === 404 ? undefined : readConnection(id, response);
    },

    async getMany(ids, signal) {
      const response = await send(connectionRoutes.connections, { ids: ids.join() }, {}, signal);
      const { status, json } = response;
      if ([400, 404, 405].includes(status) && !parseErrorResponse(json)) return undefined;
      const { list, hasMore, complete } = readPage(response);
      // What a host that is still reading does not list may exist all the same: each id is asked for alone.
      if (!complete && list.length < ids.length) return undefined;
      // A host that does not support `ids` ignores it and responds with the newest connections.
      return hasMore || list.some(({ id }) => !ids.includes(id)) ? undefined : list;
    },

    async getPage({ limit, offset, status, imported }, signal) {
      const query: Record<string, string> = { limit: String(limit) };
      if (offset) query.offset = String(offset);
      if (status) query.status = status;
      if (imported !== undefined) query.imported = String(imported);
      return readPage(await send(connectionRoutes.connections, query, {}, signal));
    },

    invalidate: async (id) => readConnection(id, await mutate(invalidatePath(id), "POST")),

    async disconnect(id) {
      const response = await mutate(connectionPath(id), "DELETE");
      // A 404 without this code comes from a host that has no such route: nothing was disconnected.
      const isGone = response.status === 404 && codeForResponse(response) === "not_found";
      if (![200, 204].includes(response.status) && !isGone) throw responseError(response);
    },
  };
}

function readConnection(id: string, response: HostResponse): Connection {
  if (response.status !== 200) throw responseError(response);
  const connection = parseConnection(response.json);
  if (connection?.id !== id) throw invalidBody();
  return connection;
}

function readPage(response: HostResponse): ConnectionPage {
  if (response.status !== 200) throw responseError(response);
  const page = parseConnectionPage(response.json);
  if (!page) throw invalidBody();
  return page;
}

const invalidBody = () => new ConnectError("bad_response", messageForStatus(200, "bad_response"));

function responseError(response: HostResponse): HostResponseError {
  const { status, retryAfter } = response;
  // 401 and 403 always count as such, whatever code the body has: the cache must stop showing the connections.
  const code = codeForResponse(status === 401 || status === 403 ? { status, json: undefined } : response);
  return new HostResponseError(code, messageForStatus(status, code), retryAfter);
}

/** The host's routes about connections, over `fetch`. */
import { FetchRefusedError, type ConnectionsApi } from "../../connections/ports.js";
import { parseErrorResponse } from "../../protocol/link-contract.js";
import { parseConnection, type Connection } from "../../protocol/connection.js";
import {
  connectionPath,
  connectionRoutes,
  invalidatePath,
  parseConnectionPage,
  type ConnectionPage,
} from "../../protocol/connections-contract.js";
import { ConnectError } from "../../protocol/error-codes.js";
import { routeUrl } from "./endpoint.js";
import {
  sendRequest,
  codeForResponse,
  messageForStatus,
  type HostResponse,
  type RequestInitSource,
} from "./request.js";

export interface ConnectionsApiOptions {
  /** The endpoint, resolved. Throws when it cannot be. */
  readonly endpoint: () => URL;
  /** Asked again for every request. */
  readonly requestInit: () => RequestInitSource | undefined;
}

export function createConnectionsApi({ endpoint, requestInit }: ConnectionsApiOptions): ConnectionsApi {
  // Async, so that an endpoint which makes no sense is a rejection too.
  const ask = async (path: string, query: Record<string, string>, init: RequestInit, signal: AbortSignal) =>
    sendRequest(requestInit(), routeUrl(endpoint(), path, query), init, signal);
  const act = (path: string, method: string) => ask(path, {}, { method }, new AbortController().signal);

  return {
    async one(id, signal) {
      const answer = await ask(connectionPath(id), {}, {}, signal);
      return answer.status === 404 ? undefined : theConnection(id, answer);
    },

    async several(ids, signal) {
      const answer = await ask(connectionRoutes.connections, { ids: ids.join() }, {}, signal);
      const { status, json } = answer;
      if ([400, 404, 405].includes(status) && !parseErrorResponse(json)) return undefined;
      const { list, hasMore } = thePage(answer);
      // A host that has never heard of `ids` answers with whatever is newest.
      return hasMore || list.some(({ id }) => !ids.includes(id)) ? undefined : list;
    },

    async page({ limit, offset, status, imported }, signal) {
      const query: Record<string, string> = { limit: String(limit) };
      if (offset) query.offset = String(offset);
      if (status) query.status = status;
      if (imported !== undefined) query.imported = String(imported);
      return thePage(await ask(connectionRoutes.connections, query, {}, signal));
    },

    invalidate: async (id) => theConnection(id, await act(invalidatePath(id), "POST")),

    async disconnect(id) {
      const answer = await act(connectionPath(id), "DELETE");
      // A 404 without the code is that of a host that has no such route: nothing was done.
      const isGone = answer.status === 404 && codeForResponse(answer) === "not_found";
      if (![200, 204].includes(answer.status) && !isGone) throw refused(answer);
    },
  };
}

function theConnection(id: string, answer: HostResponse): Connection {
  if (answer.status !== 200) throw refused(answer);
  const connection = parseConnection(answer.json);
  if (connection?.id !== id) throw unusable();
  return connection;
}

function thePage(answer: HostResponse): ConnectionPage {
  if (answer.status !== 200) throw refused(answer);
  const page = parseConnectionPage(answer.json);
  if (!page) throw unusable();
  return page;
}

const unusable = () => new ConnectError("bad_response", messageForStatus(200, "bad_response"));

function refused(answer: HostResponse): FetchRefusedError {
  const { status, retryAfter } = answer;
  // Whatever its words are: who may not see something must not go on seeing it.
  const code = codeForResponse(status === 401 || status === 403 ? { status, json: undefined } : answer);
  return new FetchRefusedError(code, messageForStatus(status, code), retryAfter);
}

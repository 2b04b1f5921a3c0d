/** The host's Link routes over `fetch`: create a session, complete an attempt, read its result. */
import type { LinkApi } from "../../connect/ports.js";
import { parseConnection } from "../../protocol/connection.js";
import { ConnectError } from "../../protocol/error-codes.js";
import { linkRoutes, parseErrorResponse, parseLinkResult } from "../../protocol/link-contract.js";
import { parseLinkSession, type SessionUrlPolicy } from "../../protocol/link-session.js";
import type { SessionSettings } from "../settings.js";
import { resolveEndpoint, routeUrl } from "./endpoint.js";
import { errorForResponse, sendRequest, type HostResponse } from "./request.js";

/** Settings that the requests of a flow depend on. */
export interface LinkApiOptions extends Readonly<Partial<SessionSettings>> {
  readonly endpoint: string;
}

/** The error of a response, with the time before which the host does not want to be asked again. */
const failureOf = (response: HostResponse): ConnectError =>
  Object.assign(errorForResponse(response), { retryAfter: response.retryAfter });

/**
 * Creates the Link API. `options` and `policy` are read at each request.
 *
 * @param policy returns which session URLs are accepted
 */
export function createLinkApi(options: LinkApiOptions, policy: () => SessionUrlPolicy): LinkApi {
  const resolve = (endpoint: string) => resolveEndpoint(endpoint, policy().pageUrl);
  const route = (path: string, query = {}) => routeUrl(resolve(options.endpoint), path, query);

  const get = (url: string, signal: AbortSignal) => sendRequest(options.requestInit, url, {}, signal);
  const post = (url: string, body: object, signal: AbortSignal, init: RequestInit = {}) =>
    sendRequest(options.requestInit, url, { ...init, method: "POST", body: JSON.stringify(body) }, signal);

  return {
    async createSession(request, signal) {
      const { linkEndpoint } = options;
      const url = linkEndpoint ? resolve(linkEndpoint).href : route(linkRoutes.linkInit);
      const response = await post(url, request, signal);
      if (response.status !== 200) throw errorForResponse(response);
      return parseLinkSession(response.json, policy());
    },

    async complete(request, signal, keepalive = false) {
      const response = await post(route(linkRoutes.linkComplete), request, signal, { keepalive });
      if (response.status === 200) {
        const connection = parseConnection(response.json);
        if (!connection) throw new ConnectError("bad_response", "link/complete did not return a connection.");
        return connection;
      }
      const body = parseErrorResponse(response.json);
      // A host that only has the Link init route: its web framework responds with its own 404 or 405.
      if ((response.status === 404 || response.status === 405) && !body) return undefined;
      // A Link init route of the host's own may not have set the attempt's cookie in this browser.
      if (options.linkEndpoint && body?.code === "unsolicited_callback") return undefined;
      throw failureOf(response);
    },

    async readResult(attemptId, signal) {
      const response = await get(route(linkRoutes.linkResult, { attemptId }), signal);
      if (response.status === 404 || response.status === 405) return undefined;
      if (response.status !== 200 && response.status !== 202) throw failureOf(response);
      const result = parseLinkResult(response.json);
      if (!result) throw new ConnectError("bad_response", "link/result did not return a result.");
      return result;
    },
  };
}

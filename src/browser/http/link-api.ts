/** The host's Link routes over `fetch`: create a session, complete an attempt, read its result. */
import type { LinkApi } from "../../connect/ports.js";
import { parseConnection } from "../../protocol/connection.js";
import { asRecordOrEmpty } from "../../protocol/record.js";
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
 * @param isFramed whether the page is in a frame, where the browser may not keep the attempt's cookie
 */
export function createLinkApi(options: LinkApiOptions, policy: () => SessionUrlPolicy, isFramed = false): LinkApi {
  const resolve = (endpoint: string) => resolveEndpoint(endpoint, policy().pageUrl);
  const route = (path: string, query = {}) => routeUrl(resolve(options.endpoint), path, query);

  const get = (url: string, signal: AbortSignal) => sendRequest(options.requestInit, url, {}, signal);
  const post = (url: string, body: object, signal: AbortSignal, init: RequestInit = {}) =>
    sendRequest(options.requestInit, url, { ...init, method: "POST", body: JSON.stringify(body) }, signal);

  /** Finds out, before the user signs in, whether the browser sends the cookie that the confirmation needs. */
  async function requireCookie(attemptId: string, signal: AbortSignal): Promise<void> {
    // Where this cannot be found out, the flow goes on: a host may have no such route.
    const response = await get(route(linkRoutes.linkResult, { attemptId }), signal).catch(() => undefined);
    if (asRecordOrEmpty(response?.json)["cookie"] !== "missing") return;
    throw new ConnectError(
      "misconfigured",
      "In this frame the browser keeps no flow cookie: see the handler's option cookies.",
    );
  }

  return {
    async createSession(request, signal) {
      const { linkEndpoint } = options;
      const url = linkEndpoint ? resolve(linkEndpoint).href : route(linkRoutes.linkInit);
      const response = await post(url, request, signal);
      if (response.status !== 200) throw errorForResponse(response);
      const session = parseLinkSession(response.json, policy());
      // A Link init route of the host's own need not set the cookie: see `complete`.
      if (isFramed && !linkEndpoint) await requireCookie(request.attemptId, signal);
      return session;
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
      const response = await get(route(linkRoutes.linkResult, attemptId === undefined ? {} : { attemptId }), signal);
      if (response.status === 404 || response.status === 405) return undefined;
      if (response.status !== 200 && response.status !== 202) throw failureOf(response);
      const result = parseLinkResult(response.json);
      if (!result) throw new ConnectError("bad_response", "link/result did not return a result.");
      return result;
    },
  };
}

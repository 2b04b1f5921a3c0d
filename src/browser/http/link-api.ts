/** What a flow asks of the host's backend, over `fetch`. */
import type { LinkApi } from "../../connect/ports.js";
import { parseErrorResponse, parseLinkResult, linkRoutes } from "../../protocol/link-contract.js";
import { parseConnection } from "../../protocol/connection.js";
import { ConnectError } from "../../protocol/error-codes.js";
import { parseLinkSession, type SessionUrlPolicy } from "../../protocol/link-session.js";
import { resolveEndpoint, routeUrl } from "./endpoint.js";
import { sendRequest, errorForResponse, type RequestInitSource } from "./request.js";

export type { RequestInitSource };

export interface LinkApiOptions {
  /** Base URL of the host's routes. */
  readonly endpoint: string;
  /** Full override of the Link-init URL. */
  readonly linkEndpoint?: string | undefined;
  /** Extra `RequestInit`, such as a CSRF header; asked again for every request. */
  readonly requestInit?: RequestInitSource | undefined;
}

/** The backend as `options` are when a request is sent. `policy`: which session URLs are accepted then. */
export function createLinkApi(options: LinkApiOptions, policy: () => SessionUrlPolicy): LinkApi {
  const resolve = (endpoint: string) => resolveEndpoint(endpoint, policy().pageUrl);
  const route = (path: string, query = {}) => routeUrl(resolve(options.endpoint), path, query);

  const ask = (url: string, init: RequestInit, signal: AbortSignal) =>
    sendRequest(options.requestInit, url, init, signal);

  return {
    async createSession(request, signal) {
      const { linkEndpoint } = options;
      const url = linkEndpoint ? resolve(linkEndpoint).href : route(linkRoutes.linkInit);
      const answer = await ask(url, { method: "POST", body: JSON.stringify(request) }, signal);
      if (answer.status !== 200) throw errorForResponse(answer);
      return parseLinkSession(answer.json, policy());
    },

    async complete(request, signal) {
      const answer = await ask(
        route(linkRoutes.linkComplete),
        { method: "POST", body: JSON.stringify(request) },
        signal,
      );
      if (answer.status === 200) {
        const connection = parseConnection(answer.json);
        if (!connection) throw new ConnectError("bad_response", "link/complete did not answer with a connection.");
        return connection;
      }
      const coded = parseErrorResponse(answer.json);
      // A host that has just Link init: its framework answers 404 or 405 in words of its own.
      if ((answer.status === 404 || answer.status === 405) && !coded) return undefined;
      // A route of the host's own may have left no trace of the attempt in this browser.
      if (options.linkEndpoint && coded?.code === "unsolicited_callback") return undefined;
      throw errorForResponse(answer);
    },

    async readResult(attemptId, signal) {
      const answer = await ask(route(linkRoutes.linkResult, { attemptId }), {}, signal);
      if (answer.status === 404 || answer.status === 405) return undefined;
      if (answer.status !== 200) throw errorForResponse(answer);
      const result = parseLinkResult(answer.json);
      if (!result) throw new ConnectError("bad_response", "link/result did not answer with a result.");
      return result;
    },
  };
}

/** Link sessions that the host creates itself: `createSession` or a `sessionUrl`, in place of the Link init request. */
import type { LinkApi } from "../../connect/ports.js";
import { ConnectError, isConnectError } from "../../protocol/error-codes.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import { parseLinkSession, type LinkSession, type SessionUrlPolicy } from "../../protocol/link-session.js";
import { withHostTimeout } from "./timeout.js";

/** The attempt that a session is created for. */
export interface CreateSessionContext {
  /** Connection to reconnect; undefined for a new one. */
  readonly connectionId: string | undefined;
  /** How the hosted page is shown: `embed`, `popup` or `redirect`. */
  readonly mode: ConnectMode;
  /** Id of the attempt, the same as in its events. */
  readonly attemptId: string;
  /** Aborts when the attempt ends before the session is created. */
  readonly signal: AbortSignal;
}

/**
 * Creates a Link session through the host's backend. Must settle within 15 seconds.
 *
 * @example
 * element.createSession = async ({ attemptId, connectionId, mode, signal }) => {
 *   const body = JSON.stringify({ attemptId, connectionId, mode });
 *   const response = await fetch("/my-api/session", { method: "POST", body, signal });
 *   return response.json();
 * };
 */
export type CreateSession = (context: CreateSessionContext) => Promise<LinkSession>;

/**
 * Wraps a Link API so that sessions come from the host.
 *
 * @param source function that creates a session, or the URL of an existing one
 * @param policy returns which session URLs are accepted
 */
export function withHostSession(api: LinkApi, source: CreateSession | string, policy: () => SessionUrlPolicy): LinkApi {
  return {
    ...api,
    async createSession({ connectionId, mode, attemptId }, signal) {
      if (typeof source === "string") return parseLinkSession({ url: source }, policy());
      let session: unknown;
      try {
        session = await withHostTimeout(source({ connectionId, mode, attemptId, signal }));
      } catch (error) {
        if (isConnectError(error)) throw error;
        throw new ConnectError("server_error", "createSession threw an error.", { cause: error });
      }
      return parseLinkSession(session, policy());
    },
    async complete(request, signal, keepalive) {
      try {
        return await api.complete(request, signal, keepalive);
      } catch (error) {
        // The host's backend may not have set the attempt's cookie in this browser: the connection is then unconfirmed.
        if (isConnectError(error) && error.code === "unsolicited_callback") return undefined;
        throw error;
      }
    },
  };
}

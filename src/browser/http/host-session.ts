/** Sessions that the host makes itself: a URL that it already has, or a function that gets one. */
import type { LinkApi } from "../../connect/ports.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import { ConnectError, isConnectError } from "../../protocol/error-codes.js";
import { parseLinkSession, type LinkSession, type SessionUrlPolicy } from "../../protocol/link-session.js";
import { withTimeout } from "./timeout.js";

export interface CreateSessionContext {
  readonly connectionId: string | undefined;
  readonly mode: ConnectMode;
  readonly attemptId: string;
  /** Aborts when the attempt ends before the session is there. */
  readonly signal: AbortSignal;
}

/** Gets a Link session from the host's backend in the host's own way. */
export type CreateSession = (context: CreateSessionContext) => Promise<LinkSession>;

/** Lets the host's own function, or the URL that the host already has, take the place of the init request. */
export function withHostSession(
  backend: LinkApi,
  given: CreateSession | string,
  policy: () => SessionUrlPolicy,
): LinkApi {
  return {
    ...backend,
    async createSession({ connectionId, mode, attemptId }, signal) {
      if (typeof given === "string") return parseLinkSession({ url: given }, policy());
      let answer: unknown;
      try {
        answer = await withTimeout(given({ connectionId, mode, attemptId, signal }));
      } catch (error) {
        if (isConnectError(error)) throw error;
        throw new ConnectError("server_error", "createSession failed.", { cause: error });
      }
      return parseLinkSession(answer, policy());
    },
    async complete(request, signal) {
      try {
        return await backend.complete(request, signal);
      } catch (error) {
        // The host's own session may have left no trace of the attempt in this browser: then nobody can confirm it, and
        // nobody has refused it either.
        if (isConnectError(error) && error.code === "unsolicited_callback") return undefined;
        throw error;
      }
    },
  };
}

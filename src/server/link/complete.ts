/** `POST link/complete`: confirms a connection that the page's own frame reported. */
import { completeRequestSchema } from "../../protocol/schemas.js";
import type { Authenticator } from "../authorize.js";
import { HttpError } from "../http/http-error.js";
import { readJsonBody } from "../http/json-body.js";
import type { RateLimit } from "../http/rate-limit.js";
import { jsonResponse } from "../http/responses.js";
import type { RouteHandler } from "../http/route.js";
import type { StartTimer } from "../http/timeout.js";
import type { AttemptCookies } from "./attempt-cookie.js";
import type { AttemptRecord } from "./attempt-record.js";
import type { Confirm } from "./confirm.js";

/**
 * How long a confirmed attempt can be asked for again: a page retries a lost response twice, waiting up to 15 seconds
 * each time.
 */
const COMPLETED_SECONDS = 120;

interface CompleteRouteDeps {
  readonly authenticator: Authenticator;
  readonly cookies: AttemptCookies;
  readonly confirm: Confirm;
  readonly completeLimit: RateLimit;
  readonly timer: StartTimer;
  readonly now: () => number;
}

export function createCompleteRoute(deps: CompleteRouteDeps): RouteHandler {
  const { authenticator, cookies, confirm, completeLimit, timer, now } = deps;
  return async (request, log) => {
    const caller = await authenticator.authenticatePage(request);
    const ownOrigin = authenticator.ownOrigin(request);
    const { attemptId, connectionId } = await readJsonBody(request, completeRequestSchema, timer);
    log.attemptId = attemptId;
    completeLimit.take(caller.clientReferenceId);
    const records = await cookies.read(request, ownOrigin, caller.clientReferenceId);
    const record = records.find((candidate) => candidate.attemptId === attemptId);
    if (!record) throw new HttpError(403, "unsolicited_callback", "This browser did not start this attempt.");
    const isSaved = wasSaved(record, connectionId);
    const connection =
      isSaved === undefined
        ? undefined
        : await confirm({ nonce: record.nonce, connectionId, isSaved }, caller, request.signal);
    // One response for all three: the connection does not exist, it is another user's, or another result used the
    // attempt.
    if (!connection) throw new HttpError(403, "verify_failed", "The connection could not be confirmed.");
    const completed: AttemptRecord = {
      ...record,
      expiresAt: now() + COMPLETED_SECONDS * 1000,
      state: { phase: "completed", connectionId },
    };
    return jsonResponse(connection, [await cookies.serialize(completed, ownOrigin)]);
  };
}

/** Whether the host saved this connection for this attempt; undefined when the attempt ended with another result. */
function wasSaved({ state }: AttemptRecord, connectionId: string): boolean | undefined {
  switch (state.phase) {
    case "pending":
      return false;
    case "completed":
      return state.connectionId === connectionId ? true : undefined;
    case "returned":
      return state.outcome.outcome === "connected" && state.outcome.connectionId === connectionId
        ? state.outcome.told
        : undefined;
  }
}

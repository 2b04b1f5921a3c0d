/** `POST link/complete`: confirms a connection that the page's own frame reported. */
import type { Connection } from "../../protocol/connection.js";
import { completeRequestSchema } from "../../protocol/schemas.js";
import type { Authenticator } from "../authorize.js";
import { asHttpError, HttpError } from "../http/http-error.js";
import { readJsonBody } from "../http/json-body.js";
import type { RateLimit } from "../http/rate-limit.js";
import { errorResponse, jsonResponse } from "../http/responses.js";
import type { RequestLog, RouteHandler } from "../http/route.js";
import type { StartTimer } from "../http/timeout.js";
import type { AttemptCookies } from "./attempt-cookie.js";
import type { AttemptRecord } from "./attempt-record.js";
import type { Confirm } from "./confirm.js";
import { intentOf, type Intents } from "./intents.js";
import { isOpen } from "./match-attempt.js";

/** How long OFAuth has to list the connection, in milliseconds: a page waits 15 seconds. */
const CONFIRM_MS = 12_000;
/**
 * How long a confirmed attempt can be asked for again: a page retries a lost response twice, waiting up to 15 seconds
 * each time.
 */
const COMPLETED_SECONDS = 120;

interface CompleteRouteDeps {
  readonly authenticator: Authenticator;
  readonly cookies: AttemptCookies;
  readonly intents: Intents;
  readonly confirm: Confirm;
  readonly completeLimit: RateLimit;
  readonly timer: StartTimer;
  readonly now: () => number;
}

export function createCompleteRoute(deps: CompleteRouteDeps): RouteHandler {
  const { authenticator, cookies, intents, confirm, completeLimit, timer, now } = deps;

  const completed = (record: AttemptRecord, connectionId: string): AttemptRecord => ({
    ...record,
    expiresAt: now() + COMPLETED_SECONDS * 1000,
    state: { phase: "completed", connectionId },
  });

  return async (request, log) => {
    const caller = await authenticator.authenticatePage(request);
    const ownOrigin = authenticator.ownOrigin(request);
    const { attemptId, connectionId } = await readJsonBody(request, completeRequestSchema, timer);
    log.attemptId = attemptId;
    const owner = caller.clientReferenceId;
    completeLimit.take(owner);
    const records = await cookies.read(request, ownOrigin, owner);
    const record = records.find((candidate) => candidate.attemptId === attemptId);
    if (!record) throw new HttpError(403, "unsolicited_callback", "This browser did not start this attempt.");
    if (!mayConfirm(record, connectionId)) throw notConfirmed();
    const write = (next: AttemptRecord) => cookies.write(request, ownOrigin, next);

    const reported = await intents.add(record, connectionId, owner, log);
    let connection: Connection | undefined;
    try {
      const wait = { ms: CONFIRM_MS, client: request.signal };
      connection = await confirm.confirm(intentOf(reported, connectionId, owner), wait);
      // One response for both: the connection is another user's, or another one used up the attempt.
      if (!connection) throw notConfirmed();
    } catch (error) {
      const { code } = asHttpError(error);
      const isDenied = code === "verify_failed" || code === "mismatch";
      const next = isDenied ? await intents.drop(reported, connectionId, owner, log) : reported;
      return refuse(error, await write(next), log);
    }
    return jsonResponse(connection, await write(completed(reported, connectionId)));
  };
}

/** Whether the attempt is still open, or the connection is the one that it ended with. */
function mayConfirm(record: AttemptRecord, connectionId: string): boolean {
  const { state } = record;
  if (state.phase === "completed") return state.connectionId === connectionId;
  if (isOpen(record)) return true;
  return (
    state.phase === "returned" && state.outcome.outcome === "connected" && state.outcome.connectionId === connectionId
  );
}

/** The error's response, with the cookie that has the intent: the store may be down. */
function refuse(error: unknown, setCookies: readonly string[], log: RequestLog): Response {
  log.report(error);
  const response = errorResponse(asHttpError(error));
  for (const cookie of setCookies) response.headers.append("Set-Cookie", cookie);
  return response;
}

const notConfirmed = () => new HttpError(403, "verify_failed", "The connection could not be confirmed.");

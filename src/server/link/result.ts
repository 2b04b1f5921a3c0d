/** `GET link/result[?attemptId=…]`: tells the page how its popup or redirect ended, once. */
import { isAttemptId, type LinkResult } from "../../protocol/link-contract.js";
import { jsonResponse } from "../http/responses.js";
import type { Caller } from "../authorize.js";
import {
  findUnreadOutcome,
  ATTEMPT_SECONDS,
  newNonce,
  type AttemptRecord,
  type ReturnedRecord,
} from "./attempt-record.js";
import type { RouteContext, Route } from "../route-context.js";
import { HttpError } from "../http/http-error.js";
import { requireSameOrigin } from "../http/same-origin.js";

export const linkResult: Route = async (request, context, note) => {
  const { cookies } = context;
  const ownOrigin = context.ownOrigin(request);
  const caller = await context.identify(request);
  requireSameOrigin(request, ownOrigin);
  const asked = new URL(request.url).searchParams.get("attemptId") ?? undefined;
  if (isAttemptId(asked)) note.attemptId = asked;
  const records = await cookies.read(request, ownOrigin, caller.clientReferenceId);
  const unread = findUnreadOutcome(records, asked, context.settings.now());
  if (!unread || (await context.store.isClaimed(readOnce(unread.holder)))) throw noResult();
  const { attemptId, holder } = unread;
  // Before it is marked as read: what cannot be confirmed right now can be asked for again.
  const outcome = await readOutcome(attemptId, holder, caller, context, request.signal);
  // Of this attempt, also where another one's cookie has the outcome.
  const requestedConnectionId = records.find((record) => record.attemptId === attemptId)?.connectionId;
  const result = outcome.outcome === "connected" ? { ...outcome, requestedConnectionId } : outcome;
  if (!(await context.store.claim(readOnce(holder), ATTEMPT_SECONDS))) throw noResult();
  const setCookies = [cookies.expire(attemptId, ownOrigin)];
  if (holder.attemptId !== attemptId) {
    // The callback had guessed wrong: the other attempt is still out there, and starts over with a nonce of its own.
    const pending: AttemptRecord = { ...holder, nonce: newNonce(), state: { phase: "pending" } };
    setCookies.push(await cookies.keep(pending, ownOrigin));
  }
  return jsonResponse(result, setCookies);
};

const readOnce = ({ nonce }: AttemptRecord) => `read:${nonce}`;
const noResult = () => new HttpError(404, "not_found", "There is no result to read.");

async function readOutcome(
  attemptId: string,
  holder: ReturnedRecord,
  caller: Caller,
  context: RouteContext,
  client: AbortSignal,
): Promise<LinkResult> {
  const { outcome } = holder.state;
  switch (outcome.outcome) {
    case "cancelled":
      return { outcome: "cancelled", attemptId, step: outcome.step };
    case "failed":
      return { outcome: "failed", attemptId, code: outcome.code, reason: outcome.reason };
    case "connected": {
      // The cookie holds the id only: what the connection is like is OFAuth's to say, and still has to be the user's.
      const { connectionId, told } = outcome;
      // Until one of them has read it, any number could ask at once, each for pages of OFAuth's list.
      context.completeRate.take(caller.clientReferenceId);
      const connection = await context.confirm({ nonce: holder.nonce, connectionId, told }, caller, client);
      if (!connection) return { outcome: "failed", attemptId, code: "verify_failed" };
      return { outcome: "connected", attemptId, connection };
    }
  }
}

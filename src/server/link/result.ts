/** `GET link/result[?attemptId=…]`: returns the outcome of a popup or redirect to the page that waits for it, once. */
import { isAttemptId, type LinkResult } from "../../protocol/link-contract.js";
import type { Authenticator, Caller } from "../authorize.js";
import { HttpError } from "../http/http-error.js";
import type { RateLimit } from "../http/rate-limit.js";
import { jsonResponse } from "../http/responses.js";
import type { RouteHandler } from "../http/route.js";
import type { Store } from "../store/store.js";
import type { AttemptCookies } from "./attempt-cookie.js";
import { ATTEMPT_SECONDS, createNonce, type AttemptRecord } from "./attempt-record.js";
import type { Confirm } from "./confirm.js";
import { findUnreadOutcome, type ReturnedRecord } from "./match-attempt.js";

/** Store key of an outcome that was read. Persisted: do not change it. */
const readKey = ({ nonce }: AttemptRecord) => `read:${nonce}`;

interface ResultRouteDeps {
  readonly authenticator: Authenticator;
  readonly cookies: AttemptCookies;
  readonly confirm: Confirm;
  readonly store: Pick<Store, "mark" | "marked">;
  readonly completeLimit: RateLimit;
  readonly now: () => number;
}

export function createResultRoute(deps: ResultRouteDeps): RouteHandler {
  const { authenticator, cookies, confirm, store, completeLimit, now } = deps;

  async function resultOf(
    attemptId: string,
    { nonce, state }: ReturnedRecord,
    caller: Caller,
    client: AbortSignal,
  ): Promise<LinkResult> {
    const { outcome } = state;
    switch (outcome.outcome) {
      case "cancelled":
        return { outcome: "cancelled", attemptId, step: outcome.step };
      case "failed":
        return { outcome: "failed", attemptId, code: outcome.code, reason: outcome.reason };
      case "connected": {
        // Until one request has read the outcome, any number could ask at once, and each reads pages of OFAuth's list.
        completeLimit.take(caller.clientReferenceId);
        // The cookie has the id only. OFAuth is asked for the connection, which must still be the user's.
        const { connectionId, told: isSaved } = outcome;
        const connection = await confirm({ nonce, connectionId, isSaved }, caller, client);
        if (!connection) return { outcome: "failed", attemptId, code: "verify_failed" };
        return { outcome: "connected", attemptId, connection };
      }
    }
  }

  return async (request, log) => {
    const caller = await authenticator.authenticatePage(request);
    const ownOrigin = authenticator.ownOrigin(request);
    const requestedId = new URL(request.url).searchParams.get("attemptId") ?? undefined;
    if (isAttemptId(requestedId)) log.attemptId = requestedId;
    const records = await cookies.read(request, ownOrigin, caller.clientReferenceId);
    const unread = findUnreadOutcome(records, requestedId, now());
    if (!unread || (await store.marked([readKey(unread.holder)]))[0]) throw noResult();
    const { attemptId, holder } = unread;
    // Before the outcome is marked as read: a connection that cannot be confirmed right now can be asked for again.
    const result = await resultOf(attemptId, holder, caller, request.signal);
    if (!(await store.mark(readKey(holder), ATTEMPT_SECONDS))) throw noResult();
    const setCookies = [cookies.expire(attemptId, ownOrigin)];
    if (holder.attemptId !== attemptId) {
      // The callback matched the wrong attempt. That attempt is still open: it is pending again, with a new nonce.
      const pending: AttemptRecord = { ...holder, nonce: createNonce(), state: { phase: "pending" } };
      setCookies.push(await cookies.serialize(pending, ownOrigin));
    }
    // From this attempt's own record, even if the outcome was in another attempt's cookie.
    const requestedConnectionId = records.find((record) => record.attemptId === attemptId)?.connectionId;
    return jsonResponse(result.outcome === "connected" ? { ...result, requestedConnectionId } : result, setCookies);
  };
}

const noResult = () => new HttpError(404, "not_found", "There is no unread result.");

/**
 * `GET link/callback`: where OFAuth sends the browser after the flow. Uses up one pending attempt of this browser and
 * user, once, and stores the outcome in that attempt's cookie, even if the browser leaves before the response. OFAuth's
 * query parameters are not passed on.
 */
import { parseCallbackUrl, type CallbackResult } from "../../protocol/callback-url.js";
import { codeForLinkFailure, isConnectError } from "../../protocol/error-codes.js";
import type { Authenticator, Caller } from "../authorize.js";
import { HttpError } from "../http/http-error.js";
import type { RequestLog, RouteHandler } from "../http/route.js";
import { isNavigation, isPrefetch } from "../http/same-origin.js";
import { neverAborted } from "../http/timeout.js";
import type { Store } from "../store/store.js";
import type { AttemptCookies } from "./attempt-cookie.js";
import { ATTEMPT_SECONDS, type AttemptOutcome, type AttemptRecord } from "./attempt-record.js";
import type { CallbackOutcome, CallbackOutcomes } from "./callback-outcomes.js";
import { popupCallbackPage } from "./callback-page.js";
import type { Confirm } from "./confirm.js";
import { matchCallback } from "./match-attempt.js";

/** Store key of an attempt that a callback used up. Persisted: do not change it. */
const usedUpKey = ({ nonce }: AttemptRecord) => `return:${nonce}`;

type ParsedCallback = CallbackResult | { readonly outcome: "malformed" };

interface CallbackRouteDeps {
  readonly authenticator: Authenticator;
  readonly cookies: AttemptCookies;
  readonly confirm: Confirm;
  readonly outcomes: CallbackOutcomes;
  readonly store: Pick<Store, "mark">;
  readonly returnUrl: string | undefined;
  readonly now: () => number;
}

export function createCallbackRoute(deps: CallbackRouteDeps): RouteHandler {
  const { authenticator, cookies, confirm, outcomes, store, returnUrl, now } = deps;

  /**
   * Returns the matching attempt with its outcome: a new one, or that of an earlier visit that left before its
   * response.
   */
  async function takeOutcome(
    callback: ParsedCallback | undefined,
    records: readonly AttemptRecord[],
    caller: Caller,
    log: RequestLog,
  ): Promise<CallbackOutcome> {
    if (!callback) throw unsolicited();
    const params = JSON.stringify(callback);
    const earlier = outcomes.find(records, params);
    if (earlier) return earlier;
    const match = matchCallback(records);
    // A callback with other parameters must not take an attempt that another callback is using.
    if (!match || outcomes.has(match.record.nonce)) throw unsolicited();
    const { record, rivals } = match;
    log.attemptId = record.attemptId;
    const settled = (async (): Promise<CallbackOutcome> => {
      // Used up before anything is checked, so that a second callback finds nothing, whatever the result of this one.
      if (!(await store.mark(usedUpKey(record), ATTEMPT_SECONDS))) throw unsolicited();
      const outcome = await settle(callback, record, caller, log);
      const rivalNonces = rivals.map(({ nonce }) => nonce);
      return { ...match, record: { ...record, state: { phase: "returned", at: now(), outcome, rivals: rivalNonces } } };
    })();
    outcomes.add(record.nonce, params, settled);
    settled.catch(() => outcomes.delete(record.nonce));
    return settled;
  }

  async function settle(
    callback: ParsedCallback,
    { nonce }: AttemptRecord,
    caller: Caller,
    log: RequestLog,
  ): Promise<AttemptOutcome> {
    switch (callback.outcome) {
      case "malformed":
        return { outcome: "failed", code: "bad_response" };
      case "cancelled":
        return { outcome: "cancelled", step: callback.step };
      case "error":
        return { outcome: "failed", code: codeForLinkFailure(callback.reason), reason: callback.reason };
      case "success": {
        const rejected: AttemptOutcome = { outcome: "failed", code: "verify_failed" };
        const { connectionId, clientReferenceId } = callback;
        if (clientReferenceId !== undefined && clientReferenceId !== caller.clientReferenceId) return rejected;
        try {
          // The account is connected and the attempt used up: the host must save it even if the client disconnects now.
          const connection = await confirm({ nonce, connectionId, isSaved: false }, caller, neverAborted());
          return connection ? { outcome: "connected", connectionId, told: true } : rejected;
        } catch (error) {
          // OFAuth or the host failed just now. The account is connected: the request for the result tries again.
          log.report(error);
          return { outcome: "connected", connectionId, told: false };
        }
      }
    }
  }

  return async (request, log) => {
    // Not a 2xx: a browser may keep the response to a prefetch and show it when the user navigates.
    if (isPrefetch(request)) throw new HttpError(425, "forbidden", "The callback cannot be prefetched.");
    if (!isNavigation(request)) throw new HttpError(403, "forbidden", "The callback must be a page navigation.");
    const caller = await authenticator.authenticate(request);
    const ownOrigin = authenticator.ownOrigin(request);
    const records = await cookies.read(request, ownOrigin, caller.clientReferenceId);
    const { record, rivals } = await takeOutcome(parseCallback(request.url), records, caller, log);
    const cookie = await cookies.serialize(record, ownOrigin);
    // A browser that left before the response gets the outcome when it comes back.
    if (!request.signal.aborted) outcomes.delete(record.nonce);
    const home = returnUrl ?? record.returnTo ?? "/";
    if (record.mode === "redirect" && !rivals.some(({ mode }) => mode === "popup")) {
      return new Response(null, { status: 303, headers: { Location: home, "Set-Cookie": cookie } });
    }
    return popupCallbackPage({ attemptId: record.attemptId, mode: record.mode, home, cookie });
  };
}

function parseCallback(url: string): ParsedCallback | undefined {
  try {
    return parseCallbackUrl(url);
  } catch (error) {
    if (isConnectError(error)) return { outcome: "malformed" };
    throw error;
  }
}

const unsolicited = () =>
  new HttpError(400, "unsolicited_callback", "This browser did not start this connection, or it was already used.");

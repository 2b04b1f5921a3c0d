/**
 * `GET link/callback`: where OFAuth sends the browser. It takes one pending attempt of this browser and this user, once,
 * and leaves the outcome in that attempt's cookie, even if the first visit is left before its answer. OFAuth's parameters
 * end here.
 */
import { codeForLinkFailure, isConnectError } from "../../protocol/error-codes.js";
import { parseCallbackUrl, type CallbackResult } from "../../protocol/callback-url.js";
import { popupCallbackPage } from "./callback-page.js";
import type { Caller } from "../authorize.js";
import { ATTEMPT_SECONDS, matchCallback, type AttemptOutcome, type AttemptRecord } from "./attempt-record.js";
import type { RouteContext, Route, RouteLog } from "../route-context.js";
import { HttpError } from "../http/http-error.js";
import { isPrefetch, isVisit } from "../http/same-origin.js";
import type { CallbackOutcome } from "./callback-outcomes.js";

type Return = CallbackResult | { readonly outcome: "malformed" };

export const linkCallback: Route = async (request, context, note) => {
  // Not a 2xx: a browser may keep the answer to a prefetch and show it when the visit comes.
  if (isPrefetch(request))
    throw new HttpError(425, "forbidden", "A return from OFAuth is not loaded ahead of the visit.");
  if (!isVisit(request)) throw new HttpError(403, "forbidden", "A return from OFAuth is a visit of a page.");
  const caller = await context.identify(request);
  const ownOrigin = context.ownOrigin(request);
  const records = await context.cookies.read(request, ownOrigin, caller.clientReferenceId);
  const { record, rivals } = await takeReturn(readReturn(request.url), records, caller, context, note);
  const cookie = await context.cookies.keep(record, ownOrigin);
  // Somebody who has gone is still owed the outcome.
  if (!request.signal.aborted) context.returns.delivered(record.nonce);
  const home = context.settings.returnUrl ?? record.returnTo ?? "/";
  if (record.mode === "redirect" && !rivals.some(({ mode }) => mode === "popup")) {
    return new Response(null, { status: 303, headers: { Location: home, "Set-Cookie": cookie } });
  }
  return popupCallbackPage({ attemptId: record.attemptId, mode: record.mode, home, cookie });
};

function readReturn(url: string): Return | undefined {
  try {
    return parseCallbackUrl(url);
  } catch (error) {
    if (isConnectError(error)) return { outcome: "malformed" };
    throw error;
  }
}

/** One of `records`, with its outcome: taken now, or by a visit that has gone before it was answered. */
async function takeReturn(
  result: Return | undefined,
  records: readonly AttemptRecord[],
  caller: Caller,
  context: RouteContext,
  note: RouteLog,
): Promise<CallbackOutcome> {
  if (!result) throw unsolicited();
  const said = JSON.stringify(result);
  const begun = context.returns.find(records, said);
  if (begun) return begun;
  const guess = matchCallback(records);
  // What another return has begun with is its own.
  if (!guess || context.returns.has(guess.record.nonce)) throw unsolicited();
  const { record, rivals } = guess;
  note.attemptId = record.attemptId;
  const settled = (async (): Promise<CallbackOutcome> => {
    // Used up before anything is checked, so that another return finds nothing, whatever becomes of this one.
    if (!(await context.store.claim(`return:${record.nonce}`, ATTEMPT_SECONDS))) throw unsolicited();
    const outcome = await settle(result, record, caller, context, note);
    const nonces = rivals.map(({ nonce }) => nonce);
    return {
      ...guess,
      record: { ...record, state: { phase: "returned", at: context.settings.now(), outcome, rivals: nonces } },
    };
  })();
  context.returns.keep(record.nonce, said, settled);
  settled.catch(() => context.returns.delivered(record.nonce));
  return settled;
}

const unsolicited = () =>
  new HttpError(400, "unsolicited_callback", "This was not started in this browser, or it was used already.");

async function settle(
  result: Return,
  record: AttemptRecord,
  caller: Caller,
  context: RouteContext,
  note: RouteLog,
): Promise<AttemptOutcome> {
  switch (result.outcome) {
    case "malformed":
      return { outcome: "failed", code: "bad_response" };
    case "cancelled":
      return { outcome: "cancelled", step: result.step };
    case "error":
      return { outcome: "failed", code: codeForLinkFailure(result.reason), reason: result.reason };
    case "success": {
      const refused: AttemptOutcome = { outcome: "failed", code: "verify_failed" };
      const { connectionId, clientReferenceId } = result;
      if (clientReferenceId !== undefined && clientReferenceId !== caller.clientReferenceId) return refused;
      // The account is connected, and the return is used up: a client that goes away now must not keep the host untold.
      const untilSettled = new AbortController().signal;
      try {
        const connection = await context.confirm(
          { nonce: record.nonce, connectionId, told: false },
          caller,
          untilSettled,
        );
        return connection ? { outcome: "connected", connectionId, told: true } : refused;
      } catch (error) {
        // OFAuth or the host could not be reached just now. The account is connected: reading the result tries again.
        note.report(error);
        return { outcome: "connected", connectionId, told: false };
      }
    }
  }
}

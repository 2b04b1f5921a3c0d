/**
 * `GET link/callback`: where OFAuth sends the browser. It takes one pending attempt of this browser and this user, once,
 * and leaves the outcome in that attempt's cookie, even if the first visit is left before its answer. OFAuth's parameters
 * end here.
 */
import { codeForLinkFailure, isConnectError } from "../../protocol/error-codes.js";
import { parseRedirectResult, type RedirectResult } from "../../protocol/callback-url.js";
import { returnedPage } from "./callback-page.js";
import type { Caller } from "../authorize.js";
import { flowSeconds, guessReturned, type FlowOutcome, type FlowRecord } from "./attempt-record.js";
import type { RouteContext, Route, RouteNote } from "../route-context.js";
import { Refusal } from "../http/http-error.js";
import { isPrefetch, isVisit } from "../http/same-origin.js";
import type { SettledReturn } from "./callback-outcomes.js";

type Return = RedirectResult | { readonly outcome: "malformed" };

export const linkCallback: Route = async (request, context, note) => {
  // Not a 2xx: a browser may keep the answer to a prefetch and show it when the visit comes.
  if (isPrefetch(request))
    throw new Refusal(425, "forbidden", "A return from OFAuth is not loaded ahead of the visit.");
  if (!isVisit(request)) throw new Refusal(403, "forbidden", "A return from OFAuth is a visit of a page.");
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
  return returnedPage({ attemptId: record.attemptId, mode: record.mode, home, cookie });
};

function readReturn(url: string): Return | undefined {
  try {
    return parseRedirectResult(url);
  } catch (error) {
    if (isConnectError(error)) return { outcome: "malformed" };
    throw error;
  }
}

/** One of `records`, with its outcome: taken now, or by a visit that has gone before it was answered. */
async function takeReturn(
  result: Return | undefined,
  records: readonly FlowRecord[],
  caller: Caller,
  context: RouteContext,
  note: RouteNote,
): Promise<SettledReturn> {
  if (!result) throw unsolicited();
  const said = JSON.stringify(result);
  const begun = context.returns.find(records, said);
  if (begun) return begun;
  const guess = guessReturned(records);
  // What another return has begun with is its own.
  if (!guess || context.returns.has(guess.record.nonce)) throw unsolicited();
  const { record, rivals } = guess;
  note.attemptId = record.attemptId;
  const settled = (async (): Promise<SettledReturn> => {
    // Used up before anything is checked, so that another return finds nothing, whatever becomes of this one.
    if (!(await context.store.claim(`return:${record.nonce}`, flowSeconds))) throw unsolicited();
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
  new Refusal(400, "unsolicited_callback", "This was not started in this browser, or it was used already.");

async function settle(
  result: Return,
  record: FlowRecord,
  caller: Caller,
  context: RouteContext,
  note: RouteNote,
): Promise<FlowOutcome> {
  switch (result.outcome) {
    case "malformed":
      return { outcome: "failed", code: "bad_response" };
    case "cancelled":
      return { outcome: "cancelled", step: result.step };
    case "error":
      return { outcome: "failed", code: codeForLinkFailure(result.reason), reason: result.reason };
    case "success": {
      const refused: FlowOutcome = { outcome: "failed", code: "verify_failed" };
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

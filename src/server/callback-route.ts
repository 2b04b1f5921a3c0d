/**
 * `GET link/callback`: where OFAuth sends the browser. It takes one pending attempt of this browser and this user, once,
 * and leaves the outcome in that attempt's cookie. OFAuth's parameters end here.
 */
import { codeForLinkFailure, isConnectError } from "../protocol/error-codes.js";
import { parseRedirectResult, type RedirectResult } from "../protocol/redirect-result.js";
import { returnedPage } from "./callback-page.js";
import type { Caller } from "./caller.js";
import { guessReturned, type FlowOutcome, type FlowRecord } from "./flow-record.js";
import type { LinkContext, LinkRoute, RouteNote } from "./link-context.js";
import { Refusal } from "./refusal.js";
import { isPrefetch, isVisit } from "./same-origin.js";

type Return = RedirectResult | { readonly outcome: "malformed" };

export const linkCallback: LinkRoute = async (request, link, note) => {
  // Not a 2xx: a browser may keep the answer to a prefetch and show it when the visit comes.
  if (isPrefetch(request))
    throw new Refusal(425, "forbidden", "A return from OFAuth is not loaded ahead of the visit.");
  if (!isVisit(request)) throw new Refusal(403, "forbidden", "A return from OFAuth is a visit of a page.");
  const caller = await link.identify(request);
  const ownOrigin = link.ownOrigin(request);
  const records = await link.cookies.read(request, ownOrigin, caller.clientReferenceId);
  const guess = guessReturned(records);
  const result = readReturn(request.url);
  // Used up before anything is checked, so that a second visit finds nothing, whatever becomes of the first.
  if (!guess || !result || !link.uses.claim(`return:${guess.record.nonce}`)) {
    throw new Refusal(400, "unsolicited_callback", "This was not started in this browser, or it was used already.");
  }
  const { record, rivalPopup } = guess;
  note.attemptId = record.attemptId;
  const outcome = await settle(result, record, caller, link, request.signal, note);
  const returned: FlowRecord = { ...record, state: { phase: "returned", at: link.settings.now(), outcome } };
  const cookie = await link.cookies.keep(returned, ownOrigin);
  const home = link.settings.returnUrl ?? record.returnTo ?? "/";
  if (record.mode === "redirect" && !rivalPopup) {
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

async function settle(
  result: Return,
  record: FlowRecord,
  caller: Caller,
  link: LinkContext,
  client: AbortSignal,
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
      try {
        const connection = await link.confirm({ nonce: record.nonce, connectionId, told: false }, caller, client);
        return connection ? { outcome: "connected", connectionId, told: true } : refused;
      } catch (error) {
        // OFAuth or the host could not be reached just now. The account is connected: reading the result tries again.
        note.report(error);
        return { outcome: "connected", connectionId, told: false };
      }
    }
  }
}

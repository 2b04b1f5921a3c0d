/**
 * `GET link/callback`: where OFAuth sends the browser after the flow. The request with OFAuth's parameters is answered
 * with a redirect to an address without them, and its outcome is stored in the attempt's cookie, from which the page
 * there is made. Any site can send the browser here: only a connection that OFAuth confirms uses the attempt up.
 */
import { parseCallbackUrl } from "../../protocol/callback-url.js";
import { isConnectError } from "../../protocol/error-codes.js";
import type { Authenticator, Caller } from "../authorize.js";
import { HttpError } from "../http/http-error.js";
import type { RequestLog, RouteHandler } from "../http/route.js";
import { isNavigation, isPrefetch } from "../http/same-origin.js";
import type { AttemptCookies } from "./attempt-cookie.js";
import type { AttemptRecord } from "./attempt-record.js";
import { popupCallbackPage, seeOther } from "./callback-page.js";
import { withIntent, type Intents } from "./intents.js";
import { withReturn, type JudgeReturn, type Return } from "./judge-return.js";
import { isOpen, latestReturned, matchCallback, type CallbackMatch } from "./match-attempt.js";

interface CallbackRouteDeps {
  readonly authenticator: Authenticator;
  readonly cookies: AttemptCookies;
  readonly intents: Pick<Intents, "noncesOf">;
  readonly judge: JudgeReturn;
  readonly returnUrl: string | undefined;
  readonly now: () => number;
}

export function createCallbackRoute(deps: CallbackRouteDeps): RouteHandler {
  const { authenticator, cookies, intents, judge, returnUrl, now } = deps;
  const homeOf = ({ returnTo }: AttemptRecord) => returnUrl ?? returnTo ?? "/";

  /** Returns the open attempt that the return belongs to: one that has reported the connection before, if there is one. */
  async function match(
    callback: Return | undefined,
    records: readonly AttemptRecord[],
    owner: string,
    log: RequestLog,
  ): Promise<CallbackMatch> {
    const matched = callback && matchCallback(records);
    if (!matched) throw unsolicited();
    if (callback.outcome !== "success") return matched;
    // A visit that was left before its response, or whose process ended, comes back with the old cookie.
    const nonces = await intents.noncesOf(callback.connectionId, owner).catch((error: unknown): readonly string[] => {
      log.report(error);
      return [];
    });
    const candidates = [matched.record, ...matched.rivals];
    const record = candidates.find(({ nonce }) => nonces.includes(nonce)) ?? matched.record;
    return { record, rivals: candidates.filter((other) => other !== record) };
  }

  /** Keeps what the browser reported in its cookie, until the user has signed in again. */
  async function keepForLater(callback: Return | undefined, request: Request, ownOrigin: string): Promise<string[]> {
    if (callback?.outcome !== "success") return [];
    const { connectionId, clientReferenceId } = callback;
    const user = clientReferenceId === undefined ? undefined : await cookies.userTag(clientReferenceId);
    const records = await cookies.readOfAnyone(request, ownOrigin);
    const matched = matchCallback(records.filter((record) => user === undefined || record.user === user));
    if (!matched) return [];
    const record = withIntent(matched.record, connectionId, now());
    const outcome = { outcome: "connected", connectionId, told: false } as const;
    return cookies.write(request, ownOrigin, withReturn({ ...matched, record }, outcome, now()));
  }

  async function takeReturn(request: Request, log: RequestLog): Promise<Response> {
    const clean = cleanAddress(request);
    // The request that follows is refused with a page.
    if (isPrefetch(request) || !isNavigation(request)) return seeOther(clean);
    const ownOrigin = authenticator.ownOrigin(request);
    const callback = parseReturn(request.url);
    let caller: Caller;
    try {
      caller = await authenticator.authenticate(request);
    } catch (error) {
      log.report(error);
      return seeOther(clean, await keepForLater(callback, request, ownOrigin));
    }
    try {
      const owner = caller.clientReferenceId;
      const matched = await match(callback, await cookies.read(request, ownOrigin, owner), owner, log);
      log.attemptId = matched.record.attemptId;
      const record = await judge(callback!, matched, owner, log);
      const isWindow = record.mode === "popup" || matched.rivals.some(({ mode }) => mode === "popup");
      return seeOther(isWindow ? clean : homeOf(record), await cookies.write(request, ownOrigin, record));
    } catch (error) {
      log.report(error);
      return seeOther(clean);
    }
  }

  async function showPage(request: Request): Promise<Response> {
    // Not a 2xx: a browser may keep the response to a prefetch and show it when the user navigates.
    if (isPrefetch(request)) throw new HttpError(425, "forbidden", "The callback cannot be prefetched.");
    if (!isNavigation(request)) throw new HttpError(403, "forbidden", "The callback must be a page navigation.");
    const { clientReferenceId } = await authenticator.authenticate(request);
    const records = await cookies.read(request, authenticator.ownOrigin(request), clientReferenceId);
    const record = latestReturned(records);
    if (!record) throw unsolicited();
    const { attemptId, mode } = record;
    return popupCallbackPage({ attemptId, mode, isProven: !isOpen(record), home: homeOf(record) });
  }

  return (request, log) => (new URL(request.url).search === "" ? showPage(request) : takeReturn(request, log));
}

function parseReturn(url: string): Return | undefined {
  try {
    return parseCallbackUrl(url);
  } catch (error) {
    if (isConnectError(error)) return { outcome: "malformed" };
    throw error;
  }
}

/** The callback's own address without a query. Relative: the handler may be mounted below a path that it does not see. */
const cleanAddress = (request: Request): string =>
  new URL(request.url).pathname.endsWith("/") ? "../callback" : "callback";

const unsolicited = () =>
  new HttpError(400, "unsolicited_callback", "This browser did not start this connection, or it was already used.");

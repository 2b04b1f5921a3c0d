/** What the routes work with: the settings, and everything that is made from them once. */
import { identify, type Caller } from "./caller.js";
import { createConfirm, type Confirm } from "./confirm.js";
import type { StartTimer } from "./deadline.js";
import { createFlowCookies, type FlowCookies } from "./flow-cookie.js";
import { createOFAuthApi, type OFAuthApi } from "./ofauth-api.js";
import { createRateLimit, type RateLimit } from "./rate-limit.js";
import { createSettledReturns, type SettledReturns } from "./settled-returns.js";
import type { Settings } from "./settings.js";
import type { Store } from "./store.js";

export interface RouteContext {
  readonly settings: Settings;
  readonly timer: StartTimer;
  readonly store: Store;
  readonly api: OFAuthApi;
  readonly cookies: FlowCookies;
  readonly confirm: Confirm;
  readonly returns: SettledReturns;
  readonly initRate: RateLimit;
  readonly completeRate: RateLimit;
  identify(request: Request): Promise<Caller>;
  /** The origin that the host's pages have. */
  ownOrigin(request: Request): string;
}

/** What a route leaves for `onError`, whatever becomes of the request. */
export interface RouteNote {
  attemptId?: string | undefined;
  /** For a failure that the answer does not show. */
  report(error: unknown): void;
}

/** `id` is the path's `{id}` as somebody wrote it, decoded and unchecked; empty for a path without one. */
export type Route = (request: Request, context: RouteContext, note: RouteNote, id: string) => Promise<Response>;

export function createRouteContext(settings: Settings, timer: StartTimer): RouteContext {
  const api = createOFAuthApi(settings, timer);
  return {
    settings,
    timer,
    store: settings.store,
    api,
    cookies: createFlowCookies(settings.cookieSecret, settings.now),
    confirm: createConfirm(api, settings.onConnected, timer),
    returns: createSettledReturns(),
    initRate: createRateLimit(settings.initLimit, settings.now),
    // A page asks once for each session, and at most twice more when an answer is lost; each costs pages of OFAuth's list.
    completeRate: createRateLimit(settings.initLimit * 3, settings.now),
    identify: (request) => identify(request, settings, timer),
    ownOrigin: (request) => settings.trustedOrigin ?? new URL(request.url).origin,
  };
}

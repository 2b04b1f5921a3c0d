/** What the routes work with: the settings, and everything that is made from them once. */
import { connectionRoutes } from "../protocol/connections-contract.js";
import { identify, type Caller } from "./authorize.js";
import { createClaims, type Claims } from "./connections/confirmed.js";
import { createConfirm, type Confirm } from "./link/confirm.js";
import { createConnectionDirectory, type ConnectionDirectory } from "./connections/directory.js";
import type { StartTimer } from "./http/timeout.js";
import { createEventFeed, type EventFeed } from "./events/feed.js";
import { createFlowCookies, type FlowCookies } from "./link/attempt-cookie.js";
import { createKnownConnections, type KnownConnections } from "./connections/record-change.js";
import { createOFAuthApi, type OFAuthApi } from "./ofauth/api.js";
import { createRateLimit, type RateLimit } from "./http/rate-limit.js";
import { reportRefusal } from "./http/report-error.js";
import { createSettledReturns, type SettledReturns } from "./link/callback-outcomes.js";
import type { Settings } from "./settings.js";
import type { Store } from "./store/store.js";
import { createUnclaimedReports, type UnclaimedReports } from "./connections/unconfirmed-reports.js";
import { createApplyNews } from "./webhooks/apply-event.js";
import { createWebhookReceiver, type ReceiveWebhook } from "./webhooks/receiver.js";

export interface RouteContext {
  readonly settings: Settings;
  readonly timer: StartTimer;
  readonly store: Store;
  readonly api: OFAuthApi;
  readonly claims: Claims;
  readonly known: KnownConnections;
  readonly directory: ConnectionDirectory;
  readonly unclaimed: UnclaimedReports;
  readonly cookies: FlowCookies;
  readonly confirm: Confirm;
  readonly returns: SettledReturns;
  readonly initRate: RateLimit;
  readonly completeRate: RateLimit;
  /** Of invalidate and disconnect. */
  readonly writeRate: RateLimit;
  readonly importRate: RateLimit;
  readonly events: EventFeed;
  /** Undefined without a `webhookSecret`. */
  readonly webhooks: ReceiveWebhook | undefined;
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

export interface ContextSeams {
  /** What a request waits with. */
  readonly timer: StartTimer;
  /** What is done when nobody waits. */
  readonly alarm: StartTimer;
}

export function createRouteContext(settings: Settings, { timer, alarm }: ContextSeams): RouteContext {
  const { store, now, initLimit } = settings;
  const api = createOFAuthApi(settings, timer);
  const claims = createClaims(store, settings.unclaimed);
  const known = createKnownConnections(store, claims);
  const failed = (error: unknown) => reportRefusal(settings, error, connectionRoutes.connections);
  const directory = createConnectionDirectory({
    api,
    store,
    claims,
    timer,
    now,
    maxAge: settings.webhookKeys === undefined ? 10_000 : 300_000,
    swept: (list) => void claims.recent(list).then((recent) => unclaimed.watch(recent), failed),
  });
  const unclaimed = createUnclaimedReports({
    store,
    claims,
    onUnclaimed: settings.onUnclaimed,
    alarm,
    now,
    sweep: () => directory.sweep(new AbortController().signal),
    failed,
  });
  return {
    settings,
    timer,
    store,
    api,
    claims,
    known,
    directory,
    unclaimed,
    cookies: createFlowCookies(settings.cookieSecret, now),
    confirm: createConfirm({ api, store, known, onConnected: settings.onConnected, timer, now }),
    returns: createSettledReturns(),
    initRate: createRateLimit(initLimit, now),
    // A page asks once for each session, and at most twice more when an answer is lost; each costs pages of OFAuth's list.
    completeRate: createRateLimit(initLimit * 3, now),
    writeRate: createRateLimit(initLimit * 3, now),
    importRate: createRateLimit(initLimit, now),
    events: createEventFeed(store, alarm),
    webhooks: createWebhookReceiver({
      settings,
      store,
      applyNews: createApplyNews({ store, claims, directory, unclaimed, settings }),
      timer,
      failed: (error) => reportRefusal(settings, error, connectionRoutes.webhooks),
    }),
    identify: (request) => identify(request, settings, timer),
    ownOrigin: (request) => settings.trustedOrigin ?? new URL(request.url).origin,
  };
}

/** What the routes work with: the settings, and everything that is made from them once. */
import { connectionRoutes } from "../protocol/connections-contract.js";
import { authenticate, type Caller } from "./authorize.js";
import { createConfirmedConnections, type ConfirmedConnections } from "./connections/confirmed.js";
import { createConfirm, type Confirm } from "./link/confirm.js";
import { createConnectionDirectory, type ConnectionDirectory } from "./connections/directory.js";
import type { StartTimer } from "./http/timeout.js";
import { createEventFeed, type EventFeed } from "./events/feed.js";
import { createAttemptCookies, type AttemptCookies } from "./link/attempt-cookie.js";
import { createChangeRecorder, type ChangeRecorder } from "./connections/record-change.js";
import { createOFAuthApi, type OFAuthApi } from "./ofauth/api.js";
import { createRateLimit, type RateLimit } from "./http/rate-limit.js";
import { reportError } from "./http/report-error.js";
import { createCallbackOutcomes, type CallbackOutcomes } from "./link/callback-outcomes.js";
import type { Settings } from "./settings.js";
import type { Store } from "./store/store.js";
import { createUnconfirmedReports, type UnconfirmedReports } from "./connections/unconfirmed-reports.js";
import { createApplyEvent } from "./webhooks/apply-event.js";
import { createWebhookReceiver, type ReceiveWebhook } from "./webhooks/receiver.js";

export interface RouteContext {
  readonly settings: Settings;
  readonly timer: StartTimer;
  readonly store: Store;
  readonly api: OFAuthApi;
  readonly claims: ConfirmedConnections;
  readonly known: ChangeRecorder;
  readonly directory: ConnectionDirectory;
  readonly unconfirmed: UnconfirmedReports;
  readonly cookies: AttemptCookies;
  readonly confirm: Confirm;
  readonly returns: CallbackOutcomes;
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
export interface RouteLog {
  attemptId?: string | undefined;
  /** For a failure that the answer does not show. */
  report(error: unknown): void;
}

/** `id` is the path's `{id}` as somebody wrote it, decoded and unchecked; empty for a path without one. */
export type Route = (request: Request, context: RouteContext, note: RouteLog, id: string) => Promise<Response>;

export interface ContextSeams {
  /** What a request waits with. */
  readonly timer: StartTimer;
  /** What is done when nobody waits. */
  readonly alarm: StartTimer;
}

export function createRouteContext(settings: Settings, { timer, alarm }: ContextSeams): RouteContext {
  const { store, now, initLimit } = settings;
  const api = createOFAuthApi(settings, timer);
  const claims = createConfirmedConnections(store, settings.unconfirmed);
  const known = createChangeRecorder(store, claims);
  const failed = (error: unknown) => reportError(settings, error, connectionRoutes.connections);
  const directory = createConnectionDirectory({
    api,
    store,
    claims,
    timer,
    now,
    maxAge: settings.webhookKeys === undefined ? 10_000 : 300_000,
    swept: (list) => void claims.recent(list).then((recent) => unconfirmed.watch(recent), failed),
  });
  const unconfirmed = createUnconfirmedReports({
    store,
    claims,
    onUnconfirmed: settings.onUnconfirmed,
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
    unconfirmed,
    cookies: createAttemptCookies(settings.cookieSecret, now),
    confirm: createConfirm({ api, store, known, onConnected: settings.onConnected, timer, now }),
    returns: createCallbackOutcomes(),
    initRate: createRateLimit(initLimit, now),
    // A page asks once for each session, and at most twice more when an answer is lost; each costs pages of OFAuth's list.
    completeRate: createRateLimit(initLimit * 3, now),
    writeRate: createRateLimit(initLimit * 3, now),
    importRate: createRateLimit(initLimit, now),
    events: createEventFeed(store, alarm),
    webhooks: createWebhookReceiver({
      settings,
      store,
      applyEvent: createApplyEvent({
        store,
        confirmed: claims,
        directory,
        unconfirmedReports: unconfirmed,
        settings,
      }),
      timer,
      onBackgroundError: (error) => reportError(settings, error, connectionRoutes.webhooks),
    }),
    identify: (request) => authenticate(request, settings, timer),
    ownOrigin: (request) => settings.trustedOrigin ?? new URL(request.url).origin,
  };
}

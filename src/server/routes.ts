/** Builds what the features share and puts their routes together. */
import { connectionRoutes } from "../protocol/connections-contract.js";
import { linkRoutes } from "../protocol/link-contract.js";
import { createAuthenticator } from "./authorize.js";
import { createConfirmedConnections } from "./connections/confirmed.js";
import { createConnectionIndex } from "./connections/connection-index.js";
import { createImportRoutes } from "./connections/import-routes.js";
import { createChangeRecorder } from "./connections/record-change.js";
import { createConnectionRoutes } from "./connections/routes.js";
import { createUnconfirmedReports } from "./connections/unconfirmed-reports.js";
import { createEventFeed } from "./events/feed.js";
import { createEventRoutes } from "./events/routes.js";
import type { Activity } from "./http/activity.js";
import type { ReportError } from "./http/report-error.js";
import type { RouteDefinition } from "./http/route.js";
import { neverAborted, type StartTimer } from "./http/timeout.js";
import { createHiddenWarning } from "./http/warnings.js";
import { createOnConnected } from "./link/on-connected.js";
import { createLinkFeature } from "./link/routes.js";
import { createOFAuthApi } from "./ofauth/api.js";
import type { ConnectedEvent } from "./host-events.js";
import type { Settings } from "./settings.js";
import type { StoredConnection } from "./store/store.js";
import { createWebhookRoutes } from "./webhooks/routes.js";

export interface Timers {
  /** Timer for work that a request waits for. */
  readonly timer: StartTimer;
  /** Timer for work that no request waits for. */
  readonly backgroundTimer: StartTimer;
  /** Whether the host's code ends with the answer. */
  readonly endsWithAnswer: boolean;
}

interface Routes {
  /** Where two match a request, the first one answers it. */
  readonly routes: readonly RouteDefinition[];
  /** One bounded step of the work that no request waits for. Never rejects. */
  readonly maintain: () => Promise<void>;
}

/** Creates all routes of the handler. */
export function createRoutes(
  settings: Settings,
  reportError: ReportError,
  { closing, track }: Activity,
  { timer, backgroundTimer, endsWithAnswer }: Timers,
): Routes {
  const { store, now } = settings;
  const authenticator = createAuthenticator({ ...settings, timer });
  const api = createOFAuthApi(settings, timer, now);
  const changes = createChangeRecorder(store);
  const host = settings.onConnected;
  const onConnected = createOnConnected(host && ((event) => track((async () => host(event))())), timer);
  const saveConnection = (event: ConnectedEvent) => onConnected.wait(onConnected.call(event), neverAborted());

  // A background error belongs to no request: it is reported for the route that caused the work.
  const onListError = (error: unknown) => reportError(error, connectionRoutes.connections);
  /** Finishes what browsers have reported of these connections, and reports those that stay unconfirmed. */
  async function onSeen(entries: readonly StoredConnection[]): Promise<void> {
    const owners = new Set(entries.map(({ connection }) => connection.clientReferenceId));
    for (const owner of owners) if (owner) await link.intentFinisher.finish(owner, entries);
    unconfirmedReports.watch(entries);
  }
  const confirmed = createConfirmedConnections({ ...settings, onError: onListError });
  const { directory, prove, isProving, refresh, maintain } = createConnectionIndex({
    api,
    store,
    confirmed,
    hasWebhooks: settings.webhookKeys !== undefined,
    timer,
    backgroundTimer,
    endsWithAnswer,
    now,
    closing,
    onSeen,
    onHidden: createHiddenWarning(settings.isStoreInMemory),
    onError: onListError,
  });
  const unconfirmedReports = createUnconfirmedReports({
    store,
    confirmed,
    backgroundTimer,
    now,
    onUnconfirmed: settings.onUnconfirmed,
    refresh: () => refresh(neverAborted()),
    onBackgroundError: onListError,
  });

  const feed = createEventFeed(store, backgroundTimer);
  closing.addEventListener("abort", () => feed.closeAll());

  const link = createLinkFeature({
    settings,
    authenticator,
    api,
    store,
    directory,
    prove,
    changes,
    onConnected,
    timer,
    backgroundTimer,
    track,
    onBackgroundError: (error) => reportError(error, linkRoutes.linkComplete),
    now,
  });

  const routes = [
    ...link.routes,
    // Before the routes of connections: `connections/import` also matches `connections/{id}`.
    ...createImportRoutes({ settings, authenticator, api, directory, changes, saveConnection, timer, now }),
    ...createConnectionRoutes({
      settings,
      authenticator,
      api,
      directory,
      changes,
      beforeRead: link.restoreReported,
      now,
    }),
    ...createEventRoutes({ settings, authenticator, feed }),
    ...createWebhookRoutes({
      settings,
      store,
      confirmed,
      directory,
      // A request that waits for the connection finishes it itself, with all that OFAuth's list has of it.
      onSeen: (entries) => onSeen(entries.filter(({ connection }) => !isProving(connection.id))),
      timer,
      backgroundTimer,
      track,
      onBackgroundError: (error) => reportError(error, connectionRoutes.webhooks),
    }),
  ];
  return { routes, maintain };
}

/** The one place of a page where connections are read, for each endpoint that its elements name. */
import { CachedConnectionsClient } from "../connections/client.js";
import type { ConnectionsClient } from "../connections/types.js";
import { connectionRoutes } from "../protocol/connections-contract.js";
import { browserClock } from "./signals/clock.js";
import { openEventSource } from "./signals/event-source.js";
import { pageVisibility } from "./signals/page-visibility.js";
import { tabChannel } from "./signals/tab-channel.js";
import { resolveEndpoint, routeUrl } from "./http/endpoint.js";
import { createConnectionsApi } from "./http/connections-api.js";
import type { RequestInitSource } from "./http/request.js";

export interface ConnectionsClientOptions {
  readonly window: Window;
  readonly endpoint: string;
  /** When given, all requests to that endpoint carry it from now on: elements share their requests. */
  readonly requestInit: RequestInitSource | undefined;
}

interface Shared {
  readonly hub: ConnectionsClient;
  requestInit: RequestInitSource | undefined;
}

// One for each document, not one for each window: a window that is navigated keeps its object.
const hubs = new WeakMap<Document, Map<string, Shared>>();

/** The hub of this document and endpoint. An endpoint that makes no sense is told by every view as `misconfigured`. */
export function getConnectionsClient({ window, endpoint, requestInit }: ConnectionsClientOptions): ConnectionsClient {
  const { document } = window;
  const ofDocument = hubs.get(document) ?? new Map<string, Shared>();
  hubs.set(document, ofDocument);
  const resolve = () => resolveEndpoint(endpoint, window.location.href);
  let url: URL | undefined;
  let key = endpoint;
  try {
    url = resolve();
    key = url.href;
  } catch {
    // Every request throws the same again, and the views tell it.
  }
  const shared = ofDocument.get(key) ?? createShared(window, () => url ?? resolve());
  ofDocument.set(key, shared);
  if (requestInit !== undefined) shared.requestInit = requestInit;
  return shared.hub;
}

function createShared(window: Window, endpoint: () => URL): Shared {
  const hub = new CachedConnectionsClient({
    backend: createConnectionsApi({ endpoint, requestInit: () => shared.requestInit }),
    clock: browserClock,
    random: () => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32,
    page: pageVisibility(window),
    tabs: tabChannel(window),
    openLive: (listener) => openEventSource(window, routeUrl(endpoint(), connectionRoutes.events), listener),
    watchFlows(connected) {
      const { document } = window;
      const heard = (event: Event) =>
        connected((event as CustomEvent<{ connectionId?: unknown } | null>).detail?.connectionId);
      document.addEventListener("ofauth-success", heard);
      return () => document.removeEventListener("ofauth-success", heard);
    },
  });
  const shared: Shared = { hub, requestInit: undefined };
  return shared;
}

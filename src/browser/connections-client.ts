/** Creates the connections client that all elements on a page share, one for each endpoint. */
import { CachedConnectionsClient } from "../connections/client.js";
import type { ConnectionsClient } from "../connections/types.js";
import { connectionRoutes } from "../protocol/connections-contract.js";
import { userChangedEvent } from "../protocol/user-changed.js";
import { createConnectionsApi } from "./http/connections-api.js";
import { resolveEndpoint, routeUrl } from "./http/endpoint.js";
import type { RequestSettings } from "./settings.js";
import { browserClock } from "./signals/clock.js";
import { openEventSource } from "./signals/event-source.js";
import { pageVisibility } from "./signals/page-visibility.js";
import { connectPeers } from "./signals/peers.js";
import { tabChannel } from "./signals/tab-channel.js";

export interface ConnectionsClientOptions extends Readonly<RequestSettings> {
  readonly window: Window;
}

interface SharedClient {
  readonly client: ConnectionsClient;
  requestInit: RequestSettings["requestInit"];
}

// Keyed by document, not by window: a window keeps its identity when it navigates.
const clientsByDocument = new WeakMap<Document, Map<string, SharedClient>>();

/**
 * Returns the client of the window's document for `endpoint`. Never throws: with an invalid endpoint, every view fails
 * with `misconfigured`.
 */
export function getConnectionsClient({ window, endpoint, requestInit }: ConnectionsClientOptions): ConnectionsClient {
  const { document } = window;
  const clients = clientsByDocument.get(document) ?? new Map<string, SharedClient>();
  clientsByDocument.set(document, clients);
  const resolve = () => resolveEndpoint(endpoint, window.location.href);
  let url: URL | undefined;
  let key = endpoint;
  try {
    url = resolve();
    key = url.href;
  } catch {
    // Each request resolves the endpoint again, and the error it throws becomes part of the views.
  }
  const shared = clients.get(key) ?? createSharedClient(window, () => url ?? resolve());
  clients.set(key, shared);
  // Elements share their requests, so all requests to this endpoint use the `requestInit` that was given last.
  if (requestInit !== undefined) shared.requestInit = requestInit;
  return shared.client;
}

function createSharedClient(window: Window, endpoint: () => URL): SharedClient {
  const eventsUrl = () => routeUrl(endpoint(), connectionRoutes.events);
  const client = new CachedConnectionsClient({
    api: createConnectionsApi({ endpoint, requestInit: () => shared.requestInit }),
    clock: browserClock,
    random: () => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32,
    page: pageVisibility(window),
    tabs: tabChannel(window),
    openEventSource: (listener) => openEventSource(window, eventsUrl(), listener),
    connectPeers: (onMessage) => connectPeers(window, `ofauth-events:${eventsUrl()}`, onMessage),
    onConnected(listener) {
      const { document } = window;
      const onSuccess = (event: Event) =>
        listener((event as CustomEvent<{ connectionId?: unknown } | null>).detail?.connectionId);
      document.addEventListener("ofauth-success", onSuccess);
      return () => document.removeEventListener("ofauth-success", onSuccess);
    },
    onUserChanged(listener) {
      const { document } = window;
      document.addEventListener(userChangedEvent, listener);
      return () => document.removeEventListener(userChangedEvent, listener);
    },
  });
  const shared: SharedClient = { client, requestInit: undefined };
  return shared;
}

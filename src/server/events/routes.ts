/** `GET events`: server-sent events, one for each change of the caller's own connections. */
import { connectionRoutes } from "../../protocol/connections-contract.js";
import type { Authenticator } from "../authorize.js";
import type { RouteDefinition, RouteHandler } from "../http/route.js";
import type { StartTimer } from "../http/timeout.js";
import type { Store } from "../store/store.js";
import { createEventFeed } from "./feed.js";

interface EventRouteDeps {
  readonly authenticator: Pick<Authenticator, "authenticatePage">;
  readonly store: Store;
  readonly backgroundTimer: StartTimer;
}

export function createEventRoutes({
  authenticator,
  store,
  backgroundTimer,
}: EventRouteDeps): readonly RouteDefinition[] {
  const feed = createEventFeed(store, backgroundTimer);

  const openStream: RouteHandler = async (request) => {
    const { clientReferenceId } = await authenticator.authenticatePage(request);
    const lastEventId = request.headers.get("last-event-id");
    const body = await feed.open(clientReferenceId, lastEventId, request.signal);
    // Without `X-Accel-Buffering` nginx holds the messages back until its buffer is full.
    return new Response(body, { headers: { "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" } });
  };

  return [{ path: connectionRoutes.events, methods: { GET: openStream } }];
}

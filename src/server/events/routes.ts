/** `GET events`: server-sent events, one for each change of the caller's own connections. */
import { connectionRoutes } from "../../protocol/connections-contract.js";
import type { Authenticator } from "../authorize.js";
import { HttpError } from "../http/http-error.js";
import { errorResponse } from "../http/responses.js";
import type { RouteDefinition, RouteHandler } from "../http/route.js";
import type { EventFeed } from "./feed.js";

interface EventRouteDeps {
  /** Whether the host's server can send a stream. */
  readonly settings: { readonly events: boolean };
  readonly authenticator: Pick<Authenticator, "authenticatePage">;
  readonly feed: Pick<EventFeed, "open">;
}

export function createEventRoutes({ settings, authenticator, feed }: EventRouteDeps): readonly RouteDefinition[] {
  const openStream: RouteHandler = async (request) => {
    const { clientReferenceId } = await authenticator.authenticatePage(request);
    const lastEventId = request.headers.get("last-event-id");
    const body = await feed.open(clientReferenceId, lastEventId, request.signal);
    const headers = {
      "Content-Type": "text/event-stream",
      // Middleware that compresses, such as Express's `compression`, would hold the messages back.
      "Cache-Control": "no-store, no-transform",
      // The same for nginx, which otherwise waits until its buffer is full.
      "X-Accel-Buffering": "no",
    };
    return new Response(body, { headers });
  };
  // Not thrown: every page asks once, and this is not an error that the host has to know of.
  const refuse: RouteHandler = () =>
    Promise.resolve(errorResponse(new HttpError(404, "not_found", "Live updates are switched off.")));

  return [{ path: connectionRoutes.events, methods: { GET: settings.events ? openStream : refuse } }];
}

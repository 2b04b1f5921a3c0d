/** `GET events`: server-sent events, one for each change of the caller's own connections. */
import { authenticatePage } from "../connections/require-owner.js";
import type { Route } from "../route-context.js";

export const listenToEvents: Route = async (request, context) => {
  const { clientReferenceId } = await authenticatePage(request, context);
  const lastId = request.headers.get("last-event-id");
  const body = await context.events.open(clientReferenceId, lastId, request.signal);
  // nginx would keep the messages back until its buffer is full.
  return new Response(body, { headers: { "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" } });
};

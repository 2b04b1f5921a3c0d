/**
 * `POST webhooks`: receives OFAuth's webhooks. No user is signed in there; the signature alone authenticates the
 * sender.
 */
import { connectionRoutes } from "../../protocol/connections-contract.js";
import { HttpError } from "../http/http-error.js";
import { jsonResponse } from "../http/responses.js";
import type { RouteDefinition, RouteHandler } from "../http/route.js";
import { createApplyEvent, type ApplyEventDeps } from "./apply-event.js";
import { createWebhookReceiver, type WebhookReceiverDeps } from "./receiver.js";

type WebhookRouteDeps = ApplyEventDeps & Omit<WebhookReceiverDeps, "applyEvent">;

export function createWebhookRoutes(deps: WebhookRouteDeps): readonly RouteDefinition[] {
  const receive = createWebhookReceiver({ ...deps, applyEvent: createApplyEvent(deps) });

  const receiveWebhook: RouteHandler = async (request) => {
    if (!receive) throw new HttpError(404, "not_found", "This route does not exist.");
    await receive(request);
    return jsonResponse({ received: true });
  };

  return [{ path: connectionRoutes.webhooks, methods: { POST: receiveWebhook } }];
}

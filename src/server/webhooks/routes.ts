/** `POST webhooks`. Nobody is signed in there, and no page sends them: the signature alone says who it is. */
import { jsonResponse } from "../http/responses.js";
import { HttpError } from "../http/http-error.js";
import type { Route } from "../route-context.js";

export const receiveWebhook: Route = async (request, { webhooks }) => {
  if (!webhooks) throw new HttpError(404, "not_found", "There is no such route.");
  await webhooks(request);
  return jsonResponse({ received: true });
};

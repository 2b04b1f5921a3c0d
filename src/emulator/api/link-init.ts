/** Checks the body of `POST /v2/link/init` field by field (API reference: Link). */
import * as z from "zod/mini";
import { clientAppIdPattern, isHttpUrl, type ClientApp, type ClientApps } from "../client-apps.js";
import { firstMessage, formatted } from "./body-schema.js";

/** A valid request to start a Link session. */
interface LinkInit {
  readonly clientApp: Required<ClientApp>;
  readonly redirectUrl: string;
  readonly clientReferenceId: string | undefined;
  readonly connectionId: string | undefined;
}

/** Why a request is not valid: a sentence for developers, and OFAuth's status for it. */
export class LinkInitError {
  readonly status: 400 | 404;
  readonly message: string;

  constructor(message: string, status: 400 | 404 = 400) {
    this.message = message;
    this.status = status;
  }
}

/** The body; its messages go into the error answer. */
const linkInitSchema = z.object(
  {
    clientAppId: z.optional(
      formatted("clientAppId must match ^app_[a-zA-Z0-9]+$.", (id) => clientAppIdPattern.test(id)),
    ),
    redirectUrl: z.optional(formatted("redirectUrl must be a URL.", isHttpUrl)),
    clientReferenceId: z.optional(z.string("clientReferenceId must be a string.")),
    connectionId: z.optional(formatted("connectionId must start with conn_.", (id) => id.startsWith("conn_"))),
    geolocation: z.optional(
      z.object(
        {
          country: formatted("geolocation.country is required.", (country) => country !== ""),
          state: z.optional(z.string("geolocation.state must be a string.")),
          city: z.optional(z.string("geolocation.city must be a string.")),
        },
        "geolocation must be an object.",
      ),
    ),
  },
  "The body must be a JSON object.",
);

/** Checks a body that is parsed JSON. Every field is optional; unknown fields are ignored. */
export function parseLinkInit(body: unknown, clientApps: ClientApps): LinkInit | LinkInitError {
  const parsed = linkInitSchema.safeParse(body);
  if (!parsed.success) return new LinkInitError(firstMessage(parsed.error));
  const { clientAppId, redirectUrl, clientReferenceId, connectionId } = parsed.data;
  const clientApp = findClientApp(clientApps, clientAppId, redirectUrl);
  if (!clientApp)
    return new LinkInitError(
      clientAppId === undefined ? "No client app is registered." : `The client app ${clientAppId} does not exist.`,
      404,
    );
  if (redirectUrl !== undefined && !clientApp.redirectUrls.includes(redirectUrl)) {
    const registered = clientApp.redirectUrls.join(", ") || "none";
    return new LinkInitError(
      `redirectUrl is not one of the Allowed Redirect URIs of ${clientApp.id}. Registered: ${registered}.`,
    );
  }
  const target = redirectUrl ?? clientApp.redirectUrls[0];
  if (target === undefined) return new LinkInitError(`${clientApp.id} has no Allowed Redirect URIs.`);
  return { clientApp, redirectUrl: target, clientReferenceId, connectionId };
}

// API reference: "If left out, the first matching client app is used". That is taken to be the first with the redirect
// URL, else the first.
function findClientApp(clientApps: ClientApps, id: string | undefined, redirectUrl: string | undefined) {
  if (id !== undefined) return clientApps.get(id);
  const apps = clientApps.list();
  return apps.find((app) => redirectUrl !== undefined && app.redirectUrls.includes(redirectUrl)) ?? apps[0];
}

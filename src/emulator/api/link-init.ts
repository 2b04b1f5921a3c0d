/** Checks the body of `POST /v2/link/init` field by field (API reference: Link). */
import { clientAppIdPattern, isHttpUrl, type ClientApp, type ClientApps } from "../client-apps.js";

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

/** Checks a body that is parsed JSON. Every field is optional; unknown fields are ignored. */
export function parseLinkInit(body: unknown, clientApps: ClientApps): LinkInit | LinkInitError {
  if (!isRecord(body)) return new LinkInitError("The body must be a JSON object.");
  const { clientAppId, redirectUrl, clientReferenceId, connectionId, geolocation } = body;
  if (clientAppId !== undefined && !(isString(clientAppId) && clientAppIdPattern.test(clientAppId))) {
    return new LinkInitError("clientAppId must match ^app_[a-zA-Z0-9]+$.");
  }
  if (redirectUrl !== undefined && !(isString(redirectUrl) && isHttpUrl(redirectUrl))) {
    return new LinkInitError("redirectUrl must be a URL.");
  }
  if (clientReferenceId !== undefined && !isString(clientReferenceId)) {
    return new LinkInitError("clientReferenceId must be a string.");
  }
  if (connectionId !== undefined && !(isString(connectionId) && connectionId.startsWith("conn_"))) {
    return new LinkInitError("connectionId must start with conn_.");
  }
  const problem = geolocation === undefined ? undefined : geolocationProblem(geolocation);
  if (problem) return new LinkInitError(problem);

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

function geolocationProblem(value: unknown): string | undefined {
  if (!isRecord(value)) return "geolocation must be an object.";
  if (!isString(value.country) || value.country === "") return "geolocation.country is required.";
  for (const name of ["state", "city"]) {
    if (value[name] !== undefined && !isString(value[name])) return `geolocation.${name} must be a string.`;
  }
  return undefined;
}

const isString = (value: unknown): value is string => typeof value === "string";
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

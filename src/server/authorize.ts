/** Identifies the signed-in user with the host's `authorize`. Every result other than a valid user is an HTTP error. */
import { HttpError } from "./http/http-error.js";
import { requireSameOrigin } from "./http/same-origin.js";
import { ClientGoneError, TimeoutError, waitAtMost, type StartTimer } from "./http/timeout.js";
import { parseGeolocation, type Geolocation } from "./ofauth/geolocation.js";
import type { OFAuthHandlerOptions } from "./options.js";

/** How long a request waits for `authorize`. */
const AUTHORIZE_TIMEOUT_MS = 10_000;
/** `parseConnection` cuts a reference at 500 characters: a longer one could equal another user's cut one. */
const MAX_REFERENCE_LENGTH = 255;

/** The signed-in user who sent a request. */
export interface Caller {
  readonly clientReferenceId: string;
  readonly geolocation: Geolocation | undefined;
}

export interface Authenticator {
  /** Returns the signed-in user. Throws a 401, 500 or 504. */
  authenticate(request: Request): Promise<Caller>;
  /**
   * Like `authenticate`, for a route that only the host's own pages may use. Throws a 403 for a request from elsewhere.
   */
  authenticatePage(request: Request): Promise<Caller>;
  /** The origin of the host's pages. */
  ownOrigin(request: Request): string;
}

interface AuthenticatorDeps {
  readonly authorize: OFAuthHandlerOptions["authorize"];
  /** Origin of the host's pages if it is configured; otherwise it is that of the request's URL. */
  readonly trustedOrigin: string | undefined;
  readonly timer: StartTimer;
}

export function createAuthenticator({ authorize, trustedOrigin, timer }: AuthenticatorDeps): Authenticator {
  const ownOrigin = (request: Request) => trustedOrigin ?? new URL(request.url).origin;

  async function authenticate(request: Request): Promise<Caller> {
    const user = await callAuthorize(authorize, request, timer);
    if (user === null || user === undefined) throw new HttpError(401, "unauthorized", "No user is signed in.");
    return parseUser(user);
  }

  return {
    authenticate,
    ownOrigin,
    async authenticatePage(request) {
      // First: `authorize` must not run for a request that a foreign page sent.
      requireSameOrigin(request, trustedOrigin);
      return authenticate(request);
    },
  };
}

async function callAuthorize(
  authorize: OFAuthHandlerOptions["authorize"],
  request: Request,
  timer: StartTimer,
): Promise<unknown> {
  try {
    return await waitAtMost(async () => authorize(request), {
      ms: AUTHORIZE_TIMEOUT_MS,
      timer,
      client: request.signal,
    });
  } catch (error) {
    if (error instanceof TimeoutError)
      throw new HttpError(504, "timeout", "The site did not identify the user in time.");
    if (error instanceof ClientGoneError) throw error;
    throw new HttpError(500, "server_error", "The site could not identify the user.", { cause: error });
  }
}

function parseUser(user: unknown): Caller {
  const { clientReferenceId, geolocation } = user as Record<string, unknown>;
  if (
    typeof clientReferenceId !== "string" ||
    clientReferenceId.trim() === "" ||
    clientReferenceId.length > MAX_REFERENCE_LENGTH
  ) {
    throw new HttpError(
      500,
      "misconfigured",
      "authorize must return {clientReferenceId}, a string of 1 to 255 characters, or null.",
    );
  }
  const parsedGeolocation = parseGeolocation(geolocation);
  if (geolocation !== undefined && geolocation !== null && !parsedGeolocation) {
    throw new HttpError(500, "misconfigured", "authorize returned a geolocation that is not {country, state?, city?}.");
  }
  return { clientReferenceId, geolocation: parsedGeolocation };
}

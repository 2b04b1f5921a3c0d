/** `POST link/init`: starts an attempt. Creates a Link session with OFAuth and stores the attempt in a cookie. */
import { linkRoutes, type InitRequest } from "../../protocol/link-contract.js";
import { initRequestSchema } from "../../protocol/schemas.js";
import type { Authenticator, Caller } from "../authorize.js";
import type { ConnectionDirectory } from "../connections/directory.js";
import { readJsonBody } from "../http/json-body.js";
import type { RateLimit } from "../http/rate-limit.js";
import { jsonResponse } from "../http/responses.js";
import type { RouteHandler } from "../http/route.js";
import type { StartTimer } from "../http/timeout.js";
import type { OFAuthApi } from "../ofauth/api.js";
import type { Geolocation } from "../ofauth/geolocation.js";
import type { AttemptCookies } from "./attempt-cookie.js";
import { ATTEMPT_SECONDS, createNonce, type AttemptRecord } from "./attempt-record.js";
import { parseReturnTo } from "./return-to.js";

export interface InitSettings {
  readonly basePath: string;
  readonly clientAppId: string | undefined;
  readonly redirectUrl: string | undefined;
  readonly geolocation: Geolocation | undefined;
  readonly linkOrigins: readonly string[];
}

interface InitRouteDeps {
  readonly settings: InitSettings;
  readonly authenticator: Authenticator;
  readonly api: Pick<OFAuthApi, "createSession">;
  readonly directory: Pick<ConnectionDirectory, "findKnown">;
  readonly cookies: AttemptCookies;
  readonly initLimit: RateLimit;
  readonly timer: StartTimer;
  readonly now: () => number;
}

export function createInitRoute(deps: InitRouteDeps): RouteHandler {
  const { settings, authenticator, api, directory, cookies, initLimit, timer, now } = deps;

  /**
   * Returns the id to reconnect if it is the caller's. For an unknown id OFAuth creates a new connection without an
   * error: another user's id is dropped, so that the response does not reveal whether it exists.
   */
  async function ownConnectionId(id: string | undefined, { clientReferenceId }: Caller, client: AbortSignal) {
    return id === undefined ? undefined : (await directory.findKnown(clientReferenceId, id, client))?.id;
  }

  async function createRecord(body: InitRequest, caller: Caller, isReconnect: boolean): Promise<AttemptRecord> {
    const startedAt = now();
    return {
      attemptId: body.attemptId,
      mode: body.mode,
      user: await cookies.userTag(caller.clientReferenceId),
      nonce: createNonce(),
      startedAt,
      expiresAt: startedAt + ATTEMPT_SECONDS * 1000,
      returnTo: parseReturnTo(body.returnTo, settings.basePath),
      connectionId: body.connectionId,
      ...(isReconnect && { isReconnect }),
      state: { phase: "pending" },
    };
  }

  return async (request, log) => {
    const caller = await authenticator.authenticatePage(request);
    const ownOrigin = authenticator.ownOrigin(request);
    const body = await readJsonBody(request, initRequestSchema, timer);
    log.attemptId = body.attemptId;
    initLimit.take(caller.clientReferenceId);
    const connectionId = await ownConnectionId(body.connectionId, caller, request.signal);
    const session = await api.createSession(
      {
        clientAppId: settings.clientAppId,
        redirectUrl: settings.redirectUrl ?? `${ownOrigin}${settings.basePath}${linkRoutes.linkCallback}`,
        clientReferenceId: caller.clientReferenceId,
        connectionId,
        geolocation: caller.geolocation ?? settings.geolocation,
      },
      // The page that opens the session has the handler's origin: a loopback session URL is allowed only if that is
      // loopback.
      { origins: settings.linkOrigins, pageUrl: ownOrigin },
      request.signal,
    );
    const record = await createRecord(body, caller, connectionId !== undefined);
    const setCookies = await cookies.write(request, ownOrigin, record);
    const expiresAt = session.expiresAt === undefined ? undefined : new Date(session.expiresAt).toISOString();
    return jsonResponse({ mode: "hosted", url: session.url.inWindow(), expiresAt }, setCookies);
  };
}

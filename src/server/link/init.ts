/** `POST link/init` starts an attempt; `POST link/complete` confirms one that ended in the page's own frame. */
import { linkRoutes, type InitRequest } from "../../protocol/link-contract.js";
import { completeRequestSchema, initRequestSchema } from "../../protocol/schemas.js";
import { jsonResponse } from "../http/responses.js";
import type { Caller } from "../authorize.js";
import { ATTEMPT_SECONDS, newNonce, type AttemptRecord } from "./attempt-record.js";
import { readJsonBody } from "../http/json-body.js";
import type { RouteContext, Route } from "../route-context.js";
import { HttpError } from "../http/http-error.js";
import { readReturnTo } from "./return-to.js";
import { requireSameOrigin } from "../http/same-origin.js";

/** How long a confirmed attempt is remembered: a page asks up to three times, with up to 15 seconds for each. */
const completedSeconds = 120;

export const linkInit: Route = async (request, context, note) => {
  const { settings, cookies } = context;
  const ownOrigin = context.ownOrigin(request);
  const caller = await context.identify(request);
  requireSameOrigin(request, ownOrigin);
  const body = await readJsonBody(request, initRequestSchema);
  note.attemptId = body.attemptId;
  context.initRate.take(caller.clientReferenceId);
  const session = await context.api.createSession(
    {
      clientAppId: settings.clientAppId,
      redirectUrl: settings.redirectUrl ?? `${ownOrigin}${settings.basePath}${linkRoutes.linkCallback}`,
      clientReferenceId: caller.clientReferenceId,
      connectionId: await ownConnectionId(body.connectionId, caller, context, request.signal),
      geolocation: caller.geolocation ?? settings.geolocation,
    },
    // The page that opens the session is on our own origin: on loopback only when we are.
    { origins: settings.linkOrigins, pageUrl: ownOrigin },
    request.signal,
  );
  const record = await newRecord(body, caller, context);
  const setCookies = [
    ...(await cookies.makeRoom(request, ownOrigin, record)),
    await cookies.keep(record, ownOrigin, ATTEMPT_SECONDS),
  ];
  const expiresAt = session.expiresAt === undefined ? undefined : new Date(session.expiresAt).toISOString();
  return jsonResponse({ mode: "hosted", url: session.url.inWindow(), expiresAt }, setCookies);
};

/**
 * The id to reconnect, if it is the caller's. OFAuth makes a new connection for an id that it does not know, without an
 * error: somebody else's id gets the same, so that the answer tells nothing about it.
 */
async function ownConnectionId(
  id: string | undefined,
  caller: Caller,
  context: RouteContext,
  client: AbortSignal,
): Promise<string | undefined> {
  if (id === undefined) return undefined;
  return (await context.directory.findKnown(caller.clientReferenceId, id, client))?.id;
}

async function newRecord(body: InitRequest, caller: Caller, context: RouteContext): Promise<AttemptRecord> {
  const startedAt = context.settings.now();
  return {
    attemptId: body.attemptId,
    mode: body.mode,
    user: await context.cookies.userTag(caller.clientReferenceId),
    nonce: newNonce(),
    startedAt,
    expiresAt: startedAt + ATTEMPT_SECONDS * 1000,
    returnTo: readReturnTo(body.returnTo, context.settings.basePath),
    connectionId: body.connectionId,
    state: { phase: "pending" },
  };
}

export const linkComplete: Route = async (request, context, note) => {
  const { settings, cookies } = context;
  const ownOrigin = context.ownOrigin(request);
  const caller = await context.identify(request);
  requireSameOrigin(request, ownOrigin);
  const { attemptId, connectionId } = await readJsonBody(request, completeRequestSchema);
  note.attemptId = attemptId;
  context.completeRate.take(caller.clientReferenceId);
  const records = await cookies.read(request, ownOrigin, caller.clientReferenceId);
  const record = records.find((candidate) => candidate.attemptId === attemptId);
  if (!record) throw new HttpError(403, "unsolicited_callback", "This browser has no such attempt.");
  const told = alreadyTold(record, connectionId);
  const connection =
    told === undefined
      ? undefined
      : await context.confirm({ nonce: record.nonce, connectionId, told }, caller, request.signal);
  // One answer for what does not exist, what is somebody else's and what another result has used.
  if (!connection) throw new HttpError(403, "verify_failed", "The connection could not be confirmed.");
  const completed: AttemptRecord = {
    ...record,
    expiresAt: settings.now() + completedSeconds * 1000,
    state: { phase: "completed", connectionId },
  };
  return jsonResponse(connection, [await cookies.keep(completed, ownOrigin)]);
};

/** Whether `onConnected` has run for this attempt and id; undefined when the attempt has ended in another way. */
function alreadyTold({ state }: AttemptRecord, connectionId: string): boolean | undefined {
  switch (state.phase) {
    case "pending":
      return false;
    case "completed":
      return state.connectionId === connectionId ? true : undefined;
    case "returned":
      return state.outcome.outcome === "connected" && state.outcome.connectionId === connectionId
        ? state.outcome.told
        : undefined;
  }
}

/** Reads OFAuth's error bodies, for a type or a connection id only. Their text is never passed on. */
import { isConnectionId } from "../../protocol/connection.js";
import { asRecord, asRecordOrEmpty, isString } from "../../protocol/record.js";
import { HttpError, type UpstreamFailure } from "../http/http-error.js";
import { invalidApiKeyError } from "./call.js";

/**
 * Checks that a 404 means that the connection does not exist. If the route is unknown, or the answer does not come from
 * OFAuth, nothing is known about the connection, and the user must not be shown that their account is disconnected.
 *
 * @throws {HttpError} 502 for any other 404.
 */
export function assertKnownRoute(body: unknown, upstream: UpstreamFailure): void {
  const error = asRecord(body);
  if (!error || error.type === "ROUTE_NOT_FOUND") {
    throw new HttpError(502, "bad_response", "OFAuth does not have this route; check apiUrl.", { upstream });
  }
}

/** Creates the error for a failed import. A 401 can be about the imported session or about our API key. */
export function importError(status: number, body: unknown, upstream: UpstreamFailure): HttpError {
  const { type } = asRecordOrEmpty(body);
  if (status === 401 && !(isString(type) && type.startsWith("SESSION_"))) return invalidApiKeyError(upstream);
  return new HttpError(422, "import_invalid", "OFAuth did not accept the session.", { upstream });
}

/**
 * Finds the id of the existing connection that conflicts with an import. OFAuth's documentation states that the error
 * contains it, but not where: fields that could hold it are searched first, then the error's text.
 */
export function findConflictingConnectionId(body: unknown): string | undefined {
  const error = asRecordOrEmpty(body);
  const records = [error, error.error, error.data, error.details, error.connection, error.existingConnection].map(
    asRecord,
  );
  const candidates = records.flatMap((record) => [record?.connectionId, record?.existingConnectionId, record?.id]);
  return candidates.find(isConnectionId) ?? [error.error, error.message].map(findIdInText).find(isConnectionId);
}

const findIdInText = (text: unknown): string | undefined =>
  isString(text) ? /\bconn_[A-Za-z0-9_-]{1,128}/.exec(text.slice(0, 2000))?.[0] : undefined;

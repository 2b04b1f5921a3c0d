/** What OFAuth's own error bodies are read for: a type, or an id. Their text never goes on. */
import { isConnectionId } from "../../protocol/connection.js";
import { isString, asRecord } from "../../protocol/record.js";
import { invalidApiKeyError } from "./call.js";
import { HttpError } from "../http/http-error.js";

/**
 * Throws a 502 when a 404 means that the route is unknown, and not the id, or when it is not OFAuth that says it: then nothing
 * is known of the connection, and nobody may be told that his account is disconnected.
 */
export function assertKnownRoute(body: unknown): void {
  const error = asRecord(body);
  if (!error || error.type === "ROUTE_NOT_FOUND") {
    throw new HttpError(502, "bad_response", "OFAuth does not have this route; check apiUrl.");
  }
}

/** Why an import was refused: a 401 may be about the session that was sent, or about our key. */
export function importError(status: number, body: unknown): HttpError {
  const { type } = asRecord(body) ?? {};
  if (status === 401 && !(isString(type) && type.startsWith("SESSION_"))) return invalidApiKeyError();
  return new HttpError(422, "import_invalid", "OFAuth did not accept the session.");
}

/**
 * The id of the connection that is in the way of an import. OFAuth's documentation says that the error has it, and not
 * where: the fields that could have it come first, and then the sentence.
 */
export function findConflictingConnectionId(body: unknown): string | undefined {
  const error = asRecord(body) ?? {};
  const nested = [error, error.error, error.data, error.details, error.connection, error.existingConnection].map(
    asRecord,
  );
  const named = nested.flatMap((part) => [part?.connectionId, part?.existingConnectionId, part?.id]);
  return named.find(isConnectionId) ?? [error.error, error.message].map(idInText).find(isConnectionId);
}

const idInText = (text: unknown): string | undefined =>
  isString(text) ? /\bconn_[A-Za-z0-9_-]{1,128}/.exec(text.slice(0, 2000))?.[0] : undefined;

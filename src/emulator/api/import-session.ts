/**
 * The bodies of an import and of its update: a session that somebody took out of a browser. In the emulator every session
 * is good, and `auth_id` says whose it is, but for two values of `sess`: `expired` and `invalid`. A cookie is a credential:
 * no answer repeats any of it.
 */
import { importCookies, missingCookies } from "../../protocol/connections-contract.js";
import type { UserData } from "../../protocol/connection.js";
import { isMissing, isString, asRecord } from "../../protocol/record.js";
import { userOfAuthId } from "../accounts.js";
import { apiError, badRequest } from "./error.js";

/** A session that works. */
export interface PlatformSession {
  readonly userData: UserData;
}

/** A request to import one. */
export interface ParsedImport extends PlatformSession {
  readonly clientReferenceId: string | null;
  readonly permissions: readonly string[] | undefined;
}

/** Reads the body of an import; or the refusal. */
export function parseImport(body: unknown): ParsedImport | Response {
  const session = parseSession(body);
  if (session instanceof Response) return session;
  const { clientReferenceId, permissions } = asRecord(body) ?? {};
  if (!isMissing(clientReferenceId) && !isString(clientReferenceId)) {
    return badRequest("clientReferenceId must be a string.");
  }
  if (!isMissing(permissions) && !(Array.isArray(permissions) && permissions.every(isString))) {
    return badRequest("permissions must be a list of strings.");
  }
  return { ...session, clientReferenceId: clientReferenceId ?? null, permissions: permissions ?? undefined };
}

/** Reads the body of an update, `cookie` and `userAgent`; or the refusal. */
export function parseSession(body: unknown): PlatformSession | Response {
  const { cookie, userAgent } = asRecord(body) ?? {};
  if (!isString(cookie) || !cookie) return badRequest("cookie must be a string.");
  if (!isString(userAgent) || !userAgent) return badRequest("userAgent must be a string.");
  if (missingCookies(cookie).length > 0) {
    return apiError(400, `cookie must hold ${importCookies.join(", ")}.`, { type: "SESSION_NOT_PROVIDED" });
  }
  const authId = valueOf(cookie, "auth_id");
  if (!/^\d{1,20}$/.test(authId)) return badRequest("auth_id must be a number.");
  switch (valueOf(cookie, "sess")) {
    case "expired":
      // "An invalid or expired session fails": these statuses are the likeliest, and two, so that a host meets both.
      return apiError(401, "The OnlyFans session has expired.", {
        type: "SESSION_EXPIRED",
        actionRequired: "refresh_session",
      });
    case "invalid":
      return badRequest("The OnlyFans session is not valid.");
    default:
      return { userData: userOfAuthId(authId) };
  }
}

function valueOf(cookie: string, name: string): string {
  const pairs = cookie.split(";").map((pair) => pair.trim());
  return (
    pairs
      .find((pair) => pair.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .trim() ?? ""
  );
}

/**
 * Checks the bodies of an import and of its update, which contain a session taken from a browser. The emulator accepts
 * every session and takes its user from `auth_id`, except for two values of `sess`: `expired` and `invalid`. A cookie
 * is a credential: no answer repeats any of it.
 */
import { missingCookies, requiredCookies } from "../../protocol/connections-contract.js";
import type { UserData } from "../../protocol/connection.js";
import { isMissing, isString, asRecord } from "../../protocol/record.js";
import { userForAuthId } from "../accounts.js";
import { apiError, badRequest } from "./error.js";

/** A valid session. */
interface PlatformSession {
  readonly userData: UserData;
}

/** A valid request to import a session. */
interface ParsedImport extends PlatformSession {
  readonly clientReferenceId: string | null;
  readonly permissions: readonly string[] | undefined;
}

/** Checks the body of an import. Returns the error answer if it is not valid. */
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

/** Checks the body of an update, `cookie` and `userAgent`. Returns the error answer if it is not valid. */
export function parseSession(body: unknown): PlatformSession | Response {
  const { cookie, userAgent } = asRecord(body) ?? {};
  if (!isString(cookie) || !cookie) return badRequest("cookie must be a string.");
  if (!isString(userAgent) || !userAgent) return badRequest("userAgent must be a string.");
  if (missingCookies(cookie).length > 0) {
    return apiError(400, `cookie must contain ${requiredCookies.join(", ")}.`, { type: "SESSION_NOT_PROVIDED" });
  }
  const authId = cookieValue(cookie, "auth_id");
  if (!/^\d{1,20}$/.test(authId)) return badRequest("auth_id must be a number.");
  switch (cookieValue(cookie, "sess")) {
    case "expired":
      // API reference: "An invalid or expired session fails". The statuses are not documented; these two are the
      // likeliest, and with both, a host can test both.
      return apiError(401, "The OnlyFans session has expired.", {
        type: "SESSION_EXPIRED",
        actionRequired: "refresh_session",
      });
    case "invalid":
      return badRequest("The OnlyFans session is not valid.");
    default:
      return { userData: userForAuthId(authId) };
  }
}

function cookieValue(cookie: string, name: string): string {
  const pairs = cookie.split(";").map((pair) => pair.trim());
  return (
    pairs
      .find((pair) => pair.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .trim() ?? ""
  );
}

/**
 * Checks the bodies of an import and of its update, which contain a session taken from a browser. The emulator accepts
 * every session and takes its user from `auth_id`, except for two values of `sess`: `expired` and `invalid`. A cookie
 * is a credential: no answer repeats any of it.
 */
import * as z from "zod/mini";
import { missingCookies, requiredCookies } from "../../protocol/connections-contract.js";
import type { UserData } from "../../protocol/connection.js";
import { userForAuthId } from "../accounts.js";
import { firstMessage, formatted } from "./body-schema.js";
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

const isNotEmpty = (value: string): boolean => value !== "";

/** The session in both bodies. Unknown fields are ignored. */
const sessionSchema = z.object(
  {
    cookie: formatted("cookie must be a string.", isNotEmpty),
    userAgent: formatted("userAgent must be a string.", isNotEmpty),
  },
  "The body must be a JSON object.",
);

/** The other fields of an import. */
const importOptionsSchema = z.object({
  clientReferenceId: z.optional(z.nullable(z.string("clientReferenceId must be a string."))),
  permissions: z.optional(
    z.nullable(z.array(z.string("permissions must be a list of strings."), "permissions must be a list of strings.")),
  ),
});

/** Checks the body of an import. Returns the error answer if it is not valid. */
export function parseImport(body: unknown): ParsedImport | Response {
  const session = parseSession(body);
  if (session instanceof Response) return session;
  const parsed = importOptionsSchema.safeParse(body);
  if (!parsed.success) return badRequest(firstMessage(parsed.error));
  const { clientReferenceId, permissions } = parsed.data;
  return { ...session, clientReferenceId: clientReferenceId ?? null, permissions: permissions ?? undefined };
}

/** Checks the body of an update, `cookie` and `userAgent`. Returns the error answer if it is not valid. */
export function parseSession(body: unknown): PlatformSession | Response {
  const parsed = sessionSchema.safeParse(body);
  if (!parsed.success) return badRequest(firstMessage(parsed.error));
  const { cookie } = parsed.data;
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

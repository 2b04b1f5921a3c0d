/** Validates a session before it is sent. The problems never contain what was typed. */
import { MAX_COOKIE_LENGTH, missingCookies, type SessionUpdate } from "../../protocol/connections-contract.js";
import type { ImportStringKey } from "./strings.js";

export type SessionField = keyof SessionUpdate;

export interface FieldProblem {
  readonly key: ImportStringKey;
  /** Names that follow the text, such as those of missing cookies. */
  readonly names?: readonly string[];
}

/** Normalizes what was typed: users copy a header with its name and a line break. */
export const toSession = (cookie: string, userAgent: string): SessionUpdate => ({
  cookie: cookie.trim().replace(/^cookie:\s*/i, ""),
  userAgent: userAgent.trim().replace(/^user-agent:\s*/i, ""),
});

/** Returns the problems by field, in the order of the fields. */
export function validateSession({ cookie, userAgent }: SessionUpdate): ReadonlyMap<SessionField, FieldProblem> {
  const problems = new Map<SessionField, FieldProblem>();
  const names = missingCookies(cookie);
  if (!cookie) problems.set("cookie", { key: "importCookieEmpty" });
  else if (cookie.length > MAX_COOKIE_LENGTH) problems.set("cookie", { key: "importCookieTooLong" });
  else if (names.length > 0) problems.set("cookie", { key: "importCookieMissing", names });
  if (!userAgent) problems.set("userAgent", { key: "importUserAgentEmpty" });
  return problems;
}

/** What is wrong with a session before it is sent: which field, and what to tell. Never holds what was typed. */
import { MAX_COOKIE_LENGTH, missingCookies, type SessionUpdate } from "../../protocol/connections-contract.js";
import type { ImportStringKey } from "./strings.js";

export type SessionField = keyof SessionUpdate;

export interface FieldProblem {
  readonly key: ImportStringKey;
  /** Names that belong to the sentence. */
  readonly names?: readonly string[];
}

/** What was typed, as it is sent: people copy a header with its name in front and a line break behind. */
export const toSession = (cookie: string, userAgent: string): SessionUpdate => ({
  cookie: cookie.trim().replace(/^cookie:\s*/i, ""),
  userAgent: userAgent.trim().replace(/^user-agent:\s*/i, ""),
});

/** The problem of each field that has one, in the order of the fields. */
export function validateSession({ cookie, userAgent }: SessionUpdate): ReadonlyMap<SessionField, FieldProblem> {
  const problems = new Map<SessionField, FieldProblem>();
  const names = missingCookies(cookie);
  if (!cookie) problems.set("cookie", { key: "importCookieEmpty" });
  else if (cookie.length > MAX_COOKIE_LENGTH) problems.set("cookie", { key: "importCookieTooLong" });
  else if (names.length > 0) problems.set("cookie", { key: "importCookieMissing", names });
  if (!userAgent) problems.set("userAgent", { key: "importUserAgentEmpty" });
  return problems;
}

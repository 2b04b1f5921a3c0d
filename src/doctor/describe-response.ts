/** How an answer of one of the routes is told, and what its code means. */
import { parseErrorResponse, type ErrorResponse } from "../protocol/link-contract.js";
import { plainText } from "../protocol/untrusted-text.js";
import { readRedirect } from "./redirect.js";
import type { SiteResponse } from "./site-client.js";

/** `401 unauthorized`, `200 text/html`, `303 to https://your.site/login`. */
export function describe(answer: SiteResponse, url: URL): string {
  const { status, headers } = answer;
  const redirect = readRedirect(answer, url);
  if (redirect) return `${status} to ${redirect.shown}`;
  const refused = codeOf(answer);
  if (refused) return `${status} ${refused.code}`;
  const type = headers.get("content-type")?.split(";")[0];
  return type ? `${status} ${type}` : `${status}`;
}

/** The contract's `{code, message}`; undefined when the answer has none. */
export const codeOf = ({ json }: SiteResponse): ErrorResponse | undefined => parseErrorResponse(json);

/** What the host itself says about its refusal, in quotes. */
export function quoted(answer: SiteResponse): string {
  const message = plainText(codeOf(answer)?.message, 200);
  return message ? `: "${message}"` : "";
}

export const isPage = ({ headers }: SiteResponse): boolean => /^text\/html\b/i.test(headers.get("content-type") ?? "");

/** One-line descriptions of a response, and the error code in it. */
import { parseErrorResponse, type ErrorResponse } from "../protocol/link-contract.js";
import { plainText } from "../protocol/untrusted-text.js";
import { readRedirect } from "./redirect.js";
import type { SiteResponse } from "./site-client.js";

/** Describes a response: `401 unauthorized`, `200 text/html` or `303 to https://your.site/login`. */
export function describeResponse(response: SiteResponse, url: URL): string {
  const { status, headers } = response;
  const redirect = readRedirect(response, url);
  if (redirect) return `${status} to ${redirect.shown}`;
  const error = errorOf(response);
  if (error) return `${status} ${error.code}`;
  const type = headers.get("content-type")?.split(";")[0];
  return type ? `${status} ${type}` : `${status}`;
}

/** Like `describeResponse`, followed by the host's own error message in quotes. */
export function describeWithMessage(response: SiteResponse, url: URL): string {
  const message = plainText(errorOf(response)?.message, 200);
  return describeResponse(response, url) + (message ? `: "${message}"` : "");
}

/** The contract's `{code, message}`; undefined when the body has none. */
export const errorOf = ({ json }: SiteResponse): ErrorResponse | undefined => parseErrorResponse(json);

export const isHtml = ({ headers }: SiteResponse): boolean => /^text\/html\b/i.test(headers.get("content-type") ?? "");
/** Whether the host has no such route. */
export const isRouteMissing = ({ status }: SiteResponse): boolean => status === 404 || status === 405;
export const isSuccess = ({ status }: SiteResponse): boolean => status >= 200 && status < 300;

/**
 * What to do about the handler's code `misconfigured`. Its message says what is wrong; a layer between may have lost it.
 */
export function misconfiguredAdvice({ json }: SiteResponse): string {
  const message = parseErrorResponse(json)?.message ?? "";
  if (/body (was|is) (already )?read|body parser/i.test(message)) {
    return "Mount the handler before any body parser, so that it can read the body.";
  }
  if (/API key/i.test(message))
    return "Set the handler's apiKey to a key of OFAuth's dashboard. Keys of the sandbox and live keys differ.";
  return "The message says which option of the handler or which answer of authorize is wrong; the host's log (onError) may say more.";
}

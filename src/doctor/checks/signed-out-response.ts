/** Judges the response of a route to a request without a user. The one correct response is 401 as JSON, with its code. */
import {
  describeWithMessage,
  errorOf,
  isHtml,
  isRouteMissing,
  isSuccess,
  misconfiguredAdvice,
} from "../describe-response.js";
import { asRecord } from "../../protocol/record.js";
import { fail, ok, skipped, warn, type Check, type Finding } from "../finding.js";
import { readRedirect } from "../redirect.js";
import type { SiteResponse } from "../site-client.js";

/**
 * Judges the response to a request without a user.
 *
 * @param consequence What does not work on a host without this route; undefined when every host needs the route.
 */
export function judgeSignedOutResponse(
  check: Check,
  response: SiteResponse,
  url: URL,
  consequence: string | undefined,
): Finding {
  const { status } = response;
  const seen = describeWithMessage(response, url);
  const code = errorOf(response)?.code;
  const redirect = readRedirect(response, url);
  if (redirect?.kind === "same-path") {
    return fail(
      check,
      seen,
      `Use the address that it redirects to: the elements do not follow redirects, and a redirected POST would lose its body. Or mount the routes at ${url.pathname} without a redirect.`,
    );
  }
  if (redirect) {
    return fail(
      check,
      seen,
      'A route must not redirect to a login page: respond with 401 and {"code":"unauthorized","message":"…"}. The elements report a redirect as bad_response.',
    );
  }
  if (status === 401) {
    if (code === "unauthorized") return ok(check, seen);
    return warn(
      check,
      `${seen}, without the code unauthorized`,
      'Respond with JSON: {"code":"unauthorized","message":"…"}. Maybe another layer asks for a password before the request reaches the handler.',
    );
  }
  if (isAnswerForUser(response)) return acceptsAnyone(check, seen);
  if (isRouteMissing(response) && consequence !== undefined && code === undefined) {
    return skipped(check, `${seen}: this host does not have the route`, consequence);
  }
  if (isRouteMissing(response)) {
    return fail(
      check,
      seen,
      `Mount the handler at ${url.pathname.replace(/\/(link|connections|events).*$/, "")} (its option basePath must be the same), or pass the right --endpoint here and the same endpoint to the elements.`,
    );
  }
  if (status === 429) return warn(check, seen, "Wait a minute and run the doctor again.");
  if (status === 403) {
    return fail(
      check,
      seen,
      "Something before the handler, such as a CSRF check or a firewall, rejects the request. Exempt these routes, or send the header that it expects with requestInit.",
    );
  }
  if (code === "misconfigured") {
    return fail(check, seen, misconfiguredAdvice(response));
  }
  if (status >= 500) {
    const isAuthorizeError = code === "server_error" && status === 500;
    return fail(
      check,
      seen,
      isAuthorizeError
        ? "authorize threw an error for a request without a session: return null instead. The host's log (onError) has the cause."
        : "Look at the host's log (onError): the route fails when no user is signed in.",
    );
  }
  if (isSuccess(response) && isHtml(response)) {
    return fail(
      check,
      seen,
      "A page responds in place of the route (a login page, or the catch-all of a single-page app): mount the handler before it.",
    );
  }
  if (isSuccess(response)) return acceptsAnyone(check, seen);
  return fail(check, seen, "The contract requires 401 with JSON when no user is signed in.");
}

/** What the server handler responds only to a user: `authorize` did not return null. */
function isAnswerForUser(response: SiteResponse): boolean {
  const code = errorOf(response)?.code;
  return code === "unsolicited_callback" || (code === "not_found" && asRecord(response.json)?.cookie !== undefined);
}

const acceptsAnyone = (check: Check, seen: string): Finding =>
  warn(check, `${seen}, although no user is signed in`, "Let authorize return null for a request without a session.");

/** Judges what a route answers somebody who is not signed in. Right is one answer: 401, as JSON, with its code. */
import { fail, ok, skipped, warn, type About, type Finding } from "../finding.js";
import { readRedirect } from "../redirect.js";
import { codeOf, describe, isPage, quoted } from "../describe-response.js";
import type { SiteResponse } from "../site-client.js";

/** `without`: what a host has to do without that does not have this route; undefined for one that every host needs. */
export function checkSignedOutResponse(
  self: About,
  answer: SiteResponse,
  url: URL,
  without: string | undefined,
): Finding {
  const { status } = answer;
  const seen = describe(answer, url) + quoted(answer);
  const code = codeOf(answer)?.code;
  const redirect = readRedirect(answer, url);
  if (redirect?.kind === "spelling") {
    return fail(
      self,
      seen,
      `Use the address to which it leads: the elements do not follow redirects, and a POST would lose its body. Mount the routes at ${url.pathname} without a redirect.`,
    );
  }
  if (redirect)
    return fail(
      self,
      seen,
      'A route must not lead to a login page: let it answer 401 with {"code":"unauthorized","message":"…"}. The elements show bad_response for a redirect.',
    );
  if (status === 401) {
    if (code === "unauthorized") return ok(self, seen);
    return warn(
      self,
      `${seen}, without the code unauthorized`,
      'Answer JSON: {"code":"unauthorized","message":"…"}. Does another layer ask for a password before the handler is reached?',
    );
  }
  if ((status === 404 || status === 405) && without !== undefined && code === undefined)
    return skipped(self, `${seen}: this host does not have it`, without);
  if (status === 404 || status === 405) {
    return fail(
      self,
      seen,
      `Mount the handler at ${url.pathname.replace(/\/(link|connections|events).*$/, "")} (its option basePath must say the same), or give the right --endpoint here and the same endpoint to the elements.`,
    );
  }
  if (status === 429) return warn(self, seen, "Wait a minute and run the doctor again.");
  if (status === 403)
    return fail(
      self,
      seen,
      "Something refuses the request before anybody is asked who is signed in, such as a CSRF check or a firewall: exempt these routes, or send its header with requestInit.",
    );
  if (code === "misconfigured") {
    return fail(self, seen, "Mount the handler before any body parser, so that it can read the body itself.");
  }
  if (status >= 500) {
    const thrown = code === "server_error" && status === 500;
    return fail(
      self,
      seen,
      thrown
        ? "authorize has thrown for a request without a session: let it answer null. The host's log (onError) has the cause."
        : "Look into the host's log (onError): the route fails for somebody who is not signed in.",
    );
  }
  if (status >= 200 && status < 300 && isPage(answer)) {
    return fail(
      self,
      seen,
      "A page answers in the route's place (a login page, or the catch-all of a single-page app): mount the handler before it.",
    );
  }
  if (status >= 200 && status < 300) {
    return warn(
      self,
      `${seen}, for somebody who is not signed in`,
      "Let authorize answer null for a request without a session; as it is, everybody shares one user.",
    );
  }
  return fail(self, seen, "This is not what the contract says: 401 with JSON for somebody who is not signed in.");
}

/** Checks `link/callback`, to which OFAuth redirects the user: without a flow, and at the end of one that the doctor began. */
import { parseLinkResult, linkRoutes } from "../../protocol/link-contract.js";
import { navigationRequest, pageRequest } from "../browser-requests.js";
import { describeWithMessage, errorOf, isHtml, isRouteMissing } from "../describe-response.js";
import { fail, ok, runCheck, skipped, warn, type Check, type Finding } from "../finding.js";
import { readRedirect } from "../redirect.js";
import { cookiesOf } from "../set-cookie.js";
import { siteUrl, type Site } from "../site.js";
import type { SessionResult } from "./session.js";

const check = (id: string, title: string): Check => ({ id, area: "Callback", title });
const callback = check("link-callback", "GET link/callback");
const cancelledFlow = check("return", "Cancelled flow");
const flowResult = check("result", "Result of it");

/** Query parameters that OFAuth adds to the callback URL. */
const ofauthParameters = ["status", "step", "connection_id", "client_reference_id", "error_code"];

/** Requests the callback without a flow. The host must reject it with a page, not with a redirect. */
export function checkCallback({ endpoint, client }: Site): Promise<Finding> {
  return runCheck(callback, async () => {
    const url = siteUrl(endpoint, linkRoutes.linkCallback);
    url.search = "";
    const response = await client.send(url, navigationRequest("cross-site"));
    const seen = describeWithMessage(response, url);
    const redirect = readRedirect(response, url);
    if (redirect?.kind === "same-path") {
      return fail(
        callback,
        seen,
        `Register ${redirect.shown} as the redirect URI at OFAuth and set it as redirectUrl, or respond at ${url.pathname} without a redirect.`,
      );
    }
    if (redirect) {
      return fail(
        callback,
        seen,
        "Exempt link/callback from the login wall: the redirect to the login page loses the parameters from OFAuth.",
      );
    }
    if (isRouteMissing(response)) {
      return skipped(
        callback,
        `${seen}: this host does not have the route`,
        "For popups and redirects, the redirect URI then has to be a page of your own.",
      );
    }
    if (response.status >= 500) {
      return fail(callback, seen, "Look at the host's log (onError): every callback from OFAuth fails here.");
    }
    if (isHtml(response))
      return ok(callback, seen, `Register exactly ${url.href} as a redirect URI of the client app.`);
    return warn(callback, seen, "Users see this response in a window: respond with an HTML page.");
  });
}

/** Ends the flow that `checkSession` began, as OFAuth does when the user cancels, and reads its result as the page does. */
export async function* checkCancelledFlow(site: Site, { flow }: SessionResult): AsyncGenerator<Finding, void> {
  const { page, endpoint, client } = site;
  if (!flow) {
    yield skipped(cancelledFlow, "no flow could be begun");
    return;
  }
  const { attemptId } = flow;
  const url = siteUrl(endpoint, linkRoutes.linkCallback);
  url.search = "?status=cancelled&step=pre-login";
  let flowCookie = `${flow.cookie.name}=${flow.cookie.value}`;
  let isAccepted = false;
  yield await runCheck(cancelledFlow, async () => {
    const request = { ...navigationRequest("cross-site"), signedIn: true, cookies: [flowCookie] };
    let response = await client.send(url, request);
    const clean = readRedirect(response, url)?.to;
    // A handler that refuses the callback first removes OFAuth's parameters from the address.
    if (clean && clean.origin + clean.pathname === url.origin + url.pathname)
      response = await client.send(clean, request);
    const seen = describeWithMessage(response, url);
    if (isRouteMissing(response)) return skipped(cancelledFlow, seen);
    if (response.status === 401) {
      return fail(
        cancelledFlow,
        seen,
        "The user is signed in at link/init but not here. authorize must identify them by a cookie that browsers send when another site redirects to yours (SameSite=Lax, Path=/).",
      );
    }
    const redirect = readRedirect(response, url);
    if (!redirect) {
      return fail(
        cancelledFlow,
        seen,
        "The host did not accept its own flow cookie. Use the same cookieSecret (or the same API key) in all processes, and check that no proxy rewrites cookies.",
      );
    }
    const updated = cookiesOf(response.headers).find(({ name }) => name === flow.cookie.name);
    if (updated) flowCookie = `${updated.name}=${updated.value}`;
    isAccepted = true;
    const leftOver = ofauthParameters.filter((name) => redirect.to?.searchParams.has(name));
    if (leftOver.length > 0) {
      return fail(
        cancelledFlow,
        `${seen}, with ${leftOver.join(", ")} in its address`,
        "Remove OFAuth's parameters from the address before the page is shown.",
      );
    }
    if (redirect.to?.origin !== page.origin) {
      return warn(
        cancelledFlow,
        seen,
        "The redirect leads to another origin, where no page can read the result. Set returnUrl to a path, or to a URL on the page's origin.",
      );
    }
    return ok(cancelledFlow, seen);
  });
  if (isAccepted) yield await checkResult();

  function checkResult(): Promise<Finding> {
    return runCheck(flowResult, async () => {
      const resultUrl = siteUrl(endpoint, linkRoutes.linkResult);
      resultUrl.searchParams.set("attemptId", attemptId);
      const request = { ...pageRequest(page, resultUrl), signedIn: true, cookies: [flowCookie] };
      const response = await client.send(resultUrl, request);
      const result = parseLinkResult(response.json);
      if (result?.outcome === "cancelled" && result.attemptId === attemptId)
        return ok(flowResult, "cancelled, as expected");
      if (response.status === 404 && !errorOf(response))
        return skipped(flowResult, "this host does not have link/result");
      const seen = describeWithMessage(response, resultUrl);
      return fail(
        flowResult,
        seen,
        "The page cannot read how the flow ended. Check that link/result receives the same cookies as link/callback.",
      );
    });
  }
}

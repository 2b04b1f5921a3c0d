/**
 * Finds an `authorize` that takes everybody for the same user. Without it, every other check of such a host looks right: one
 * visitor begins a Link session, and another one cancels it, which only the same user may do.
 */
import { linkRoutes, parseLinkResult } from "../../protocol/link-contract.js";
import { navigationRequest, pageRequest } from "../browser-requests.js";
import { isSuccess } from "../describe-response.js";
import { fail, NoResponseError, warn, type Check, type Finding } from "../finding.js";
import { cookiesOf } from "../set-cookie.js";
import { linkInitBody, siteUrl, type Site } from "../site.js";

const authorize: Check = { id: "authorize", area: "Session", title: "Users" };
const advice =
  "Let authorize read the session of its request, and return null without one. As it is, everybody sees and ends the connections of everybody.";

/** Yields nothing for a host that rejects requests without a user: the checks of the routes report that. */
export async function* checkAuthorize(site: Site, hasUser: boolean): AsyncGenerator<Finding, void> {
  try {
    const byStranger = await isEndedBy(site, { signedIn: false });
    if (byStranger === undefined) return;
    const byUser = hasUser && (await isEndedBy(site, { signedIn: true }));
    if (byUser) yield fail(authorize, "everybody is the same user, signed in or not", advice);
    else if (byStranger) yield fail(authorize, "everybody who is not signed in is the same user", advice);
    else {
      yield warn(
        authorize,
        "everybody who is not signed in is a user of their own",
        "If your app has guests, that is right. If not, let authorize return null for a request without a session.",
      );
    }
  } catch (error) {
    // The checks of the routes report that.
    if (!(error instanceof NoResponseError)) throw error;
  }
}

/**
 * Begins a Link session without a user, and cancels it as another user.
 *
 * @returns Whether the host accepts that; undefined when it begins no session.
 */
async function isEndedBy(
  { page, endpoint, client }: Site,
  other: { readonly signedIn: boolean },
): Promise<boolean | undefined> {
  const body = linkInitBody("redirect", page.pathname);
  const initUrl = siteUrl(endpoint, linkRoutes.linkInit);
  const begun = await client.send(initUrl, pageRequest(page, initUrl, body));
  const flow = cookiesOf(begun.headers).find(({ name }) => name.endsWith(body.attemptId));
  if (!isSuccess(begun) || !flow) return undefined;
  // Without the other cookies of the response: they may be the session of a guest.
  const cookies = new Map([[flow.name, flow.value]]);
  const send = (url: URL, request: ReturnType<typeof navigationRequest>) =>
    client.send(url, {
      ...request,
      ...other,
      cookies: [...cookies].map(([name, value]) => `${name}=${value}`),
    });
  const callbackUrl = siteUrl(endpoint, linkRoutes.linkCallback);
  callbackUrl.search = "?status=cancelled&step=pre-login";
  const ended = await send(callbackUrl, navigationRequest("cross-site"));
  for (const { name, value } of cookiesOf(ended.headers)) if (name === flow.name) cookies.set(name, value);
  const resultUrl = siteUrl(endpoint, linkRoutes.linkResult);
  resultUrl.searchParams.set("attemptId", body.attemptId);
  const { json } = await send(resultUrl, pageRequest(page, resultUrl));
  return parseLinkResult(json)?.outcome === "cancelled";
}

/** The way back from OFAuth: `link/callback`, first as anybody may call it, then the end of a flow that was begun here. */
import { parseLinkResult, linkRoutes } from "../../protocol/link-contract.js";
import { fail, look, ok, skipped, warn, type About, type Finding } from "../finding.js";
import { readRedirect } from "../redirect.js";
import { routeAt, type RouteQuestion } from "./routes.js";
import { codeOf, describe, isPage, quoted } from "../describe-response.js";
import { asVisit, fromPage } from "../browser-requests.js";
import type { SeenSession } from "./session.js";
import { parseSetCookie } from "../set-cookie.js";

const about = (id: string, title: string): About => ({ id, area: "Return", title });
const callback = about("link-callback", "GET link/callback");
const home = about("return", "A cancelled flow");
const result = about("result", "Its result");

/** What OFAuth adds to the address. */
const ofauthParameters = ["status", "step", "connection_id", "client_reference_id", "error_code"];

/** Nobody's return: it must be refused, with a page, and not by a redirect. */
export function checkCallback({ endpoint, visitor }: RouteQuestion): Promise<Finding> {
  return look(callback, async () => {
    const url = routeAt(endpoint, linkRoutes.linkCallback);
    url.search = "";
    const answer = await visitor.ask(url, asVisit("cross-site"));
    const seen = describe(answer, url) + quoted(answer);
    const redirect = readRedirect(answer, url);
    if (redirect?.kind === "spelling") {
      return fail(
        callback,
        seen,
        `Register ${redirect.shown} as the redirect URI at OFAuth and set it as redirectUrl, or answer at ${url.pathname} without a redirect.`,
      );
    }
    if (redirect)
      return fail(
        callback,
        seen,
        "Exempt link/callback from the login wall: OFAuth's answer would be lost on the way.",
      );
    if (answer.status === 404 || answer.status === 405) {
      return skipped(
        callback,
        `${seen}: this host does not have it`,
        "A page of yours has to be the redirect URI for windows and redirects.",
      );
    }
    if (answer.status >= 500)
      return fail(callback, seen, "Look into the host's log (onError): a return from OFAuth would end here.");
    if (isPage(answer))
      return ok(callback, seen, `Register ${url.href} as a redirect URI of the client app, to the letter.`);
    return warn(callback, seen, "People see this answer in a window: let it be a page.");
  });
}

/** OFAuth says that the user has cancelled, to the browser that began the flow: nothing comes of it. */
export async function checkReturn(question: RouteQuestion, { flow }: SeenSession): Promise<Finding[]> {
  const { page, endpoint, visitor } = question;
  if (!flow) return [skipped(home, "there is no flow to come back from")];
  const url = routeAt(endpoint, linkRoutes.linkCallback);
  url.search = "?status=cancelled&step=pre-login";
  let jar = `${flow.cookie.name}=${flow.cookie.value}`;
  let isBack = false;
  const back = await look(home, async () => {
    const answer = await visitor.ask(url, { ...asVisit("cross-site"), signedIn: true, cookies: [jar] });
    const seen = describe(answer, url) + quoted(answer);
    if (answer.status === 404 || answer.status === 405) return skipped(home, seen);
    if (answer.status === 401)
      return fail(
        home,
        seen,
        "The user is signed in at link/init and not here: authorize must find him by a cookie that is sent when another site sends the user back (SameSite=Lax, Path=/).",
      );
    const redirect = readRedirect(answer, url);
    if (!redirect)
      return fail(
        home,
        seen,
        "The flow cookie was not taken: give all processes one cookieSecret (or one API key), and see that no proxy rewrites cookies.",
      );
    const kept = answer.headers
      .getSetCookie()
      .flatMap((line) => parseSetCookie(line) ?? [])
      .find(({ name }) => name === flow.cookie.name);
    if (kept) jar = `${kept.name}=${kept.value}`;
    isBack = true;
    const left = ofauthParameters.filter((name) => redirect.to?.searchParams.has(name));
    if (left.length > 0)
      return fail(
        home,
        `${seen}, with ${left.join(", ")} in its address`,
        "Take OFAuth's parameters out of the address before the page is shown.",
      );
    if (redirect.to?.origin !== page.origin)
      return warn(
        home,
        seen,
        "The page that returns is on another origin, where nobody waits for the result: let returnUrl be a path, or the origin of the page.",
      );
    return ok(home, seen);
  });
  return isBack ? [back, await checkResult()] : [back];

  function checkResult(): Promise<Finding> {
    return look(result, async () => {
      const asked = routeAt(endpoint, linkRoutes.linkResult);
      asked.searchParams.set("attemptId", flow!.attemptId);
      const answer = await visitor.ask(asked, { ...fromPage(page, asked), signedIn: true, cookies: [jar] });
      const told = parseLinkResult(answer.json);
      if (told?.outcome === "cancelled" && told.attemptId === flow!.attemptId)
        return ok(result, "cancelled, as it was");
      if (answer.status === 404 && !codeOf(answer)) return skipped(result, "this host has no link/result");
      return fail(
        result,
        describe(answer, asked) + quoted(answer),
        "The page cannot read how the flow ended: see that link/result gets the same cookies as link/callback.",
      );
    });
  }
}

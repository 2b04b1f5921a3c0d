/** Checks what a signed-in user gets: a Link session, the cookie that binds it to their browser, and no access for other sites. */
import { isConnectError } from "../../protocol/error-codes.js";
import { errorGuide } from "../../protocol/error-guide.js";
import { linkRoutes } from "../../protocol/link-contract.js";
import { isLoopback, parseLinkSession, type OpenableSession } from "../../protocol/link-session.js";
import { crossSiteRequest, legacyPageRequest, pageRequest } from "../browser-requests.js";
import {
  describeResponse,
  describeWithMessage,
  errorOf,
  isSuccess,
  misconfiguredAdvice,
} from "../describe-response.js";
import { fail, ok, runCheck, skipped, warn, type Check, type Finding } from "../finding.js";
import { cookiesOf, type SetCookie } from "../set-cookie.js";
import { linkCompleteBody, linkInitBody, siteUrl, type Site } from "../site.js";
import type { SiteResponse } from "../site-client.js";

const check = (id: string, title: string): Check => ({ id, area: "Session", title });
const linkSession = check("session", "Link session");
const flowCookie = check("flow-cookie", "Flow cookie");
const foreignOrigin = check("foreign-origin", "Other sites");
const ownOrigin = check("own-origin", "Own origin");

interface SessionContext extends Site {
  readonly linkOrigins: readonly string[];
  readonly now: () => number;
}

export interface SessionResult {
  /** Origin of the session URL. The URL itself is a secret and is not passed on. */
  readonly origin?: string | undefined;
  /** The redirect flow that was begun, for the check of its callback. */
  readonly flow?: { readonly attemptId: string; readonly cookie: SetCookie } | undefined;
}

export async function* checkSession(context: SessionContext): AsyncGenerator<Finding, SessionResult> {
  const { page, endpoint, client } = context;
  const url = siteUrl(endpoint, linkRoutes.linkInit);
  const body = linkInitBody("redirect", page.pathname);
  let response: SiteResponse | undefined;
  const finding = await runCheck(linkSession, async () => {
    response = await client.send(url, { ...pageRequest(page, url, body), signedIn: true });
    return judgeSession(response, url, context);
  });
  yield finding;
  if (!response || finding.outcome === "fail") return {};
  const cookie = cookiesOf(response.headers).find(({ name }) => name.endsWith(body.attemptId));
  yield checkFlowCookie(cookie, page);
  yield await checkForeignOrigin(context);
  yield await checkOwnOrigin(context);
  const origin = sessionOrigin(response, context);
  return { origin, flow: cookie && { attemptId: body.attemptId, cookie } };
}

const parseSession = ({ json }: SiteResponse, { linkOrigins, page }: SessionContext): OpenableSession =>
  parseLinkSession(json, { origins: linkOrigins, pageUrl: page.href });

function sessionOrigin(response: SiteResponse, context: SessionContext): string | undefined {
  try {
    return parseSession(response, context).url.origin;
  } catch {
    return undefined;
  }
}

function judgeSession(response: SiteResponse, url: URL, context: SessionContext): Finding {
  const seen = describeWithMessage(response, url);
  if (response.status === 401) {
    return fail(
      linkSession,
      seen,
      "The host does not recognize this cookie or header: copy it again from a browser that is signed in.",
    );
  }
  if (response.status !== 200) return fail(linkSession, seen, errorAdvice(response));
  try {
    const { url: link, expiresAt } = parseSession(response, context);
    if (expiresAt === undefined) {
      return ok(
        linkSession,
        `hosted, on ${link.origin}`,
        "Pass OFAuth's expiresAt on too, so that the elements do not open an expired session.",
      );
    }
    const minutes = Math.floor((expiresAt - context.now()) / 60_000);
    if (minutes < 0) {
      return fail(
        linkSession,
        `expired ${-minutes} minutes ago`,
        "Request a new session from OFAuth for each attempt. Check that no cache responds and that the clocks are right.",
      );
    }
    return ok(linkSession, `hosted, on ${link.origin}, expires in ${minutes} minutes`);
  } catch (error) {
    if (!isConnectError(error)) throw error;
    return fail(linkSession, `${describeResponse(response, url)}: ${error.message}`, errorGuide[error.code].todo);
  }
}

function errorAdvice(response: SiteResponse): string {
  const code = errorOf(response)?.code;
  if (code === undefined) {
    return 'Respond with 200 and {"mode":"hosted","url":"…","expiresAt":"…"}, or with an error and {"code":"…","message":"…"}.';
  }
  if (code === "forbidden") {
    return "The handler considers another origin to be its own. Behind a proxy that terminates TLS, set its option redirectUrl.";
  }
  if (code === "bad_response") {
    return "OFAuth rejected the request: register the redirect URL with the client app, set clientAppId, and behind a proxy that terminates TLS set redirectUrl.";
  }
  if (code === "misconfigured") return misconfiguredAdvice(response);
  return errorGuide[code].todo;
}

function checkFlowCookie(cookie: SetCookie | undefined, page: URL): Finding {
  if (!cookie) {
    return warn(
      flowCookie,
      "the response sets no flow cookie",
      "Your own link/init may work without one. With the server handler, something removes Set-Cookie: without the cookie, no connection is confirmed and no callback from OFAuth is accepted.",
    );
  }
  const { name, attributes } = cookie;
  const isInsecureLoopback = page.protocol === "http:" && isLoopback(page.hostname);
  const missing: string[] = [];
  if (!attributes.has("httponly")) missing.push("HttpOnly");
  if (!isInsecureLoopback && !attributes.has("secure")) missing.push("Secure");
  const sameSite = attributes.get("samesite")?.toLowerCase();
  const isPartitioned = attributes.has("partitioned") && attributes.has("secure") && sameSite === "none";
  if (sameSite !== "lax" && !isPartitioned) {
    missing.push(
      "SameSite=Lax (browsers do not send a Strict cookie when OFAuth redirects the user back, and send a None cookie for other sites)",
    );
  }
  if (attributes.get("path") !== "/") missing.push("Path=/");
  if (attributes.has("domain")) missing.push("no Domain");
  if (!isInsecureLoopback && !name.startsWith("__Host-")) missing.push("the prefix __Host-");
  // The rest of the name is the id of the attempt.
  const shown = name.startsWith("__Host-") ? "__Host-…" : name.replace(/[^-]*-?[0-9a-f-]{36}$/, "") + "…";
  if (missing.length === 0 && isPartitioned) {
    return ok(
      flowCookie,
      `${shown} HttpOnly, SameSite=None, Partitioned, Path=/, Secure`,
      "Such a cookie works in a frame of another site. There your own session cookie must be partitioned, too, and OFAuth's Allowed Origins must have the origin of every page around yours.",
    );
  }
  if (missing.length === 0) {
    return ok(flowCookie, `${shown} HttpOnly, SameSite=Lax, Path=/${isInsecureLoopback ? "" : ", Secure"}`);
  }
  return fail(
    flowCookie,
    `${shown} lacks ${missing.join(", ")}`,
    "The server handler sets all of these. Look for a proxy or a framework that rewrites cookies; behind a proxy that terminates TLS, set redirectUrl.",
  );
}

function checkForeignOrigin({ endpoint, client }: Site): Promise<Finding> {
  return runCheck(foreignOrigin, async () => {
    const url = siteUrl(endpoint, linkRoutes.linkInit);
    const response = await client.send(url, { ...crossSiteRequest(linkInitBody()), signedIn: true });
    const seen = `link/init from another site: ${describeResponse(response, url)}`;
    if (response.status === 403) return ok(foreignOrigin, seen);
    if (isSuccess(response)) {
      return fail(
        foreignOrigin,
        seen,
        "Reject requests whose Sec-Fetch-Site or Origin is another site's with 403: otherwise any site can begin sessions as your users.",
      );
    }
    return warn(foreignOrigin, seen, "The contract requires 403 with the code forbidden.");
  });
}

/** Confirms a connection that does not exist, identified by `Origin` alone. Always an error, whose code shows the reason. */
function checkOwnOrigin({ page, endpoint, client }: Site): Promise<Finding> {
  return runCheck(ownOrigin, async () => {
    const url = siteUrl(endpoint, linkRoutes.linkComplete);
    const response = await client.send(url, { ...legacyPageRequest(page, linkCompleteBody()), signedIn: true });
    const code = errorOf(response)?.code;
    if (code === "unsolicited_callback") return ok(ownOrigin, "the handler accepts the page's origin as its own");
    if (code === "forbidden") {
      return fail(
        ownOrigin,
        `the handler does not accept ${page.origin} as its own origin: ${describeWithMessage(response, url)}`,
        "Behind a proxy that terminates TLS or changes Host, set the option redirectUrl to the URL of link/callback as browsers see it.",
      );
    }
    return skipped(ownOrigin, `link/complete: ${describeWithMessage(response, url)}`);
  });
}

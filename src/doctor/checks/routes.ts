/** Checks the response of each route to requests without a user. No credentials are sent here. */
import { connectionRoutes } from "../../protocol/connections-contract.js";
import { linkRoutes } from "../../protocol/link-contract.js";
import { isLoopback } from "../../protocol/link-session.js";
import { crossSiteRequest, otherOrigin, pageRequest } from "../browser-requests.js";
import { describeResponse, isRouteMissing } from "../describe-response.js";
import { fail, ok, runCheck, skipped, warn, type Check, type Finding } from "../finding.js";
import { linkCompleteBody, linkInitBody, siteUrl, type Site } from "../site.js";
import { judgeSignedOutResponse } from "./signed-out-response.js";

const check = (id: string, title: string): Check => ({ id, area: "Routes", title });

interface ExpectedRoute {
  readonly id: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  /** What does not work without this route; undefined when every host needs it. */
  readonly consequence?: string;
}

const linkInit: ExpectedRoute = { id: "link-init", method: "POST", path: linkRoutes.linkInit };
const optionalRoutes: readonly ExpectedRoute[] = [
  {
    id: "link-complete",
    method: "POST",
    path: linkRoutes.linkComplete,
    consequence: "Events then have verified: false: confirm each connection on your server before you use it.",
  },
  {
    id: "link-result",
    method: "GET",
    path: linkRoutes.linkResult,
    consequence:
      "A popup or a redirect then has to end on a page of your own, which reads the result from its address.",
  },
  {
    id: "connections",
    method: "GET",
    path: connectionRoutes.connections,
    consequence: "The status and the list of connections then have nothing to show.",
  },
  {
    id: "events",
    method: "GET",
    path: connectionRoutes.events,
    consequence: "Without it, pages show changes only after their next fetch.",
  },
];

/** Returns false when `link/init` did not respond at all: no further request is worth its timeout. */
export async function* checkRoutes(site: Site): AsyncGenerator<Finding, boolean> {
  let respond = true;
  yield checkEndpoint(site);
  yield await checkRoute(linkInit, site, () => (respond = false));
  if (!respond) return false;
  for (const route of optionalRoutes) yield await checkRoute(route, site);
  yield await checkMethods(site);
  yield await checkCors(site);
  yield await checkCaching(site);
  return true;
}

function checkEndpoint({ page, endpoint }: Site): Finding {
  const origin = check("endpoint", "Origin");
  if (endpoint.origin === page.origin) return ok(origin, "the page's own origin");
  if (endpoint.protocol === "http:" && !isLoopback(endpoint.hostname)) {
    return fail(origin, "http:", "The elements accept a path on the page's origin, or a full https: URL.");
  }
  return warn(
    origin,
    `${endpoint.origin}, not the page's own origin`,
    "The server handler rejects pages of other origins, and browsers do not send the page's cookies there. Mount the handler on the page's origin, or forward the path to it.",
  );
}

async function checkRoute(
  { id, method, path, consequence }: ExpectedRoute,
  { page, endpoint, client }: Site,
  onNoResponse?: () => void,
): Promise<Finding> {
  const route = check(id, `${method} ${path.slice(1)}`);
  const run = async () => {
    const url = siteUrl(endpoint, path);
    const body = path === linkRoutes.linkComplete ? linkCompleteBody() : linkInitBody();
    const request = pageRequest(page, url, method === "POST" ? body : undefined);
    // A host that serves events without a user never ends its response.
    const send = path === connectionRoutes.events ? client.openStream : client.send;
    return judgeSignedOutResponse(route, await send(url, request), url, consequence);
  };
  return runCheck(route, run, onNoResponse);
}

/** On a host that accepts any method, something other than the handler may respond. */
function checkMethods({ page, endpoint, client }: Site): Promise<Finding> {
  const methods = check("methods", "Wrong method");
  return runCheck(methods, async () => {
    const url = siteUrl(endpoint, linkRoutes.linkInit);
    const response = await client.send(url, pageRequest(page, url));
    const seen = `GET link/init: ${describeResponse(response, url)}`;
    if (isRouteMissing(response) || response.status === 401) return ok(methods, seen);
    return warn(methods, seen, "Accept POST only at link/init, and respond with 405 or 404 to other methods.");
  });
}

/** A server that allows every origin, with credentials, lets any site use the sessions of its users. */
function checkCors({ endpoint, client }: Site): Promise<Finding> {
  const cors = check("cors", "CORS");
  return runCheck(cors, async () => {
    const response = await client.send(siteUrl(endpoint, linkRoutes.linkInit), crossSiteRequest(linkInitBody()));
    const allowed = response.headers.get("access-control-allow-origin");
    const advice =
      "Remove the CORS middleware from these routes: only your own pages use them, and those need no CORS.";
    if (allowed === otherOrigin && response.headers.get("access-control-allow-credentials") === "true") {
      return fail(cors, "Access-Control-Allow-Origin repeats any origin, with credentials", advice);
    }
    if (allowed === otherOrigin || allowed === "*")
      return warn(cors, `Access-Control-Allow-Origin: ${allowed}`, advice);
    return ok(cors, "no CORS header for other sites");
  });
}

function checkCaching({ page, endpoint, client }: Site): Promise<Finding> {
  const caching = check("caching", "Caching");
  return runCheck(caching, async () => {
    const url = siteUrl(endpoint, connectionRoutes.connections);
    const response = await client.send(url, pageRequest(page, url));
    if (isRouteMissing(response)) return skipped(caching, "this host does not have GET connections");
    const cacheControl = response.headers.get("cache-control") ?? "";
    const age = response.headers.get("age");
    if (age !== null) {
      return fail(
        caching,
        `the response comes from a cache (Age: ${age})`,
        "Exempt the routes from the cache: it would serve one user's data to another.",
      );
    }
    const seen = cacheControl ? `Cache-Control: ${cacheControl}` : "no Cache-Control";
    if (/\bno-store\b/i.test(cacheControl)) return ok(caching, seen);
    const advice = "Send Cache-Control: no-store from every route: each response is for one user.";
    return /\bpublic\b|\bs-maxage\b/i.test(cacheControl) ? fail(caching, seen, advice) : warn(caching, seen, advice);
  });
}

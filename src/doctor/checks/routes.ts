/** Do the routes answer somebody who is not signed in as the contract says? Nothing of the caller's is sent here. */
import { randomUUID } from "node:crypto";
import { linkRoutes } from "../../protocol/link-contract.js";
import { connectionRoutes } from "../../protocol/connections-contract.js";
import { isLoopback } from "../../protocol/link-session.js";
import { fail, look, ok, skipped, warn, type About, type Finding } from "../finding.js";
import { checkSignedOutResponse } from "./signed-out-response.js";
import { describe } from "../describe-response.js";
import { elsewhere, fromElsewhere, fromPage } from "../browser-requests.js";
import type { Visitor } from "../site-client.js";

const about = (id: string, title: string): About => ({ id, area: "Routes", title });

export interface RouteQuestion {
  readonly page: URL;
  /** Without a slash at its end. */
  readonly endpoint: URL;
  readonly visitor: Visitor;
}

export const newInit = (mode: "embed" | "redirect" = "embed", returnTo?: string) => ({
  mode,
  attemptId: `doctor-${randomUUID()}`,
  ...(returnTo !== undefined && { returnTo }),
});

/** As the elements do it: the endpoint's own query is kept. */
export function routeAt(endpoint: URL, path: string): URL {
  const url = new URL(endpoint);
  url.pathname = url.pathname.replace(/\/$/, "") + path;
  return url;
}

interface ExpectedRoute {
  readonly id: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  /** What a host without this route has to do without. */
  readonly without?: string;
}

const init: ExpectedRoute = { id: "link-init", method: "POST", path: linkRoutes.linkInit };
const others: readonly ExpectedRoute[] = [
  {
    id: "link-complete",
    method: "POST",
    path: linkRoutes.linkComplete,
    without: "Events say verified: false: confirm each connection on your server before you use it.",
  },
  {
    id: "link-result",
    method: "GET",
    path: linkRoutes.linkResult,
    without: "A window or a redirect has to end on a page of yours, which reads the result from its address.",
  },
  {
    id: "connections",
    method: "GET",
    path: connectionRoutes.connections,
    without: "The status and the list of connections have nothing to show.",
  },
  {
    id: "events",
    method: "GET",
    path: connectionRoutes.events,
    without: "Pages hear of changes only when they read again.",
  },
];

export interface SeenRoutes {
  readonly findings: readonly Finding[];
  /** False when `link/init` gave no answer at all: nothing else needs to be asked. */
  readonly answers: boolean;
}

export async function checkRoutes(question: RouteQuestion): Promise<SeenRoutes> {
  let answers = true;
  const findings = [checkPlace(question), await checkRoute(init, question, () => (answers = false))];
  if (!answers) return { findings, answers };
  for (const route of others) findings.push(await checkRoute(route, question));
  findings.push(await checkMethod(question), await checkSharing(question), await checkCaching(question));
  return { findings, answers };
}

function checkPlace({ page, endpoint }: RouteQuestion): Finding {
  const place = about("endpoint", "Where they are");
  if (endpoint.origin === page.origin) return ok(place, "on the page's own origin");
  if (endpoint.protocol === "http:" && !isLoopback(endpoint.hostname)) {
    return fail(place, "http:", "The elements take a path on the page's origin or a full https: URL.");
  }
  return warn(
    place,
    `on ${endpoint.origin}, and not on the page's own origin`,
    "The server handler refuses pages of other origins, and no cookie of the page goes there: mount it on the page's origin, or forward the path to it.",
  );
}

async function checkRoute(
  { id, method, path, without }: ExpectedRoute,
  { page, endpoint, visitor }: RouteQuestion,
  silent?: () => void,
): Promise<Finding> {
  const self = about(id, `${method} ${path.slice(1)}`);
  const check = async () => {
    const url = routeAt(endpoint, path);
    const body = path === linkRoutes.linkComplete ? completion() : newInit();
    // The stream of events has no end where it is given to anybody.
    const ask = path === connectionRoutes.events ? visitor.listen : visitor.ask;
    return checkSignedOutResponse(
      self,
      await ask(url, fromPage(page, url, method === "POST" ? body : undefined)),
      url,
      without,
    );
  };
  return look(self, check, silent);
}

/** A connection that nobody has, in an attempt that nobody has begun. */
export const completion = () => ({ connectionId: "conn_doctor", attemptId: newInit().attemptId });

/** A host that answers any method may have mounted something else there. */
function checkMethod({ page, endpoint, visitor }: RouteQuestion): Promise<Finding> {
  const self = about("methods", "Wrong method");
  return look(self, async () => {
    const url = routeAt(endpoint, linkRoutes.linkInit);
    const answer = await visitor.ask(url, fromPage(page, url));
    const seen = `GET link/init: ${describe(answer, url)}`;
    if (answer.status === 405 || answer.status === 404 || answer.status === 401) return ok(self, seen);
    return warn(self, seen, "Let link/init be for POST only, and answer 405 or 404 for another method.");
  });
}

/** A server that names every origin lets any site use its users' sessions. */
function checkSharing({ endpoint, visitor }: RouteQuestion): Promise<Finding> {
  const self = about("cors", "Other sites");
  return look(self, async () => {
    const answer = await visitor.ask(routeAt(endpoint, linkRoutes.linkInit), fromElsewhere(newInit()));
    const allowed = answer.headers.get("access-control-allow-origin");
    const advice = "Take the CORS layer off these routes: they are for your own pages, which need no such header.";
    if (allowed === elsewhere && answer.headers.get("access-control-allow-credentials") === "true") {
      return fail(self, "Access-Control-Allow-Origin repeats any origin that asks, with credentials", advice);
    }
    if (allowed === elsewhere || allowed === "*") return warn(self, `Access-Control-Allow-Origin: ${allowed}`, advice);
    return ok(self, "no CORS header for them");
  });
}

function checkCaching({ page, endpoint, visitor }: RouteQuestion): Promise<Finding> {
  const self = about("caching", "Caching");
  return look(self, async () => {
    const url = routeAt(endpoint, connectionRoutes.connections);
    const { headers, status } = await visitor.ask(url, fromPage(page, url));
    if (status === 404 || status === 405) return skipped(self, "there is no GET route to look at");
    const said = headers.get("cache-control") ?? "";
    const age = headers.get("age");
    if (age !== null)
      return fail(
        self,
        `a cache has answered (Age: ${age})`,
        "Exempt the routes from the cache: what one user is answered must not be given to the next.",
      );
    if (/\bno-store\b/i.test(said)) return ok(self, `Cache-Control: ${said}`);
    const why = "Send Cache-Control: no-store from every route: the answers are for one user each.";
    return /\bpublic\b|\bs-maxage\b/i.test(said)
      ? fail(self, `Cache-Control: ${said}`, why)
      : warn(self, said ? `Cache-Control: ${said}` : "no Cache-Control", why);
  });
}

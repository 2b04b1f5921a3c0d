/** What a signed-in user is answered: a real session, the cookie that binds it to this browser, and nothing for other sites. */
import { linkRoutes } from "../../protocol/link-contract.js";
import { isConnectError } from "../../protocol/error-codes.js";
import { errorGuide } from "../../protocol/error-guide.js";
import { isLoopback, parseLinkSession, type OpenableSession } from "../../protocol/link-session.js";
import { fail, look, ok, skipped, warn, type About, type Finding } from "../finding.js";
import { completion, newInit, routeAt, type RouteQuestion } from "./routes.js";
import { codeOf, describe, quoted } from "../describe-response.js";
import { fromElsewhere, fromOldBrowser, fromPage } from "../browser-requests.js";
import { parseSetCookie, type SetCookie } from "../set-cookie.js";
import type { SiteResponse } from "../site-client.js";

const about = (id: string, title: string): About => ({ id, area: "Session", title });
const session = about("session", "Link session");
const cookie = about("flow-cookie", "Flow cookie");
const foreign = about("foreign-origin", "Other sites");
const ownOrigin = about("own-origin", "Own origin");

export interface SessionQuestion extends RouteQuestion {
  readonly linkOrigins: readonly string[];
  readonly now: () => number;
}

export interface SeenSession {
  readonly findings: readonly Finding[];
  /** Of the session's URL; the URL itself is a secret and goes no further. */
  readonly origin?: string | undefined;
  /** The flow that was begun: a redirect, so that its return can be tried. */
  readonly flow?: { readonly attemptId: string; readonly cookie: SetCookie } | undefined;
}

export async function checkSession(question: SessionQuestion): Promise<SeenSession> {
  const { page, endpoint, visitor } = question;
  const url = routeAt(endpoint, linkRoutes.linkInit);
  const init = newInit("redirect", page.pathname);
  let answer: SiteResponse | undefined;
  const read = await look(session, async () => {
    answer = await visitor.ask(url, { ...fromPage(page, url, init), signedIn: true });
    return judge(answer, url, question);
  });
  if (!answer || read.outcome === "fail") return { findings: [read] };
  const flow = answer.headers
    .getSetCookie()
    .flatMap((line) => parseSetCookie(line) ?? [])
    .find(({ name }) => name.endsWith(init.attemptId));
  const findings = [read, checkCookie(flow, page), await checkForeign(question), await checkOwn(question)];
  const origin = originOf(answer, question);
  return { findings, origin, flow: flow && { attemptId: init.attemptId, cookie: flow } };
}

const openable = ({ json }: SiteResponse, { linkOrigins, page }: SessionQuestion): OpenableSession =>
  parseLinkSession(json, { origins: linkOrigins, pageUrl: page.href });

function originOf(answer: SiteResponse, question: SessionQuestion): string | undefined {
  try {
    return openable(answer, question).url.origin;
  } catch {
    return undefined;
  }
}

function judge(answer: SiteResponse, url: URL, question: SessionQuestion): Finding {
  const seen = describe(answer, url) + quoted(answer);
  if (answer.status === 401)
    return fail(
      session,
      seen,
      "The host does not know this cookie or header: copy it anew from a browser that is signed in.",
    );
  if (answer.status !== 200) return fail(session, seen, adviceFor(answer));
  try {
    const { url: link, expiresAt } = openable(answer, question);
    if (expiresAt === undefined)
      return ok(
        session,
        `hosted, on ${link.origin}`,
        "Pass on OFAuth's expiresAt too: the elements then do not open a session that has ended.",
      );
    const minutes = Math.floor((expiresAt - question.now()) / 60_000);
    if (minutes < 0)
      return fail(
        session,
        `it ended ${-minutes} minutes ago`,
        "Ask OFAuth for a new session at each request, and see that no cache answers and that the clocks are right.",
      );
    return ok(session, `hosted, on ${link.origin}, for ${minutes} minutes more`);
  } catch (error) {
    if (!isConnectError(error)) throw error;
    return fail(session, `${describe(answer, url)}: ${error.message}`, errorGuide[error.code].todo);
  }
}

function adviceFor(answer: SiteResponse): string {
  const code = codeOf(answer)?.code;
  if (code === undefined)
    return 'Answer 200 with {"mode":"hosted","url":"…","expiresAt":"…"}, and a refusal with {"code":"…","message":"…"}.';
  if (code === "forbidden")
    return "The handler takes another origin than the page's for its own: behind a proxy that ends TLS, set its option redirectUrl.";
  if (code === "bad_response")
    return "OFAuth refused the request: register the redirect URL with the client app, set clientAppId, and behind a proxy that ends TLS set redirectUrl.";
  if (code === "misconfigured") return "Check the API key, and that no body parser runs before the handler.";
  return errorGuide[code].todo;
}

function checkCookie(flow: SetCookie | undefined, page: URL): Finding {
  if (!flow) {
    return warn(
      cookie,
      "the answer sets none",
      "A host's own link/init may do without. With the server handler something takes Set-Cookie out: without it no connection is confirmed, and no return from OFAuth is taken.",
    );
  }
  const { name, attributes } = flow;
  const isPlain = page.protocol === "http:" && isLoopback(page.hostname);
  const faults: string[] = [];
  if (!attributes.has("httponly")) faults.push("HttpOnly");
  if (!isPlain && !attributes.has("secure")) faults.push("Secure");
  const site = attributes.get("samesite")?.toLowerCase();
  if (site !== "lax")
    faults.push("SameSite=Lax (Strict would be missing when OFAuth sends the user back; None is sent for other sites)");
  if (attributes.get("path") !== "/") faults.push("Path=/");
  if (attributes.has("domain")) faults.push("no Domain");
  if (!isPlain && !name.startsWith("__Host-")) faults.push("the prefix __Host-");
  const shown = name.startsWith("__Host-") ? "__Host-…" : name.replace(/[^-]*-?[0-9a-f-]{36}$/, "") + "…";
  if (faults.length === 0) return ok(cookie, `${shown} HttpOnly, SameSite=Lax, Path=/${isPlain ? "" : ", Secure"}`);
  return fail(
    cookie,
    `${shown} lacks ${faults.join(", ")}`,
    "The server handler sets all of it: look for a proxy or a framework that rewrites cookies, and for redirectUrl behind a proxy that ends TLS.",
  );
}

function checkForeign({ endpoint, visitor }: SessionQuestion): Promise<Finding> {
  return look(foreign, async () => {
    const url = routeAt(endpoint, linkRoutes.linkInit);
    const answer = await visitor.ask(url, { ...fromElsewhere(newInit()), signedIn: true });
    const seen = `link/init from another site: ${describe(answer, url)}`;
    if (answer.status === 403) return ok(foreign, seen);
    if (answer.status >= 200 && answer.status < 300) {
      return fail(
        foreign,
        seen,
        "Refuse what Sec-Fetch-Site or Origin says comes from another site, with a 403: otherwise any site starts sessions in the name of your users.",
      );
    }
    return warn(foreign, seen, "A 403 with the code forbidden is what the contract says.");
  });
}

/** A confirmation of nothing, told by `Origin` alone: the answer is a refusal in any case, and its code tells which. */
function checkOwn({ page, endpoint, visitor }: SessionQuestion): Promise<Finding> {
  return look(ownOrigin, async () => {
    const url = routeAt(endpoint, linkRoutes.linkComplete);
    const answer = await visitor.ask(url, { ...fromOldBrowser(page, completion()), signedIn: true });
    const code = codeOf(answer)?.code;
    if (code === "unsolicited_callback") return ok(ownOrigin, "the handler takes the page's origin for its own");
    if (code === "forbidden") {
      return fail(
        ownOrigin,
        `the handler does not take ${page.origin} for its own origin`,
        "Behind a proxy that ends TLS or changes Host, set the option redirectUrl to the address of link/callback as browsers see it.",
      );
    }
    return skipped(ownOrigin, `link/complete: ${describe(answer, url)}`);
  });
}

/** Looks at a host's set-up from outside, and says what to change. Knows nothing of the process it runs in. */
import { defaultLinkOrigins } from "../protocol/link-session.js";
import { checkClock } from "./checks/clock.js";
import { checkEvents } from "./checks/live-events.js";
import { skipped, type About, type Finding, type Outcome } from "./finding.js";
import { checkPage } from "./checks/page.js";
import { checkPolicies } from "./checks/policies.js";
import { createPrintable } from "./mask.js";
import { checkCallback, checkReturn } from "./checks/callback.js";
import { checkRoutes } from "./checks/routes.js";
import { checkSession, type SeenSession } from "./checks/session.js";
import { createVisitor, type Credentials, type Fetch } from "./site-client.js";
import { checkWebhooks } from "./checks/webhooks.js";

export interface ExamineOptions {
  /** The page with the elements. */
  readonly page: URL;
  /** As the elements' attribute: a path on the page's origin, or a full URL. Default `/api/ofauth`. */
  readonly endpoint?: string | undefined;
  /** A signed-in user's. Sent to the page's own origin only, and never printed. */
  readonly credentials?: Credentials | undefined;
  /** OFAuth's signing secret: with it a right delivery can be tried, too. Never sent, never printed. */
  readonly webhookSecret?: string | undefined;
  /** The origins that a session may have. Default: OFAuth's two. */
  readonly linkOrigins?: readonly string[] | undefined;
  readonly fetch: Fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A signal that is aborted after so many milliseconds. */
  readonly timeout: (milliseconds: number) => AbortSignal;
}

export interface Report {
  readonly page: string;
  readonly endpoint: string;
  /** Whether nothing has failed. */
  readonly ok: boolean;
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly findings: readonly Finding[];
}

const signedIn: About = { id: "session", area: "Session", title: "Link session" };

/** Throws a `TypeError` for an `endpoint` that is no URL. */
export async function examine(options: ExamineOptions): Promise<Report> {
  const { page, credentials = {}, linkOrigins = defaultLinkOrigins, now } = options;
  const endpoint = endpointOf(options.endpoint ?? "/api/ofauth", page);
  const visitor = createVisitor({ ...options, credentials });
  const question = { page, endpoint, visitor, linkOrigins, now };
  const findings: Finding[] = [];

  const seenPage = await checkPage(page, visitor);
  findings.push(...seenPage.findings);
  const routes = await checkRoutes(question);
  findings.push(...routes.findings);
  let session: SeenSession | undefined;
  if (routes.answers) {
    session = mayAskSignedIn(options, endpoint) ? await checkSession(question) : undefined;
    findings.push(...(session?.findings ?? [withoutUser(page, endpoint)]), await checkCallback(question));
    if (session) findings.push(...(await checkReturn(question, session)), await checkEvents(question));
    findings.push(...(await checkWebhooks({ ...question, secret: options.webhookSecret })), await checkClock(question));
  }
  if (seenPage.answer)
    findings.push(...checkPolicies(seenPage.answer, { ...question, sessionOrigin: session?.origin }));
  return reportOf(options, endpoint, findings);
}

function endpointOf(value: string, page: URL): URL {
  const url = new URL(value, page);
  url.hash = "";
  url.pathname = url.pathname.replace(/\/+$/, "");
  return url;
}

const mayAskSignedIn = ({ credentials, page }: ExamineOptions, endpoint: URL): boolean =>
  endpoint.origin === page.origin &&
  (credentials?.cookie !== undefined || Object.keys(credentials?.headers ?? {}).length > 0);

const withoutUser = (page: URL, endpoint: URL): Finding =>
  endpoint.origin === page.origin
    ? skipped(
        signedIn,
        "nobody is signed in",
        "With --cookie or --header of a signed-in user the session, its cookie, the way back and the events are looked at, too.",
      )
    : skipped(signedIn, "the routes are on another origin, where a cookie of the page is not sent");

function reportOf({ credentials, webhookSecret, page }: ExamineOptions, endpoint: URL, findings: Finding[]): Report {
  const cookies = (credentials?.cookie ?? "").split(";").map((pair) => pair.slice(pair.indexOf("=") + 1).trim());
  // Also what stands behind "Bearer".
  const headers = Object.values(credentials?.headers ?? {}).flatMap((value) => [value, ...value.split(" ")]);
  const printable = createPrintable([webhookSecret, credentials?.cookie, ...cookies, ...headers]);
  const counts = { ok: 0, warn: 0, fail: 0, skipped: 0 };
  for (const { outcome } of findings) counts[outcome]++;
  return {
    page: printable(page.origin + page.pathname),
    endpoint: printable(endpoint.origin + endpoint.pathname),
    ok: counts.fail === 0,
    counts,
    findings: findings.map((finding) => ({
      ...finding,
      seen: printable(finding.seen),
      ...(finding.advice !== undefined && { advice: printable(finding.advice) }),
    })),
  };
}

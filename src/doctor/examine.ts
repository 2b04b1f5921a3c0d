/** Runs every check of the doctor against a site. Does not depend on the process that it runs in. */
import { defaultLinkOrigins } from "../protocol/link-session.js";
import { checkCallback, checkCancelledFlow } from "./checks/callback.js";
import { checkClock } from "./checks/clock.js";
import { checkLiveEvents } from "./checks/live-events.js";
import { checkPage } from "./checks/page.js";
import { checkPolicies } from "./checks/policies.js";
import { checkRoutes } from "./checks/routes.js";
import { checkSession, type SessionResult } from "./checks/session.js";
import { checkWebhooks } from "./checks/webhooks.js";
import { skipped, type Check, type Finding } from "./finding.js";
import { createMask } from "./mask.js";
import type { Report } from "./report.js";
import { createSiteClient, type Credentials, type Fetch } from "./site-client.js";

export interface ExamineOptions {
  /** The page with the elements. */
  readonly page: URL;
  /** As the elements' attribute: a path on the page's origin, or a full URL. Default: `/api/ofauth`. */
  readonly endpoint?: string | undefined;
  /** Credentials of a signed-in user. Sent to the page's own origin only, and never printed. */
  readonly credentials?: Credentials | undefined;
  /** OFAuth's signing secret, with which correctly signed deliveries can be checked too. Never sent, never printed. */
  readonly webhookSecret?: string | undefined;
  /** Origins that a session URL may have. Default: OFAuth's two Link origins. */
  readonly linkOrigins?: readonly string[] | undefined;
  readonly fetch: Fetch;
  /** Returns the time in milliseconds since the epoch. */
  readonly now: () => number;
  /** Returns a signal that aborts after this many milliseconds. */
  readonly timeout: (milliseconds: number) => AbortSignal;
}

const signedInChecks: Check = { id: "session", area: "Session", title: "Link session" };

/**
 * Examines a site from outside, as a browser and as OFAuth would.
 *
 * @returns the findings, with every secret masked.
 * @throws {TypeError} when `endpoint` is no URL.
 */
export async function examine(options: ExamineOptions): Promise<Report> {
  const { page, credentials = {}, linkOrigins = defaultLinkOrigins, now } = options;
  const endpoint = resolveEndpoint(options.endpoint ?? "/api/ofauth", page);
  const client = createSiteClient({ ...options, credentials });
  const site = { page, endpoint, client };
  const findings: Finding[] = [];

  const pageResult = await checkPage(page, client);
  findings.push(...pageResult.findings);
  const routes = await checkRoutes(site);
  findings.push(...routes.findings);
  let session: SessionResult | undefined;
  if (routes.respond) {
    if (canSendCredentials(options, endpoint)) session = await checkSession({ ...site, linkOrigins, now });
    findings.push(...(session?.findings ?? [withoutUser(page, endpoint)]), await checkCallback(site));
    if (session) findings.push(...(await checkCancelledFlow(site, session)), await checkLiveEvents(site));
    findings.push(...(await checkWebhooks({ ...site, secret: options.webhookSecret, now })), await checkClock(site));
  }
  if (pageResult.response) {
    const context = { page, endpoint, linkOrigins, sessionOrigin: session?.origin };
    findings.push(...checkPolicies(pageResult.response, context));
  }
  return createReport(options, endpoint, findings);
}

function resolveEndpoint(value: string, page: URL): URL {
  const url = new URL(value, page);
  url.hash = "";
  url.pathname = url.pathname.replace(/\/+$/, "");
  return url;
}

const canSendCredentials = ({ credentials, page }: ExamineOptions, endpoint: URL): boolean =>
  endpoint.origin === page.origin &&
  (credentials?.cookie !== undefined || Object.keys(credentials?.headers ?? {}).length > 0);

const withoutUser = (page: URL, endpoint: URL): Finding =>
  endpoint.origin === page.origin
    ? skipped(
        signedInChecks,
        "no user is signed in",
        "Pass --cookie or --header of a signed-in user to check the session, its cookie, the callback and the live events too.",
      )
    : skipped(signedInChecks, "the routes are on another origin, to which the page's cookies are not sent");

function createReport(
  { credentials, webhookSecret, page }: ExamineOptions,
  endpoint: URL,
  findings: Finding[],
): Report {
  const cookies = (credentials?.cookie ?? "").split(";").map((pair) => pair.slice(pair.indexOf("=") + 1).trim());
  // Also the parts of a value, such as the token after "Bearer".
  const headers = Object.values(credentials?.headers ?? {}).flatMap((value) => [value, ...value.split(" ")]);
  const mask = createMask([webhookSecret, credentials?.cookie, ...cookies, ...headers]);
  const counts = { ok: 0, warn: 0, fail: 0, skipped: 0 };
  for (const { outcome } of findings) counts[outcome]++;
  return {
    page: mask(page.origin + page.pathname),
    endpoint: mask(endpoint.origin + endpoint.pathname),
    ok: counts.fail === 0,
    counts,
    findings: findings.map((finding) => ({
      ...finding,
      seen: mask(finding.seen),
      ...(finding.advice !== undefined && { advice: mask(finding.advice) }),
    })),
  };
}

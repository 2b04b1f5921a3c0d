/** Runs every check of the doctor against a site. Does not depend on the process that it runs in. */
import { defaultLinkOrigins } from "../protocol/link-session.js";
import { checkAuthorize } from "./checks/authorize.js";
import { checkCallback, checkCancelledFlow } from "./checks/callback.js";
import { checkClock } from "./checks/clock.js";
import { checkLiveEvents } from "./checks/live-events.js";
import { checkPage } from "./checks/page.js";
import { checkPolicies } from "./checks/policies.js";
import { checkRoutes } from "./checks/routes.js";
import { checkSession, type SessionResult } from "./checks/session.js";
import { checkSpeed } from "./checks/speed.js";
import { checkWebhooks } from "./checks/webhooks.js";
import { skipped, type Check, type Finding } from "./finding.js";
import { createMask } from "./mask.js";
import type { Addresses, Report } from "./report.js";
import { createSiteClient, mayCarrySecrets, type Credentials, type Fetch } from "./site-client.js";

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
  /** How long to watch an idle event stream, in milliseconds; 0: only its beginning. Default: 30 seconds. */
  readonly watchMs?: number | undefined;
  /** Called with each finding as soon as it is known, every secret masked. */
  readonly onFinding?: ((finding: Finding) => void) | undefined;
  /** Called before the event stream is watched. */
  readonly onWatch?: ((milliseconds: number) => void) | undefined;
  readonly fetch: Fetch;
  /** Returns the time in milliseconds since the epoch. */
  readonly now: () => number;
  /** Returns a signal that aborts after this many milliseconds. */
  readonly timeout: (milliseconds: number) => AbortSignal;
}

const signedInChecks: Check = { id: "session", area: "Session", title: "Link session" };

const DEFAULT_WATCH_MS = 30_000;

/**
 * Examines a site from outside, as a browser and as OFAuth would.
 *
 * @returns the findings, with every secret masked.
 * @throws {TypeError} when `endpoint` is no URL.
 */
export async function examine(options: ExamineOptions): Promise<Report> {
  const { page, onFinding } = options;
  const endpoint = resolveEndpoint(options.endpoint, page);
  const mask = maskFor(options);
  const counts = { ok: 0, warn: 0, fail: 0, skipped: 0 };
  const findings: Finding[] = [];
  for await (const { seen, advice, ...rest } of runChecks(options, endpoint)) {
    const finding = { ...rest, seen: mask(seen), ...(advice !== undefined && { advice: mask(advice) }) };
    counts[finding.outcome]++;
    findings.push(finding);
    onFinding?.(finding);
  }
  return { ...addressesOf(options), ok: counts.fail === 0, counts, findings };
}

/** The page and the routes of a report, with every secret masked. */
export function addressesOf(options: Pick<ExamineOptions, "page" | "endpoint"> & MaskedOptions): Addresses {
  const mask = maskFor(options);
  const shown = ({ origin, pathname }: URL) => mask(origin + pathname);
  return { page: shown(options.page), endpoint: shown(resolveEndpoint(options.endpoint, options.page)) };
}

async function* runChecks(options: ExamineOptions, endpoint: URL): AsyncGenerator<Finding, void> {
  const { page, credentials = {}, linkOrigins = defaultLinkOrigins, now, watchMs = DEFAULT_WATCH_MS } = options;
  const client = createSiteClient({ ...options, credentials });
  const site = { page, endpoint, client };
  const hasUser = canSendCredentials(options, endpoint);

  const response = yield* checkPage(page, client);
  const routesRespond = yield* checkRoutes(site);
  let session: SessionResult | undefined;
  if (routesRespond) {
    yield* checkAuthorize(site, hasUser);
    if (hasUser) session = yield* checkSession({ ...site, linkOrigins, now });
    else yield withoutUser(page, endpoint);
    yield await checkCallback(site);
    if (session) yield* checkCancelledFlow(site, session);
    yield* checkWebhooks({ ...site, secret: options.webhookSecret, now });
    yield await checkClock(site);
    yield checkSpeed(site);
  }
  if (response) yield* checkPolicies(response, { page, endpoint, linkOrigins, sessionOrigin: session?.origin });
  if (session) {
    if (watchMs > 0) options.onWatch?.(watchMs);
    yield await checkLiveEvents({ ...site, watchMs });
  }
}

function resolveEndpoint(value = "/api/ofauth", page: URL): URL {
  const url = new URL(value, page);
  url.hash = "";
  url.pathname = url.pathname.replace(/\/+$/, "");
  return url;
}

const canSendCredentials = ({ credentials, page }: ExamineOptions, endpoint: URL): boolean =>
  endpoint.origin === page.origin &&
  mayCarrySecrets(page) &&
  (credentials?.cookie !== undefined || Object.keys(credentials?.headers ?? {}).length > 0);

function withoutUser(page: URL, endpoint: URL): Finding {
  if (endpoint.origin !== page.origin) {
    return skipped(signedInChecks, "the routes are on another origin, to which the page's cookies are not sent");
  }
  if (!mayCarrySecrets(page)) {
    return skipped(signedInChecks, "cookies are not sent over http:, where anybody on the way can read them");
  }
  return skipped(
    signedInChecks,
    "no user is signed in",
    "Pass --cookie or --header of a signed-in user to check the session, its cookie, the callback and the live events too.",
  );
}

type MaskedOptions = Pick<ExamineOptions, "credentials" | "webhookSecret">;

function maskFor({ credentials, webhookSecret }: MaskedOptions): (text: string) => string {
  const cookies = (credentials?.cookie ?? "").split(";").map((pair) => pair.slice(pair.indexOf("=") + 1).trim());
  // Also the parts of a value, such as the token after "Bearer".
  const headers = Object.values(credentials?.headers ?? {}).flatMap((value) => [value, ...value.split(" ")]);
  return createMask([webhookSecret, credentials?.cookie, ...cookies, ...headers]);
}

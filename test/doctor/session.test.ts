import {
  respondingTo,
  changingCookies,
  changingResponse,
  html,
  json,
  testHostCases,
  withHeaders,
  type HostCase,
} from "./host-cases.js";
import { userCookie } from "./host.js";

const hosted = (fields: Record<string, unknown>) =>
  json({ mode: "hosted", url: "https://link.ofauth.com/cs_1", ...fields });
/** A host with its own `link/init` for the signed-in user of its own pages. */
const withLinkInit = (linkInit: () => Response) => ({
  intercept: (request: Request, respond: () => Promise<Response>) =>
    request.url.endsWith("/link/init") &&
    request.headers.get("cookie")?.includes(userCookie) &&
    request.headers.get("sec-fetch-site") === "same-origin"
      ? linkInit()
      : respond(),
});

const sessions: HostCase[] = [
  {
    when: "the cookie belongs to no user",
    options: { credentials: { cookie: "session=expired" } },
    id: "session",
    outcome: "fail",
    seen: /^401 unauthorized/,
    advice: /copy it again/,
  },
  {
    when: "the session is a whitelabel session",
    host: withLinkInit(() => json({ mode: "whitelabel", clientSecret: "x" })),
    id: "session",
    outcome: "fail",
    seen: /received whitelabel/,
    advice: /hosted Link/,
  },
  {
    when: "the session URL is not on a Link origin",
    host: withLinkInit(() => hosted({ url: "https://link.evil.example/cs_1" })),
    id: "session",
    outcome: "fail",
    seen: /not in link-origins/,
    advice: /Link init returned/,
  },
  {
    when: "the response contains no session",
    host: withLinkInit(() => json({ ok: true })),
    id: "session",
    outcome: "fail",
    seen: /Expected JSON with a Link session/,
    advice: /documented JSON/,
  },
  {
    when: "the session has expired",
    host: withLinkInit(() => hosted({ expiresAt: "2020-01-01T00:00:00Z" })),
    id: "session",
    outcome: "fail",
    seen: /^expired \d+ minutes ago$/,
    advice: /new session from OFAuth for each attempt/,
  },
  {
    when: "the session has no expiresAt",
    host: withLinkInit(() => hosted({})),
    id: "session",
    outcome: "ok",
    seen: /^hosted, on https:\/\/link\.ofauth\.com$/,
    advice: /expiresAt/,
  },
  {
    when: "an error comes without a code",
    host: withLinkInit(() => html(500)),
    id: "session",
    outcome: "fail",
    seen: /^500 text\/html$/,
    advice: /\{"code":"…","message":"…"\}/,
  },
  {
    when: "the redirect URL is not registered at OFAuth",
    host: { handler: { redirectUrl: "https://app.example/other/callback" } },
    id: "session",
    outcome: "fail",
    seen: /^502 bad_response/,
    advice: /register the redirect URL.*redirectUrl/,
  },
  {
    when: "a proxy terminates TLS and redirectUrl is not set",
    host: { intercept: (request, respond) => respond(new Request(request.url.replace("https:", "http:"), request)) },
    id: "session",
    outcome: "fail",
    seen: /^502 bad_response/,
    advice: /behind a proxy that terminates TLS set redirectUrl/,
  },
  {
    when: "OFAuth rejects the API key",
    host: { handler: { apiKey: "sk_sandbox_wrong" } },
    id: "session",
    outcome: "fail",
    seen: /^500 misconfigured: "OFAuth rejected the API key\."$/,
    advice: /^Set the handler's apiKey/,
  },
  {
    when: "the host responds with another error code",
    host: withLinkInit(() => json({ code: "rate_limited", message: "" }, 429)),
    id: "session",
    outcome: "fail",
    seen: /^429 rate_limited$/,
    advice: /Retry-After/,
  },
  {
    when: "the host rejects its own pages",
    host: withLinkInit(() => json({ code: "forbidden", message: "" }, 403)),
    id: "session",
    outcome: "fail",
    seen: /^403 forbidden$/,
    advice: /redirectUrl/,
  },
  {
    when: "any site can begin sessions",
    host: {
      intercept: (request, respond) =>
        request.headers.get("origin")?.endsWith(".invalid") && request.headers.has("cookie") ? hosted({}) : respond(),
    },
    id: "foreign-origin",
    outcome: "fail",
    seen: /another site: 200/,
    advice: /Sec-Fetch-Site or Origin/,
  },
  {
    when: "other sites get an error that is not in the contract",
    host: {
      intercept: (request, respond) =>
        request.headers.get("origin")?.endsWith(".invalid") && request.headers.has("cookie") ? html(500) : respond(),
    },
    id: "foreign-origin",
    outcome: "warn",
    seen: /500/,
    advice: /403/,
  },
  {
    when: "the handler considers another origin to be its own",
    host: {
      intercept: (request, respond) =>
        request.url.endsWith("/link/complete") && request.headers.has("cookie")
          ? json({ code: "forbidden", message: "This route is for pages of the same origin." }, 403)
          : respond(),
    },
    id: "own-origin",
    outcome: "fail",
    seen: /does not accept https:\/\/app\.example as its own/,
    advice: /redirectUrl/,
  },
  {
    when: "the host does not have link/complete",
    host: respondingTo("POST /link/complete", () => html(404)),
    id: "own-origin",
    outcome: "skipped",
    seen: /404/,
  },
];

const flowCookies: HostCase[] = [
  {
    when: "something removes the flow cookie",
    host: changingResponse("POST /link/init", withHeaders({ "set-cookie": null })),
    id: "flow-cookie",
    outcome: "warn",
    seen: /sets no flow cookie/,
    advice: /removes Set-Cookie/,
  },
  ...(
    [
      ["HttpOnly", / HttpOnly;/, ";"],
      ["Secure", / Secure;/, ";"],
      ["SameSite=Lax", /SameSite=Lax/, "SameSite=None"],
      ["Path=/", /Path=\//, "Path=/api"],
      ["no Domain", /$/, "; Domain=app.example"],
      ["the prefix __Host-", /^__Host-/, ""],
    ] as const
  ).map(([flag, from, to]): HostCase => ({
    when: `the flow cookie lacks ${flag}`,
    host: changingCookies((line) => line.replace(from, to)),
    id: "flow-cookie",
    outcome: "fail",
    seen: new RegExp(`lacks ${flag.replace("/", "\\/")}`),
    advice: /rewrites cookies/,
  })),
];

const partitioned: HostCase[] = [
  {
    when: "the flow cookie is partitioned",
    host: changingCookies((line) => line.replace("SameSite=Lax", "SameSite=None; Partitioned")),
    id: "flow-cookie",
    outcome: "ok",
    seen: /SameSite=None, Partitioned/,
    advice: /session cookie must be partitioned, too.*Allowed Origins/,
  },
  {
    when: "the flow cookie is partitioned and not Secure",
    host: changingCookies((line) => line.replace("Secure; SameSite=Lax", "SameSite=None; Partitioned")),
    id: "flow-cookie",
    outcome: "fail",
    seen: /lacks Secure/,
    advice: /rewrites cookies/,
  },
];

testHostCases("checkSession", [...sessions, ...flowCookies, ...partitioned]);

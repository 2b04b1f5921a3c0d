/** What a signed-in user is answered, on the way out and on the way back. */
import { answering, changing, html, json, redirect, testFaults, withHeaders, type Fault } from "./faults.js";
import { userCookie } from "./host.js";

const hosted = (fields: Record<string, unknown>) =>
  json({ mode: "hosted", url: "https://link.ofauth.com/cs_1", ...fields });
/** A `link/init` of the host's own, for the signed-in user of its own pages. */
const initAnswers = (answer: () => Response) => ({
  broken: (request: Request, otherwise: () => Promise<Response>) =>
    request.url.endsWith("/link/init") &&
    request.headers.get("cookie")?.includes(userCookie) &&
    request.headers.get("sec-fetch-site") === "same-origin"
      ? answer()
      : otherwise(),
});
const cookies = (change: (line: string) => string) =>
  changing("POST /link/init", (response) => {
    const lines = response.headers.getSetCookie();
    const changed = withHeaders({ "set-cookie": null })(response);
    for (const line of lines) changed.headers.append("set-cookie", change(line));
    return changed;
  });

const sessions: Fault[] = [
  {
    name: "a cookie of nobody",
    asked: { credentials: { cookie: "session=over-since-long" } },
    id: "session",
    outcome: "fail",
    seen: /^401 unauthorized/,
    advice: /copy it anew/,
  },
  {
    name: "a whitelabel session has no page",
    host: initAnswers(() => json({ mode: "whitelabel", clientSecret: "x" })),
    id: "session",
    outcome: "fail",
    seen: /received whitelabel/,
    advice: /hosted Link/,
  },
  {
    name: "a session on an origin that is not OFAuth's",
    host: initAnswers(() => hosted({ url: "https://link.evil.example/cs_1" })),
    id: "session",
    outcome: "fail",
    seen: /not in link-origins/,
    advice: /Link init returned/,
  },
  {
    name: "an answer without a session",
    host: initAnswers(() => json({ ok: true })),
    id: "session",
    outcome: "fail",
    seen: /did not answer with a session/,
    advice: /documented JSON/,
  },
  {
    name: "a session that has ended",
    host: initAnswers(() => hosted({ expiresAt: "2020-01-01T00:00:00Z" })),
    id: "session",
    outcome: "fail",
    seen: /^it ended \d+ minutes ago$/,
    advice: /new session at each request/,
  },
  {
    name: "a session that does not say when it ends",
    host: initAnswers(() => hosted({})),
    id: "session",
    outcome: "ok",
    seen: /^hosted, on https:\/\/link\.ofauth\.com$/,
    advice: /expiresAt/,
  },
  {
    name: "a refusal without a code",
    host: initAnswers(() => html(500)),
    id: "session",
    outcome: "fail",
    seen: /^500 text\/html$/,
    advice: /\{"code":"…","message":"…"\}/,
  },
  {
    name: "OFAuth does not know the redirect URL",
    host: { handler: { redirectUrl: "https://app.example/other/callback" } },
    id: "session",
    outcome: "fail",
    seen: /^502 bad_response/,
    advice: /register the redirect URL.*redirectUrl/,
  },
  {
    name: "a proxy that ends TLS, and a handler that is not told of it",
    host: { broken: (request, answer) => answer(new Request(request.url.replace("https:", "http:"), request)) },
    id: "session",
    outcome: "fail",
    seen: /^502 bad_response/,
    advice: /behind a proxy that ends TLS set redirectUrl/,
  },
  {
    name: "OFAuth does not know the key",
    host: { handler: { apiKey: "sk_sandbox_wrong" } },
    id: "session",
    outcome: "fail",
    seen: /^500 misconfigured: "OFAuth refused the API key\."$/,
    advice: /API key/,
  },
  {
    name: "another refusal is explained as the elements explain it",
    host: initAnswers(() => json({ code: "rate_limited", message: "" }, 429)),
    id: "session",
    outcome: "fail",
    seen: /^429 rate_limited$/,
    advice: /Retry-After/,
  },
  {
    name: "a host that refuses its own pages",
    host: initAnswers(() => json({ code: "forbidden", message: "" }, 403)),
    id: "session",
    outcome: "fail",
    seen: /^403 forbidden$/,
    advice: /redirectUrl/,
  },
  {
    name: "any site may start sessions",
    host: {
      broken: (request, answer) =>
        request.headers.get("origin")?.endsWith(".invalid") && request.headers.has("cookie") ? hosted({}) : answer(),
    },
    id: "foreign-origin",
    outcome: "fail",
    seen: /another site: 200/,
    advice: /Sec-Fetch-Site or Origin/,
  },
  {
    name: "a refusal of other sites that is not the contract's",
    host: {
      broken: (request, answer) =>
        request.headers.get("origin")?.endsWith(".invalid") && request.headers.has("cookie") ? html(500) : answer(),
    },
    id: "foreign-origin",
    outcome: "warn",
    seen: /500/,
    advice: /403/,
  },
  {
    name: "a handler that takes another origin for its own",
    host: {
      broken: (request, answer) =>
        request.url.endsWith("/link/complete") && request.headers.has("cookie")
          ? json({ code: "forbidden", message: "This route is for pages of the same origin." }, 403)
          : answer(),
    },
    id: "own-origin",
    outcome: "fail",
    seen: /does not take https:\/\/app\.example for its own/,
    advice: /redirectUrl/,
  },
  {
    name: "a host without link/complete",
    host: answering("POST /link/complete", () => html(404)),
    id: "own-origin",
    outcome: "skipped",
    seen: /404/,
  },
];

const flags: Fault[] = [
  {
    name: "something takes the flow cookie out",
    host: changing("POST /link/init", withHeaders({ "set-cookie": null })),
    id: "flow-cookie",
    outcome: "warn",
    seen: /sets none/,
    advice: /takes Set-Cookie out/,
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
  ).map(([fault, from, to]): Fault => ({
    name: `a flow cookie without ${fault}`,
    host: cookies((line) => line.replace(from, to)),
    id: "flow-cookie",
    outcome: "fail",
    seen: new RegExp(`lacks ${fault.replace("/", "\\/")}`),
    advice: /rewrites cookies/,
  })),
];

const returns: Fault[] = [
  {
    name: "a login wall before the callback",
    host: answering("GET /link/callback", () => redirect("/login")),
    id: "link-callback",
    outcome: "fail",
    seen: /^303 to https:\/\/app\.example\/login$/,
    advice: /login wall/,
  },
  {
    name: "a callback on another spelling of the host",
    host: answering("GET /link/callback", () => redirect("https://www.app.example/api/ofauth/link/callback", 301)),
    id: "link-callback",
    outcome: "fail",
    seen: /^301 to https:\/\/www\.app\.example/,
    advice: /^Register https:\/\/www\.app\.example\/api\/ofauth\/link\/callback /,
  },
  {
    name: "no callback",
    host: answering("GET /link/callback", () => html(404)),
    id: "link-callback",
    outcome: "skipped",
    seen: /does not have it/,
    advice: /page of yours/,
  },
  {
    name: "a callback that fails",
    host: answering("GET /link/callback", () => html(500)),
    id: "link-callback",
    outcome: "fail",
    seen: /^500/,
    advice: /onError/,
  },
  {
    name: "a callback that is no page",
    host: answering("GET /link/callback", () => json({ code: "unauthorized", message: "" }, 401)),
    id: "link-callback",
    outcome: "warn",
    seen: /^401 unauthorized$/,
    advice: /page/,
  },
  {
    name: "no flow to come back from",
    host: changing("POST /link/init", withHeaders({ "set-cookie": null })),
    id: "return",
    outcome: "skipped",
    seen: /no flow/,
  },
  {
    name: "no callback to come back to",
    host: answering("GET /link/callback", () => html(404)),
    id: "return",
    outcome: "skipped",
    seen: /^404 text\/html$/,
  },
  {
    name: "a user who is not known on the way back",
    host: {
      broken: (request, answer) => (new URL(request.url).search.startsWith("?status=") ? html(401) : answer()),
    },
    id: "return",
    outcome: "fail",
    seen: /^401/,
    advice: /SameSite=Lax/,
  },
  {
    name: "a flow cookie that another process signed",
    host: cookies((line) => line.replace(/=[^;]+/, "=of.another")),
    id: "return",
    outcome: "fail",
    seen: /^400/,
    advice: /cookieSecret/,
  },
  {
    name: "a return that keeps OFAuth's parameters",
    host: {
      broken: (request, answer) => {
        const { search } = new URL(request.url);
        return search.startsWith("?status=") ? redirect(`/creators${search}`) : answer();
      },
    },
    id: "return",
    outcome: "fail",
    seen: /with status, step in its address$/,
    advice: /out of the address/,
  },
  {
    name: "a return to another origin",
    host: { handler: { returnUrl: "https://www.app.example/done" } },
    id: "return",
    outcome: "warn",
    seen: /^303 to https:\/\/www\.app\.example\/done$/,
    advice: /returnUrl/,
  },
  {
    name: "a result that nobody can read",
    host: {
      broken: (request, answer) =>
        request.url.includes("attemptId=") ? json({ code: "not_found", message: "" }, 404) : answer(),
    },
    id: "result",
    outcome: "fail",
    seen: /^404 not_found$/,
    advice: /same cookies/,
  },
  {
    name: "a host without link/result",
    host: answering("GET /link/result", () => html(404)),
    id: "result",
    outcome: "skipped",
    seen: /no link\/result/,
  },
];

testFaults([...sessions, ...flags, ...returns]);

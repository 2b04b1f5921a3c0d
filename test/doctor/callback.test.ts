import {
  changingCookies,
  changingResponse,
  html,
  json,
  redirect,
  respondingTo,
  testHostCases,
  withHeaders,
} from "./host-cases.js";

testHostCases("checkCallback and checkCancelledFlow", [
  {
    when: "a login wall redirects the callback",
    host: respondingTo("GET /link/callback", () => redirect("/login")),
    id: "link-callback",
    outcome: "fail",
    seen: /^303 to https:\/\/app\.example\/login$/,
    advice: /login wall/,
  },
  {
    when: "the callback redirects to another spelling of its host name",
    host: respondingTo("GET /link/callback", () => redirect("https://www.app.example/api/ofauth/link/callback", 301)),
    id: "link-callback",
    outcome: "fail",
    seen: /^301 to https:\/\/www\.app\.example/,
    advice: /^Register https:\/\/www\.app\.example\/api\/ofauth\/link\/callback /,
  },
  {
    when: "the host does not have a callback",
    host: respondingTo("GET /link/callback", () => html(404)),
    id: "link-callback",
    outcome: "skipped",
    seen: /does not have the route$/,
    advice: /page of your own/,
  },
  {
    when: "the callback fails with a server error",
    host: respondingTo("GET /link/callback", () => html(500)),
    id: "link-callback",
    outcome: "fail",
    seen: /^500/,
    advice: /onError/,
  },
  {
    when: "the callback responds without a page",
    host: respondingTo("GET /link/callback", () => json({ code: "unauthorized", message: "" }, 401)),
    id: "link-callback",
    outcome: "warn",
    seen: /^401 unauthorized$/,
    advice: /page/,
  },
  {
    when: "no flow could be begun",
    host: changingResponse("POST /link/init", withHeaders({ "set-cookie": null })),
    id: "return",
    outcome: "skipped",
    seen: /no flow could be begun/,
  },
  {
    when: "the host does not have a callback",
    host: respondingTo("GET /link/callback", () => html(404)),
    id: "return",
    outcome: "skipped",
    seen: /^404 text\/html$/,
  },
  {
    when: "the user is signed out at the callback",
    host: {
      intercept: (request, respond) => (new URL(request.url).search.startsWith("?status=") ? html(401) : respond()),
    },
    id: "return",
    outcome: "fail",
    seen: /^401/,
    advice: /SameSite=Lax/,
  },
  {
    when: "another process signed the flow cookie",
    host: changingCookies((line) => line.replace(/=[^;]+/, "=of.another")),
    id: "return",
    outcome: "fail",
    seen: /^400/,
    advice: /cookieSecret/,
  },
  {
    when: "the redirect keeps OFAuth's parameters",
    host: {
      intercept: (request, respond) => {
        const { search } = new URL(request.url);
        return search.startsWith("?status=") ? redirect(`/creators${search}`) : respond();
      },
    },
    id: "return",
    outcome: "fail",
    seen: /with status, step in its address$/,
    advice: /^Remove OFAuth's parameters/,
  },
  {
    when: "the redirect leads to another origin",
    host: { handler: { returnUrl: "https://www.app.example/done" } },
    id: "return",
    outcome: "warn",
    seen: /^303 to https:\/\/www\.app\.example\/done$/,
    advice: /returnUrl/,
  },
  {
    when: "the result cannot be read",
    host: {
      intercept: (request, respond) =>
        request.url.includes("attemptId=") ? json({ code: "not_found", message: "" }, 404) : respond(),
    },
    id: "result",
    outcome: "fail",
    seen: /^404 not_found$/,
    advice: /same cookies/,
  },
  {
    when: "the host does not have link/result",
    host: respondingTo("GET /link/result", () => html(404)),
    id: "result",
    outcome: "skipped",
    seen: /does not have link\/result$/,
  },
]);

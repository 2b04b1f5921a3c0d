/** Webhooks, the stream of events, the clock. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ofauthCode, plainSecret, svixSecret } from "../support/sign-webhook.js";
import { answering, changing, html, json, redirect, testFaults, withHeaders, type Fault } from "./faults.js";
import { createHost, findingOf, look, type HostOptions } from "./host.js";

const stream = (body: string | null, headers: Record<string, string> = {}) =>
  answeringUser(
    "/events",
    () =>
      new Response(body === null ? new ReadableStream() : body, {
        headers: { "content-type": "text/event-stream", ...headers },
      }),
  );
function answeringUser(path: string, answer: () => Response) {
  return {
    broken: (request: Request, otherwise: () => Promise<Response>) =>
      request.url.endsWith(path) && request.headers.has("cookie") ? answer() : otherwise(),
  };
}
/** Verifies, but for the time. */
const timeless: HostOptions = {
  broken: async (request, otherwise) => {
    const [, seconds, code] = /^t=(\d+),v1=(\w+)$/.exec(request.headers.get("ofauth-signature") ?? "") ?? [];
    if (!request.url.endsWith("/webhooks") || seconds === undefined) return otherwise();
    const isRight = ofauthCode(await request.text(), Number(seconds), svixSecret) === code;
    return isRight ? json({ received: true }) : json({ code: "verify_failed", message: "" }, 400);
  },
};
const signedRightly = "webhook-signed-ofauth";

const webhooks: Fault[] = [
  {
    name: "whoever signs wrongly is believed",
    host: answering("POST /webhooks", () => json({ ok: true })),
    id: "webhook-forged-ofauth",
    outcome: "fail",
    seen: /^200 application\/json: it was taken$/,
    advice: /Verify the signature/,
  },
  {
    name: "one of the two ways to sign is not verified",
    host: {
      broken: (request, answer) => (request.headers.has("svix-id") ? json({ ok: true }) : answer()),
    },
    id: "webhook-forged-svix",
    outcome: "fail",
    seen: /it was taken/,
    advice: /Verify the signature/,
  },
  {
    name: "an old delivery is taken again",
    host: timeless,
    id: "webhook-stale",
    outcome: "fail",
    seen: /^200/,
    advice: /5 minutes/,
  },
  {
    name: "another secret",
    asked: { webhookSecret: plainSecret },
    id: signedRightly,
    outcome: "fail",
    seen: /^400 verify_failed/,
    advice: /same secret/,
  },
  {
    name: "a secret that is none of Svix's",
    asked: { webhookSecret: plainSecret },
    id: "webhook-signed-svix",
    outcome: "skipped",
    seen: /none of Svix's/,
  },
  {
    name: "no webhooks",
    host: answering("POST /webhooks", () => json({ code: "not_found", message: "" }, 404)),
    id: "webhooks",
    outcome: "skipped",
    seen: /^404 not_found: there are no webhooks$/,
    advice: /webhookSecret/,
  },
  {
    name: "a login wall before the webhooks",
    host: answering("POST /webhooks", () => redirect("/login")),
    id: "webhook-forged-ofauth",
    outcome: "fail",
    seen: /^303 to/,
    advice: /this very address/,
  },
  {
    name: "a CSRF check before the webhooks",
    host: answering("POST /webhooks", () => html(403)),
    id: "webhook-forged-svix",
    outcome: "fail",
    seen: /^403/,
    advice: /CSRF check/,
  },
  {
    name: "a body parser before the handler",
    host: answering("POST /webhooks", () => json({ code: "misconfigured", message: "The body was read." }, 500)),
    id: signedRightly,
    outcome: "fail",
    seen: /^500 misconfigured/,
    advice: /before any body parser/,
  },
  {
    name: "a host that fails at what it is told",
    host: {
      handler: {
        onEvent: () => {
          throw new Error("broken");
        },
      },
    },
    id: signedRightly,
    outcome: "fail",
    seen: /^500 server_error/,
    advice: /onEvent/,
  },
  {
    name: "a limit on deliveries",
    host: answering("POST /webhooks", () => html(429)),
    id: signedRightly,
    outcome: "fail",
    seen: /^429/,
    advice: /how often OFAuth may deliver/,
  },
];

const events: Fault[] = [
  {
    name: "a host without events",
    host: answeringUser("/events", () => html(404)),
    id: "event-stream",
    outcome: "skipped",
    seen: /does not have it/,
    advice: /read again/,
  },
  {
    name: "events that are refused to a signed-in user",
    host: answeringUser("/events", () => json({ code: "rate_limited", message: "Too many." }, 429)),
    id: "event-stream",
    outcome: "fail",
    seen: /^429 rate_limited: "Too many\."$/,
    advice: /stream/,
  },
  {
    name: "events for a cookie of nobody",
    asked: { credentials: { cookie: "session=over-since-long" } },
    id: "event-stream",
    outcome: "skipped",
    seen: /nobody is signed in/,
  },
  {
    name: "events of another content type",
    host: answeringUser("/events", () => json([])),
    id: "event-stream",
    outcome: "fail",
    seen: /application\/json/,
    advice: /text\/event-stream/,
  },
  {
    name: "events that are packed",
    host: stream("retry: 3000\n\n", { "content-encoding": "gzip" }),
    id: "event-stream",
    outcome: "warn",
    seen: /gzip/,
    advice: /compression off/,
  },
];

const hour = 3_600_000;
const dated = (ms: number) =>
  changing("GET /link/init", (response) => withHeaders({ date: new Date(Date.now() + ms).toUTCString() })(response));
const clocks: Fault[] = [
  {
    name: "a clock that is far ahead",
    host: dated(hour),
    id: "clock",
    outcome: "fail",
    seen: /^36\d\d seconds ahead$|^3599 seconds ahead$/,
    advice: /300 seconds/,
  },
  {
    name: "a clock that is behind",
    host: dated(-120_000),
    id: "clock",
    outcome: "warn",
    seen: /^1(19|20|21) seconds behind$/,
    advice: /NTP/,
  },
  {
    name: "a clock that is a little off",
    host: dated(20_000),
    id: "clock",
    outcome: "ok",
    seen: /^(19|20|21) seconds ahead$/,
  },
  {
    name: "a host that does not tell the time",
    host: changing("GET /link/init", withHeaders({ date: "soon" })),
    id: "clock",
    outcome: "skipped",
    seen: /what time/,
  },
  {
    name: "the time of a cache",
    host: changing("GET /link/init", withHeaders({ age: "3" })),
    id: "clock",
    outcome: "skipped",
    seen: /a cache/,
  },
];

testFaults([...webhooks, ...events, ...clocks]);

test("where no delivery is taken, an old one is not tried", async () => {
  const { findings } = await look(createHost(), { webhookSecret: plainSecret });
  assert.equal(
    findings.some(({ id }) => id === "webhook-stale"),
    false,
  );
});

test("events that are kept back by something on the way", async () => {
  // The stream never says anything: the wait for its first piece is over at once.
  const host = createHost(stream(null));
  const timeout = (ms: number) => (ms < 10_000 ? AbortSignal.abort() : new AbortController().signal);
  const found = findingOf(await look(host, { timeout }), "event-stream");
  assert.equal(found.outcome, "fail");
  assert.match(found.seen, /nothing arrives/);
  assert.match(found.advice ?? "", /proxy_buffering off/);
});

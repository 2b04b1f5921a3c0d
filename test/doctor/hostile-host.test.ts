/** A host that attacks the doctor, or the terminal of the person who reads its report. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { NoResponseError } from "../../src/doctor/finding.js";
import { createSiteClient, type Fetch } from "../../src/doctor/site-client.js";
import { metaPolicies } from "../../src/doctor/content-security-policy.js";
import { respondingTo, json } from "./host-cases.js";
import { createHost, findingOf, examineHost, origin, userCookie } from "./host.js";
import { svixSecret } from "../support/sign-webhook.js";

const never = () => new AbortController().signal;
/** Aborts once all pending promises have settled. */
function soon(): AbortSignal {
  const controller = new AbortController();
  setImmediate(() => controller.abort());
  return controller.signal;
}
const clientOf = (fetch: Fetch, timeout: (ms: number) => AbortSignal = never) =>
  createSiteClient({ fetch, timeout, now: Date.now, page: new URL(origin), credentials: {} });

test("a site client sends credentials and cookies to the page's origin only, and follows no redirect", async () => {
  const sent: Request[] = [];
  const client = createSiteClient({
    fetch: async (request) => {
      sent.push(request);
      return new Response("");
    },
    timeout: never,
    now: Date.now,
    page: new URL(origin),
    credentials: { cookie: userCookie, headers: { authorization: "Bearer of-the-user" } },
  });
  const request = { signedIn: true, cookies: ["flow=1"] };
  await client.send(new URL(`${origin}/a`), request);
  await client.send(new URL("https://elsewhere.example/a"), request);
  await client.openStream(new URL("http://app.example/a"), request);
  const [own, ...others] = sent;
  assert.equal(own?.headers.get("cookie"), `${userCookie}; flow=1`);
  assert.equal(own?.headers.get("authorization"), "Bearer of-the-user");
  for (const { headers } of others) assert.deepEqual(Array.from(headers.keys()), ["accept-encoding", "user-agent"]);
  assert.deepEqual(
    sent.map((request) => request.redirect),
    ["manual", "manual", "manual"],
  );
});

test("a report contains no control characters of the host, and its texts are truncated", async () => {
  const message = `\u001b[2J\u001b]0;gone\u0007 you are \u202ehacked ${"x".repeat(10_000)}`;
  const report = await examineHost(
    createHost({
      ...respondingTo("POST /link/init", () => json({ code: "unknown", message }, 418)),
      page: { headers: { "content-security-policy": `frame-src ${"y".repeat(10_000)}` } },
    }),
  );
  const text = JSON.stringify(report);
  assert.equal(/\\u001b|\\u0007|\u202e|[\u0080-\u009f]/.test(text), false);
  assert.match(findingOf(report, "link-init").seen, /^418 unknown: "/);
  for (const { seen, advice = "" } of report.findings) assert.ok(seen.length <= 400 && advice.length <= 400);
});

test("a report does not print secrets that the host sends back", async () => {
  const secrets = [userCookie, "ava-is-signed-in", "Bearer of-the-user", "of-the-user", svixSecret];
  const echo = (request: Request) =>
    json(
      {
        code: "unknown",
        message: `${request.headers.get("cookie")} ${request.headers.get("authorization")} ${svixSecret}`,
      },
      418,
    );
  const report = await examineHost(createHost({ intercept: (request) => echo(request) }), {
    credentials: { cookie: `first=short; ${userCookie}`, headers: { authorization: "Bearer of-the-user" } },
  });
  const text = JSON.stringify(report);
  assert.match(text, /\[hidden\]/);
  for (const secret of secrets) assert.equal(text.includes(secret), false, secret);
});

test("a report does not print the session URL, the flow cookie or the query of the page", async () => {
  const host = createHost();
  const report = await examineHost(host, { page: `${origin}/creators?token=of-the-page` });
  const text = JSON.stringify(report);
  const [session] = host.emulator.sessions.list();
  assert.ok(session);
  assert.equal(text.includes(session.id), false);
  assert.equal(text.includes("of-the-page"), false);
  assert.equal(/doctor-[0-9a-f]{8}/.test(text), false);
});

test("a host that never responds gets one request to its routes", async () => {
  const host = createHost({
    intercept: (request, respond) => (request.url.includes("/api/") ? new Promise(() => {}) : respond()),
  });
  // The timeout of every request to a route ends at once.
  let requests = 0;
  const report = await examineHost(host, { timeout: () => (requests++ === 0 ? never() : soon()) });
  const found = findingOf(report, "link-init");
  assert.deepEqual([found.outcome, found.seen], ["fail", "no response within 10 seconds"]);
  assert.equal(host.requests.filter(({ url }) => url.includes("/api/")).length, 1);
  assert.equal(report.ok, false);
});

test("a site client stops reading a response that never ends", async () => {
  let pulled = 0;
  const endless = new ReadableStream({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(64 * 1024).fill(97));
    },
  });
  const response = await clientOf(async () => new Response(endless)).send(new URL(origin));
  assert.ok(response.text.length >= 512 * 1024 && response.text.length < 1024 * 1024);
  assert.ok(pulled < 20);
});

test("a site client rejects when a response stops halfway", async () => {
  const stuck = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)) });
  const pending = clientOf(
    async () => new Response(stuck),
    () => soon(),
  ).send(new URL(origin));
  await assert.rejects(
    pending,
    (error) => error instanceof NoResponseError && /did not end within/.test(error.message),
  );
});

for (const [code, message] of [
  ["ECONNREFUSED", /^no response: nothing listens at this address$/],
  ["ENOTFOUND", /^no response: the host name does not exist$/],
  ["CERT_HAS_EXPIRED", /^no response: CERT_HAS_EXPIRED$/],
] as const) {
  test(`a report names the reason of ${code}`, async () => {
    const fetch = async () => {
      throw Object.assign(new Error("something long"), { code });
    };
    const report = await examineHost({ fetch });
    assert.match(findingOf(report, "page-loads").seen, message);
    assert.match(findingOf(report, "link-init").seen, message);
    assert.equal(report.findings.length, 4);
  });
}

test("metaPolicies reads hostile markup in linear time", () => {
  for (const text of ["<!--".repeat(200_000), "<meta ".repeat(150_000), `<meta ${"a".repeat(600_000)}`]) {
    assert.deepEqual(metaPolicies(text), []);
  }
  assert.deepEqual(metaPolicies(`<META content='frame-src &quot;x&quot;' http-equiv=Content-Security-Policy>`), [
    'frame-src "x"',
  ]);
});

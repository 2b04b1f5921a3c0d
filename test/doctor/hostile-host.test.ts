/** A host that wants to harm the doctor, or whoever reads what it says. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { NoAnswer } from "../../src/doctor/finding.js";
import { createVisitor, type Fetch } from "../../src/doctor/site-client.js";
import { metaPolicies } from "../../src/doctor/content-security-policy.js";
import { answering, json } from "./faults.js";
import { createHost, findingOf, look, origin, userCookie } from "./host.js";
import { svixSecret } from "../support/sign-webhook.js";

const never = () => new AbortController().signal;
/** Aborted once everything that waits for nothing has run. */
function soon(): AbortSignal {
  const controller = new AbortController();
  setImmediate(() => controller.abort());
  return controller.signal;
}
const visitorOf = (fetch: Fetch, timeout: (ms: number) => AbortSignal = never) =>
  createVisitor({ fetch, timeout, now: Date.now, page: new URL(origin), credentials: {} });

test("whatever a check asks for, credentials and cookies stay on the page's origin, and redirects are not followed", async () => {
  const sent: Request[] = [];
  const visitor = createVisitor({
    fetch: async (request) => {
      sent.push(request);
      return new Response("");
    },
    timeout: never,
    now: Date.now,
    page: new URL(origin),
    credentials: { cookie: userCookie, headers: { authorization: "Bearer of-the-user" } },
  });
  const visit = { signedIn: true, cookies: ["flow=1"] };
  await visitor.ask(new URL(`${origin}/a`), visit);
  await visitor.ask(new URL("https://elsewhere.example/a"), visit);
  await visitor.listen(new URL("http://app.example/a"), visit);
  const [own, ...others] = sent;
  assert.equal(own?.headers.get("cookie"), `${userCookie}; flow=1`);
  assert.equal(own?.headers.get("authorization"), "Bearer of-the-user");
  for (const { headers } of others) assert.deepEqual(Array.from(headers.keys()), ["user-agent"]);
  assert.deepEqual(
    sent.map((request) => request.redirect),
    ["manual", "manual", "manual"],
  );
});

test("what it says reaches a terminal without controls, and cut", async () => {
  const message = `\u001b[2J\u001b]0;gone\u0007 you are \u202ehacked ${"x".repeat(10_000)}`;
  const report = await look(
    createHost({
      ...answering("POST /link/init", () => json({ code: "unknown", message }, 418)),
      page: { headers: { "content-security-policy": `frame-src ${"y".repeat(10_000)}` } },
    }),
  );
  const text = JSON.stringify(report);
  assert.equal(/\\u001b|\\u0007|\u202e|[\u0080-\u009f]/.test(text), false);
  assert.match(findingOf(report, "link-init").seen, /^418 unknown: "/);
  for (const { seen, advice = "" } of report.findings) assert.ok(seen.length <= 400 && advice.length <= 400);
});

test("what it was sent is not printed when it sends it back", async () => {
  const secrets = [userCookie, "ava-is-signed-in", "Bearer of-the-user", "of-the-user", svixSecret];
  const echo = (request: Request) =>
    json(
      {
        code: "unknown",
        message: `${request.headers.get("cookie")} ${request.headers.get("authorization")} ${svixSecret}`,
      },
      418,
    );
  const report = await look(createHost({ broken: (request) => echo(request) }), {
    credentials: { cookie: `first=short; ${userCookie}`, headers: { authorization: "Bearer of-the-user" } },
  });
  const text = JSON.stringify(report);
  assert.match(text, /\[hidden\]/);
  for (const secret of secrets) assert.equal(text.includes(secret), false, secret);
});

test("the session's URL, its cookie and the address's query are not printed", async () => {
  const host = createHost();
  const report = await look(host, { page: `${origin}/creators?token=of-the-page` });
  const text = JSON.stringify(report);
  const [session] = host.emulator.sessions.list();
  assert.ok(session);
  assert.equal(text.includes(session.id), false);
  assert.equal(text.includes("of-the-page"), false);
  assert.equal(/doctor-[0-9a-f]{8}/.test(text), false);
});

test("a host that never answers is asked once, and the rest is left out", async () => {
  const host = createHost({
    broken: (request, answer) => (request.url.includes("/api/") ? new Promise(() => {}) : answer()),
  });
  // The routes' time is over as soon as they are asked.
  let asked = 0;
  const report = await look(host, { timeout: () => (asked++ === 0 ? never() : soon()) });
  const found = findingOf(report, "link-init");
  assert.deepEqual([found.outcome, found.seen], ["fail", "no answer within 10 seconds"]);
  assert.equal(host.requests.filter(({ url }) => url.includes("/api/")).length, 1);
  assert.equal(report.ok, false);
});

test("an answer without an end has one", async () => {
  let pulled = 0;
  const endless = new ReadableStream({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(64 * 1024).fill(97));
    },
  });
  const answer = await visitorOf(async () => new Response(endless)).ask(new URL(origin));
  assert.ok(answer.text.length >= 512 * 1024 && answer.text.length < 1024 * 1024);
  assert.ok(pulled < 20);
});

test("an answer that stops in the middle is no answer", async () => {
  const stuck = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)) });
  const asked = visitorOf(
    async () => new Response(stuck),
    () => soon(),
  ).ask(new URL(origin));
  await assert.rejects(asked, (error) => error instanceof NoAnswer && /no end of the answer/.test(error.message));
});

for (const [code, words] of [
  ["ECONNREFUSED", /^no answer: nothing listens at this address$/],
  ["ENOTFOUND", /^no answer: this name is not known$/],
  ["CERT_HAS_EXPIRED", /^no answer: CERT_HAS_EXPIRED$/],
] as const) {
  test(`${code} is told`, async () => {
    const fetch = async () => {
      throw Object.assign(new Error("something long"), { code });
    };
    const report = await look({ fetch });
    assert.match(findingOf(report, "page-loads").seen, words);
    assert.match(findingOf(report, "link-init").seen, words);
    assert.equal(report.findings.length, 4);
  });
}

test("markup that is made to be slow is read in one go", () => {
  for (const text of ["<!--".repeat(200_000), "<meta ".repeat(150_000), `<meta ${"a".repeat(600_000)}`]) {
    assert.deepEqual(metaPolicies(text), []);
  }
  assert.deepEqual(metaPolicies(`<META content='frame-src &quot;x&quot;' http-equiv=Content-Security-Policy>`), [
    'frame-src "x"',
  ]);
});

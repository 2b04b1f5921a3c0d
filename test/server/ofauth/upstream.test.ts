import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionOf, json, type Responder } from "../fake-ofauth.js";
import { apiKey, assertError, waitUntil, setupHandler } from "../handler-setup.js";

const attempt = "attempt-0001";
const secret = "upstream-secret";
const failing = (status: number, headers: Record<string, string> = {}) =>
  json({ error: `${secret} ${apiKey}`, type: "X", requestId: "req_1" }, status, headers);
const reset: Responder = () => Promise.reject(new TypeError(`fetch failed ${secret}`));
const brokenBody: Responder = () =>
  new Response(new ReadableStream({ pull: (controller) => controller.error(new TypeError(secret)) }));
const html: Responder = () => new Response(`<h1>${secret}</h1>`, { headers: { "content-type": "text/html" } });
const fiveMegabytes: Responder = () => new Response(`"${secret}${"x".repeat(5 * 1024 * 1024)}"`);

const failures: readonly (readonly [string, Responder, number, string])[] = [
  ["a bad key (401)", () => failing(401), 500, "misconfigured"],
  ["a bad key (403)", () => failing(403), 500, "misconfigured"],
  ["400", () => failing(400), 502, "bad_response"],
  ["404", () => failing(404), 502, "bad_response"],
  ["409", () => failing(409), 502, "bad_response"],
  ["422", () => failing(422), 502, "bad_response"],
  ["429", () => failing(429), 429, "rate_limited"],
  ["500", () => failing(500), 502, "server_error"],
  ["503", () => failing(503), 502, "server_error"],
  ["504", () => failing(504), 502, "server_error"],
  [
    "a redirect",
    () => new Response(null, { status: 302, headers: { location: `https://evil.test/${secret}` } }),
    502,
    "bad_response",
  ],
  ["a reset", reset, 502, "server_error"],
  ["a body that breaks off", brokenBody, 502, "server_error"],
  ["HTML with 200", html, 502, "bad_response"],
  ["nothing with 200", () => new Response(null), 502, "bad_response"],
  ["half of a JSON", () => new Response('{"mode":"hos'), 502, "bad_response"],
  ["null", () => json(null), 502, "bad_response"],
  ["a list", () => json([]), 502, "bad_response"],
  ["an empty object", () => json({}), 502, "bad_response"],
  ["a string", () => json(secret), 502, "bad_response"],
  ["invalid UTF-8", () => new Response(new Uint8Array([0xff, 0xfe, 0x00])), 502, "bad_response"],
  ["5 MB", fiveMegabytes, 502, "bad_response"],
  ["a nesting of 100,000", () => new Response("[".repeat(100_000) + "]".repeat(100_000)), 502, "bad_response"],
];

for (const [what, answer, status, code] of failures) {
  test(`${what} from OFAuth becomes ${status} ${code} without OFAuth's text, for sessions, confirmations and connections`, async () => {
    const { browser, ofauth, connected, openTimers } = setupHandler();
    const user = browser();
    await user.init(attempt);
    ofauth.onInit = answer;
    ofauth.onList = answer;
    for (const response of [
      await user.init("attempt-0002"),
      await user.init("attempt-0002", "embed", { connectionId: "conn_1" }),
      await user.complete(attempt, "conn_1"),
      await user.get("/connections"),
      await user.get("/connections?ids=conn_1"),
      await user.get("/connections/conn_1"),
      await user.invalidate("conn_1"),
      await user.disconnect("conn_1"),
    ]) {
      const seen = (await response.clone().text()) + JSON.stringify([...response.headers]);
      assert.ok(!seen.includes(secret) && !seen.includes(apiKey) && !seen.includes("req_1"), seen);
      await assertError(response, status, code);
    }
    // Only the attempt whose connection could not be confirmed keeps what the browser reported.
    assert.deepEqual(
      user.setCookies.slice(1).map((line) => line.split("=")[0]),
      [`__Host-ofauth-flow-${attempt}`],
    );
    assert.deepEqual(connected, []);
    assert.equal(openTimers(), 0);
  });
}

const shapes: readonly (readonly [string, object])[] = [
  ["url null", { mode: "hosted", url: null }],
  ["url a number", { mode: "hosted", url: 123 }],
  ["url an object", { mode: "hosted", url: { toString: "x" } }],
  ["no url", { mode: "hosted", expiresAt: "2026-01-01T00:45:00.000Z" }],
  ["expiresAt null", { url: "https://link.ofauth.com/cs_1", expiresAt: null }],
  ["expiresAt a number", { url: "https://link.ofauth.com/cs_1", expiresAt: 0 }],
  ["the 30th of February", { url: "https://link.ofauth.com/cs_1", expiresAt: "2023-02-30T00:00:00Z" }],
  ["no time zone", { url: "https://link.ofauth.com/cs_1", expiresAt: "2023-02-20T00:00:00" }],
];
for (const [what, body] of shapes) {
  test(`rejects a session with ${what} as a bad_response`, async () => {
    const { browser, ofauth } = setupHandler();
    ofauth.onInit = () => json(body);
    await assertError(await browser().init(attempt), 502, "bad_response");
  });
}

test("rejects a session whose url is in __proto__", async () => {
  const { browser, ofauth } = setupHandler();
  ofauth.onInit = () => new Response('{"__proto__":{"url":"https://link.ofauth.com/cs_1"}}');
  await assertError(await browser().init(attempt), 502, "bad_response");
});

// The fake clock is at 2026-01-01T00:00:00Z, which is 1767225600 seconds since the epoch.
const waits: readonly (readonly [string, string | null])[] = [
  ["7", "7"],
  ["3600", "60"],
  ["0", null],
  ["-5", null],
  ["1e9", null],
  ["soon", null],
  ["Thu, 01 Jan 2026 00:00:09 GMT", "9"],
  ["Wed, 21 Oct 2026 07:28:00 GMT", "60"],
  ["Wed, 31 Dec 2025 23:59:59 GMT", null],
];
for (const [sent, passedOn] of waits) {
  test(`passes Retry-After ${sent} on as ${passedOn}`, async () => {
    const { browser, ofauth } = setupHandler();
    ofauth.onInit = () => failing(429, { "retry-after": sent });
    assert.equal((await browser().init(attempt)).headers.get("retry-after"), passedOn);
  });
}

const resets: readonly (readonly [string, string | null])[] = [
  ["12", "12"],
  ["1767225620", "20"],
  ["1767225630500", "31"],
  ["2026-01-01T00:00:05Z", "5"],
  ["1767225599", null],
  ["-3", null],
];
for (const [sent, passedOn] of resets) {
  test(`passes X-RateLimit-Reset ${sent} on as Retry-After ${passedOn}, and after Retry-After`, async () => {
    const { browser, ofauth } = setupHandler();
    ofauth.onInit = () => failing(429, { "x-ratelimit-reset": sent });
    assert.equal((await browser().init(attempt)).headers.get("retry-after"), passedOn);
    ofauth.onInit = () => failing(429, { "x-ratelimit-reset": sent, "retry-after": "3" });
    assert.equal((await browser().init(attempt)).headers.get("retry-after"), "3");
  });
}

test("answers with 504 and aborts the request if OFAuth does not answer", async () => {
  const { browser, ofauth, fireTimers, openTimers } = setupHandler();
  ofauth.onInit = () => new Promise(() => undefined);
  const answer = browser().init(attempt);
  await waitUntil(() => ofauth.requests.length > 0);
  fireTimers();
  await assertError(await answer, 504, "timeout");
  assert.equal(ofauth.requests[0]?.signal?.aborted, true);
  assert.equal(openTimers(), 0);
});

test("applies the same timeout to a body that does not end", async () => {
  const { browser, ofauth, fireTimers } = setupHandler();
  let reading = false;
  ofauth.onInit = () =>
    new Response(new ReadableStream({ pull: () => ((reading = true), new Promise<void>(() => undefined)) }));
  const answer = browser().init(attempt);
  await waitUntil(() => reading);
  fireTimers();
  await assertError(await answer, 504, "timeout");
});

test("stops reading an endless body at one mebibyte", async () => {
  const { browser, ofauth } = setupHandler();
  let sent = 0;
  ofauth.onInit = () =>
    new Response(
      new ReadableStream({
        pull: (controller) => {
          sent += 1;
          controller.enqueue(new Uint8Array(64 * 1024).fill(32));
        },
      }),
    );
  await assertError(await browser().init(attempt), 502, "bad_response");
  assert.ok(sent < 25, `${sent * 64} KiB were read`);
});

test("sends requests to apiUrl", async () => {
  const urls: string[] = [];
  const { browser } = setupHandler({
    apiUrl: "http://127.0.0.1:4010/base/",
    fetch: async (url) => {
      urls.push(url);
      return json({ list: [connectionOf("conn_1", "user-1")], hasMore: false });
    },
  });
  await browser().init(attempt, "embed", { connectionId: "conn_1" });
  assert.deepEqual(urls, [
    "http://127.0.0.1:4010/base/v2/account/connections?limit=100&offset=0",
    "http://127.0.0.1:4010/base/v2/link/init",
  ]);
});

test("prints nothing", async (t) => {
  const methods = ["log", "info", "warn", "error", "debug"] as const;
  const spies = methods.map((method) => t.mock.method(console, method, () => undefined));
  const { browser, ofauth } = setupHandler({
    onConnected: () => {
      throw new Error("down");
    },
  });
  const user = browser();
  await user.init(attempt);
  ofauth.connections = [connectionOf("conn_1", "user-1")];
  await user.complete(attempt, "conn_1");
  ofauth.onInit = reset;
  await user.init("attempt-0002");
  await user.callback("?status=success&connection_id=conn_1");
  assert.deepEqual(
    spies.map((spy) => spy.mock.callCount()),
    [0, 0, 0, 0, 0],
  );
});

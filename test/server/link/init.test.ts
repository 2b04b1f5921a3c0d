import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectionOf, expiresAt, json, sessionUrl } from "../fake-ofauth.js";
import { apiKey, assertError, bodyOf, origin, setupHandler, waitUntil } from "../handler-setup.js";

const attempt = "attempt-0001";

describe("POST link/init", () => {
  test("returns the session's known fields, and sends OFAuth only the host's values", async () => {
    const { browser, ofauth } = setupHandler({ clientAppId: "app_1", geolocation: { country: "US", state: "CA" } });
    const answer = await bodyOf(await browser().init(attempt));
    assert.deepEqual(answer, { mode: "hosted", url: sessionUrl, expiresAt });
    const [init] = ofauth.inits();
    assert.equal(init?.method, "POST");
    assert.equal(init?.headers.get("apikey"), apiKey);
    assert.equal(init?.redirect, "manual");
    assert.deepEqual(init?.body, {
      clientAppId: "app_1",
      redirectUrl: `${origin}/api/ofauth/link/callback`,
      clientReferenceId: "user-1",
      geolocation: { country: "US", state: "CA" },
    });
  });

  const forbidden: Readonly<Record<string, unknown>> = {
    clientReferenceId: "user-2",
    redirectUrl: "https://evil.test",
    clientAppId: "app_evil",
    geolocation: { country: "XX" },
    returnRawSession: true,
    apikey: "x",
    constructor: {},
  };
  for (const [field, value] of Object.entries(forbidden)) {
    test(`ignores ${field} in the page's request`, async () => {
      const { browser, ofauth } = setupHandler({ clientAppId: "app_1" });
      await bodyOf(await browser().init(attempt));
      await bodyOf(await browser().init(attempt, "popup", { [field]: value }));
      const [plain, withField] = ofauth.inits();
      assert.deepEqual(withField?.body, plain?.body);
      assert.deepEqual([...(withField?.headers ?? [])], [...(plain?.headers ?? [])]);
    });
  }

  test("the geolocation from authorize takes precedence over the option", async () => {
    const { browser, ofauth } = setupHandler({
      authorize: () => ({ clientReferenceId: "user-1", geolocation: { country: "DE", city: "Ulm" } }),
      geolocation: { country: "US" },
    });
    await bodyOf(await browser().init(attempt));
    assert.deepEqual(ofauth.firstInit()["geolocation"], { country: "DE", city: "Ulm" });
  });

  test("reconnects only the caller's own connection; another user's and an unknown id get the same response", async () => {
    const { browser, ofauth } = setupHandler();
    ofauth.connections = [connectionOf("conn_own", "user-1"), connectionOf("conn_other", "user-2")];
    const seen: unknown[] = [];
    for (const connectionId of ["conn_own", "conn_other", "conn_unknown"]) {
      const response = await browser().init(attempt, "embed", { connectionId });
      seen.push([response.status, [...response.headers.keys()], await response.json()]);
    }
    assert.deepEqual(
      ofauth.inits().map(({ body }) => (body as Record<string, unknown>)["connectionId"]),
      ["conn_own", undefined, undefined],
    );
    assert.deepEqual(seen[0], seen[1]);
    assert.deepEqual(seen[1], seen[2]);
  });

  for (const connectionId of ["conn_../../x", "conn_a?b", "conn_", "conn_a%0d", "", 5, null, ["conn_a"]]) {
    test(`rejects the connection id ${JSON.stringify(connectionId)} without calling OFAuth`, async () => {
      const { browser, ofauth } = setupHandler();
      await assertError(await browser().init(attempt, "embed", { connectionId }), 400, "misconfigured");
      assert.equal(ofauth.requests.length, 0);
    });
  }

  const badBodies: readonly (readonly [string, string])[] = [
    ["an empty body", ""],
    ["a body of null", "null"],
    ["a list", "[]"],
    ["a body without an attempt id", '{"mode":"embed"}'],
    ["a body without a mode", '{"attemptId":"attempt-0001"}'],
    ["an unknown mode", '{"attemptId":"attempt-0001","mode":"modal"}'],
    ["an attempt id that contains a cookie separator", '{"attemptId":"attempt;0001","mode":"embed"}'],
    ["truncated JSON", '{"attemptId":"attempt-0001","mo'],
  ];
  for (const [what, body] of badBodies) {
    test(`rejects ${what} with a 400`, async () => {
      const { browser, ofauth } = setupHandler();
      const headers = { "content-type": "application/json", "sec-fetch-site": "same-origin" };
      const response = await browser().send("/api/ofauth/link/init", { method: "POST", headers, body });
      await assertError(response, 400, "misconfigured");
      assert.equal(ofauth.requests.length, 0);
    });
  }

  test("rejects a body over 16 KiB, also when it is streamed without a length", async () => {
    const { browser, ofauth } = setupHandler();
    const returnTo = `/${"x".repeat(20_000)}`;
    await assertError(await browser().init(attempt, "embed", { returnTo }), 413, "forbidden");
    let sent = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        sent += 1;
        controller.enqueue(new Uint8Array(1024).fill(32));
      },
    });
    const headers = { "content-type": "application/json", "sec-fetch-site": "same-origin" };
    const response = await browser().send("/api/ofauth/link/init", { method: "POST", headers, body: endless });
    await assertError(response, 413, "forbidden");
    assert.ok(sent < 40, `${sent} KiB were read`);
    assert.equal(ofauth.requests.length, 0);
  });

  test("sends at most initLimit sessions a minute to OFAuth; further requests get a 429 with Retry-After", async () => {
    const { browser, ofauth, clock } = setupHandler({ initLimit: 5 });
    const responses = await Promise.all(Array.from({ length: 50 }, (_, i) => browser().init(`attempt-${1000 + i}`)));
    assert.equal(ofauth.inits().length, 5);
    const rejected = responses.filter(({ status }) => status === 429);
    assert.equal(rejected.length, 45);
    assert.equal(rejected[0]?.headers.get("retry-after"), "60");
    assert.ok(rejected[0]);
    await assertError(rejected[0], 429, "rate_limited");
    assert.equal((await browser("user-2").init(attempt)).status, 200, "another user has a limit of their own");
    clock.now += 59_000;
    assert.equal((await browser().init(attempt)).headers.get("retry-after"), "1");
    clock.now += 1_000;
    assert.equal((await browser().init(attempt)).status, 200);
  });

  test("rejects a whitelabel session with OFAuth's own message, and does not reveal its secret", async () => {
    const { browser, ofauth } = setupHandler();
    ofauth.onInit = () => json({ mode: "whitelabel", clientSecret: "cs_secret123", expiresAt });
    const response = await browser().init(attempt);
    const text = await response.clone().text();
    await assertError(response, 502, "unsupported_mode");
    assert.equal(JSON.parse(text).message, "Expected hosted Link session, received whitelabel");
    assert.ok(!text.includes("cs_"));
    assert.equal(response.headers.get("set-cookie"), null);
  });

  test("treats a session without a mode as hosted", async () => {
    const { browser, ofauth } = setupHandler();
    ofauth.onInit = () => json({ url: sessionUrl, expiresAt });
    assert.deepEqual(await bodyOf(await browser().init(attempt)), { mode: "hosted", url: sessionUrl, expiresAt });
  });

  test("passes on no other field of OFAuth's response", async () => {
    const { browser, ofauth } = setupHandler();
    const extraFields = { session: "a", cookie: "b", clientSecret: "c", "x-bc": "d", user: {} };
    ofauth.onInit = () => json({ mode: "hosted", url: sessionUrl, expiresAt, ...extraFields });
    assert.deepEqual(Object.keys(await bodyOf(await browser().init(attempt))), ["mode", "url", "expiresAt"]);
  });

  const untrusted = ["javascript:alert(1)", "https://evil.test/cs_1", "http://link.ofauth.com/cs_1"];
  for (const url of [...untrusted, "https://link.ofauth.com@evil.test/", "http://localhost:4010/cs_1"]) {
    test(`rejects a session at ${url}, and does not repeat the URL`, async () => {
      const { browser, ofauth } = setupHandler({ linkOrigins: ["https://link.ofauth.com", "http://localhost:4010"] });
      ofauth.onInit = () => json({ mode: "hosted", url, expiresAt });
      const response = await browser().init(attempt);
      const text = await response.clone().text();
      await assertError(response, 502, "untrusted_url");
      assert.ok(!text.includes(url));
    });
  }

  test("accepts a listed loopback session when the handler runs on loopback", async () => {
    const { browser, ofauth } = setupHandler({ linkOrigins: "http://localhost:4010" });
    ofauth.onInit = () => json({ mode: "hosted", url: "http://localhost:4010/cs_1", expiresAt });
    assert.equal((await browser("user-1", "http://localhost:5173").init(attempt)).status, 200);
  });

  test("sends redirectUrl unchanged, and takes its origin for the handler's own behind a proxy", async () => {
    const redirectUrl = "https://App.example/oa/callback";
    const { browser, ofauth } = setupHandler({ redirectUrl, basePath: "/oa/" });
    const behindProxy = browser("user-1", "http://app.internal:3000");
    const headers = { "content-type": "application/json", "sec-fetch-site": "", origin: "https://app.example" };
    const send = (more: object) =>
      behindProxy.send("/oa/link/init", {
        method: "POST",
        headers: { "content-type": "application/json", ...more },
        body: JSON.stringify({ attemptId: attempt, mode: "popup" }),
      });
    assert.equal((await send({ origin: headers.origin })).status, 200);
    assert.equal(ofauth.firstInit()["redirectUrl"], redirectUrl);
    assert.match(behindProxy.setCookies[0] ?? "", /^__Host-ofauth-flow-attempt-0001=[^;]+; HttpOnly; Secure;/);
    await assertError(await send({ origin: "http://app.internal:3000" }), 403, "forbidden");
  });

  test("aborts the request to OFAuth when the client disconnects", async () => {
    const { handler, ofauth } = setupHandler();
    const client = new AbortController();
    ofauth.onInit = () => new Promise(() => undefined);
    const answer = handler(
      new Request(`${origin}/api/ofauth/link/init`, {
        method: "POST",
        headers: { "content-type": "application/json", "sec-fetch-site": "same-origin", "x-user": "user-1" },
        body: JSON.stringify({ attemptId: attempt, mode: "popup" }),
        signal: client.signal,
      }),
    );
    await waitUntil(() => ofauth.requests.length > 0);
    assert.equal(ofauth.requests[0]?.signal?.aborted, false);
    client.abort();
    await assertError(await answer, 499, "network");
    assert.equal(ofauth.requests[0]?.signal?.aborted, true);
  });
});

import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import type { HandlerError } from "../../../src/server/http/report-error.js";
import type { HandledRequest } from "../../../src/server/http/report-request.js";
import type { OFAuthHandlerOptions } from "../../../src/server/options.js";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import { connectionOf, json } from "../fake-ofauth.js";
import { sameOriginHeaders } from "../fake-browser.js";
import { apiKey, bodyOf, origin, setupHandler, waitUntil } from "../handler-setup.js";

const attempt = "attempt-0001";
const secretText = "upstream text";

/** Records the lines that are written to the console. */
function recordConsole(t: TestContext) {
  const lines = { error: [] as unknown[][], warn: [] as unknown[][] };
  for (const level of ["error", "warn"] as const) {
    t.mock.method(console, level, (...args: unknown[]) => void lines[level].push(args));
  }
  return lines;
}

function setup(t: TestContext, options: Partial<OFAuthHandlerOptions> = {}) {
  return { ...setupHandler({ onError: undefined, ...options }), lines: recordConsole(t) };
}

describe("without onError", () => {
  test("a failure of OFAuth is one line: the code, the route, our sentence and where to read on", async (t) => {
    const { browser, ofauth, lines } = setup(t);
    ofauth.onInit = () => json({ error: secretText, type: "INTERNAL", requestId: "req_1" }, 500);
    await browser().init(attempt);
    assert.deepEqual(lines.error, [
      ["ofauth-elements: server_error in /link/init: OFAuth failed. See docs/errors.md#server_error"],
    ]);
    assert.deepEqual(lines.warn, []);
  });

  test("a fault of the set-up is one line", async (t) => {
    const { browser, ofauth, lines } = setup(t);
    ofauth.onInit = () => json({ error: secretText, type: "UNAUTHORIZED" }, 401);
    await browser().init(attempt);
    assert.deepEqual(lines.error, [
      ["ofauth-elements: misconfigured in /link/init: OFAuth rejected the API key. See docs/errors.md#misconfigured"],
    ]);
  });

  test("no line contains a secret, an id, an address, OFAuth's text or what the host threw", async (t) => {
    const { browser, ofauth, lines } = setup(t, {
      onConnected: () => {
        throw new Error(`${apiKey} mine`);
      },
    });
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    const user = browser();
    await user.init(attempt);
    assert.equal((await user.complete(attempt, "conn_1")).status, 500);
    ofauth.onList = () =>
      json({ error: `${secretText} conn_1 https://link.ofauth.com/cs_1 ${apiKey}`, type: "x y" }, 503);
    await user.complete(attempt, "conn_2");
    ofauth.onInit = () => json({ url: "https://evil.test/cs_1" });
    await user.init("attempt-0002");
    await user.send("/api/ofauth/link/init", {
      method: "POST",
      headers: { ...sameOriginHeaders, "content-type": "application/json", origin: "https://evil.test" },
      body: "{}",
    });
    assert.ok(lines.error.length >= 4);
    for (const [line, ...more] of lines.error) {
      assert.match(String(line), /^ofauth-elements: [a-z_]+ in \/[a-z/{}]*: [^\n]+ See docs\/errors\.md#[a-z_]+$/);
      assert.doesNotMatch(String(line), /conn_|cs_|req_|https?:|evil|sk_|mine|upstream text|user-1|attempt-/);
      assert.deepEqual(more, []);
    }
  });

  test("what a client causes alone is not written", async (t) => {
    const { browser, lines } = setup(t);
    await browser(null).init(attempt);
    await browser().complete(attempt, "conn_1");
    await browser().send("/api/ofauth/nothing");
    await browser().send("/api/ofauth/connections", { headers: { "sec-fetch-site": "cross-site" } });
    assert.deepEqual(lines, { error: [], warn: [] });
  });

  test("a page of the site whose Origin is not the handler's is a fault of the set-up", async (t) => {
    const { browser, lines } = setup(t);
    const headers = { ...sameOriginHeaders, "content-type": "application/json", origin: "https://other.example" };
    await browser().send("/api/ofauth/link/init", { method: "POST", headers, body: "{}" });
    const sentence = "The page's Origin is not the handler's own: set redirectUrl.";
    assert.deepEqual(lines.error, [
      [`ofauth-elements: forbidden in /link/init: ${sentence} See docs/errors.md#forbidden`],
    ]);
  });
});

describe("onError", () => {
  const failing = (status: number, body: object) => async () => {
    const errors: HandlerError[] = [];
    const { browser, ofauth } = setupHandler({ onError: (error) => void errors.push(error) });
    ofauth.onInit = () => json(body, status);
    await browser().init(attempt);
    return errors;
  };

  test("receives OFAuth's status, the request's id and the type of the error, and nothing is written", async (t) => {
    const lines = recordConsole(t);
    const errors = await failing(503, { error: secretText, type: "UNAVAILABLE", requestId: "req_a1" })();
    assert.deepEqual(errors, [
      {
        code: "server_error",
        message: "OFAuth failed.",
        route: "/link/init",
        status: 502,
        upstream: { status: 503, requestId: "req_a1", reason: "UNAVAILABLE" },
        attemptId: attempt,
        cause: undefined,
      },
    ]);
    assert.deepEqual(lines, { error: [], warn: [] });
  });

  test("receives neither a type nor an id of another form", async () => {
    for (const [type, requestId] of [
      ["some text", "1"],
      ["lower", `req_${"x".repeat(65)}`],
      ["A".repeat(51), "req_ 1"],
      [{ toString: "X" }, ["req_1"]],
    ]) {
      const [error] = await failing(500, { type, requestId })();
      assert.deepEqual(error?.upstream, { status: 500, requestId: undefined, reason: undefined });
    }
  });

  test("receives why OFAuth could not be reached", async () => {
    const errors: HandlerError[] = [];
    const { browser, ofauth } = setupHandler({ onError: (error) => void errors.push(error) });
    ofauth.onInit = () => Promise.reject(new TypeError("fetch failed"));
    await browser().init(attempt);
    ofauth.onInit = () => new Response("<h1>");
    await browser().init(attempt);
    assert.deepEqual(
      errors.map(({ upstream }) => [upstream?.status, upstream?.reason]),
      [
        [undefined, "unreachable"],
        [200, "bad_answer"],
      ],
    );
  });

  test("an error whose body does not end is reported without its details, and its body is given up", async () => {
    const errors: HandlerError[] = [];
    const { browser, ofauth, fireTimers, openTimers } = setupHandler({ onError: (error) => void errors.push(error) });
    let isCancelled = false;
    const silent = new ReadableStream({ cancel: () => void (isCancelled = true) });
    // The first timer is the request's, which must not end before that of the body.
    ofauth.onInit = () => new Response(silent, { status: 500 });
    const response = browser().init(attempt);
    await waitUntil(() => openTimers() > 1);
    fireTimers();
    assert.ok((await response).status >= 500);
    await waitUntil(() => isCancelled);
    assert.equal(errors.length, 1);
  });

  test("receives nothing that OFAuth did not cause as upstream", async () => {
    const errors: HandlerError[] = [];
    const { browser } = setupHandler({ onError: (error) => void errors.push(error) });
    await browser().complete(attempt, "conn_1");
    assert.equal(errors[0]?.upstream, undefined);
  });
});

describe("onRequest", () => {
  test("receives the route, the status and the time of every request, and no id", async () => {
    const requests: HandledRequest[] = [];
    const { browser, ofauth, clock } = setupHandler({ onRequest: (request) => void requests.push(request) });
    ofauth.connections = [connectionOf("conn_1", "user-1")];
    const { onInit } = ofauth;
    ofauth.onInit = (request) => {
      clock.now += 250;
      return onInit(request);
    };
    const user = browser();
    await user.init(attempt);
    await bodyOf(await user.get("/connections/conn_1"));
    await user.get("/connections/conn_2");
    await user.send("/api/ofauth/nothing/conn_1");
    await user.send("/api/ofauth/link/init");
    assert.deepEqual(requests, [
      { route: "/link/init", status: 200, ms: 250 },
      { route: "/connections/{id}", status: 200, ms: 0 },
      { route: "/connections/{id}", status: 404, ms: 0 },
      { route: "/", status: 404, ms: 0 },
      { route: "/link/init", status: 405, ms: 0 },
    ]);
  });

  test("may throw, and a clock that is set back results in no negative time", async () => {
    const times: number[] = [];
    const { browser, ofauth, clock } = setupHandler({
      onRequest: ({ ms }) => {
        times.push(ms);
        throw new Error("the metrics are down");
      },
    });
    const { onInit } = ofauth;
    ofauth.onInit = (request) => {
      clock.now -= 1000;
      return onInit(request);
    };
    assert.equal((await browser().init(attempt)).status, 200);
    assert.deepEqual(times, [0]);
  });
});

describe("a proxy that forwards to a loopback address", () => {
  const send = (handler: (request: Request) => Promise<Response>, url: string, headers: Record<string, string>) =>
    handler(new Request(`${url}/api/ofauth/connections`, { headers: { ...sameOriginHeaders, ...headers } }));
  const proxied = { "x-forwarded-proto": "https", "x-forwarded-host": "your.site" };

  test("is warned of once", async (t) => {
    const { handler, lines } = setup(t);
    await send(handler, "http://127.0.0.1:3000", {});
    assert.deepEqual(lines.warn, []);
    for (const url of ["http://127.0.0.1:3000", "http://localhost:3000"]) await send(handler, url, proxied);
    const sentence =
      "A proxy forwards requests to a loopback address, which the handler takes for the site's own. Set redirectUrl.";
    assert.deepEqual(lines.warn, [
      [`ofauth-elements: misconfigured in /: ${sentence} See docs/errors.md#misconfigured`],
    ]);
    assert.deepEqual(lines.error, []);
  });

  test("is not warned of with redirectUrl, at another address, or where the framework set the header", async (t) => {
    const { handler, lines } = setup(t);
    await send(handler, origin, proxied);
    await send(handler, "http://localhost:3000", { "x-forwarded-proto": "http", "x-forwarded-host": "localhost:3000" });
    const withUrl = setupHandler({ redirectUrl: `${origin}/api/ofauth/link/callback` });
    await send(withUrl.handler, "http://127.0.0.1:3000", proxied);
    assert.deepEqual(lines.warn, []);
  });
});

describe("an account that the memory store hides", () => {
  const hide = async (t: TestContext, env: string, options: Partial<OFAuthHandlerOptions> = {}) => {
    const before = process.env["NODE_ENV"];
    t.after(() => {
      if (before === undefined) delete process.env["NODE_ENV"];
      else process.env["NODE_ENV"] = before;
    });
    process.env["NODE_ENV"] = env;
    const { browser, ofauth, lines } = setup(t, options);
    ofauth.connections = [connectionOf("conn_1", "user-1", { createdAt: "2026-01-02T00:00:00Z" })];
    for (let times = 0; times < 2; times++) {
      const page = await bodyOf(await browser().get("/connections"));
      assert.deepEqual(page["list"], []);
    }
    return lines.warn;
  };

  test("is warned of once in production", async (t) => {
    const sentence =
      "An account is hidden that no browser has confirmed in this process. With several processes or restarts, set store.";
    assert.deepEqual(await hide(t, "production"), [
      [`ofauth-elements: misconfigured in /: ${sentence} See docs/errors.md#misconfigured`],
    ]);
  });

  test("is not warned of elsewhere, and not with a store", async (t) => {
    assert.deepEqual(await hide(t, "development"), []);
    assert.deepEqual(
      await hide(t, "production", { store: createMemoryStore({ now: () => Date.UTC(2026, 0, 1) }) }),
      [],
    );
  });
});

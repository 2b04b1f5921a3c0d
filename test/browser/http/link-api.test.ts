import { expect } from "@open-wc/testing";
import { createLinkApi, type LinkApiOptions } from "../../../src/browser/http/link-api.js";
import { errorCodes, isConnectError } from "../../../src/protocol/error-codes.js";
import { defaultLinkOrigins } from "../../../src/protocol/link-session.js";
import { fakeHost, fakeTime, json, never, until } from "../page-setup.js";

const url = "https://link.ofauth.com/cs_secret";

function setup(
  responses: Parameters<typeof fakeHost>[0] = {},
  options: Partial<LinkApiOptions> = {},
  isFramed = false,
) {
  const host = fakeHost({ "link/init": () => json({ mode: "hosted", url }), ...responses });
  const policy = () => ({ origins: defaultLinkOrigins, pageUrl: "http://localhost/" });
  const api = createLinkApi({ endpoint: "/api/ofauth", ...options }, policy, isFramed);
  const { signal } = new AbortController();
  return {
    host,
    init: (attemptSignal = signal) => api.createSession({ attemptId: "attempt-1", mode: "embed" }, attemptSignal),
    complete: (attemptSignal = signal) =>
      api.complete({ attemptId: "attempt-1", connectionId: "conn_1" }, attemptSignal),
    result: (attemptSignal = signal) => api.readResult("attempt 1&x", attemptSignal),
  };
}

/** Resolves with the code of the error that `promise` rejects with. */
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (value) => `resolved with ${JSON.stringify(value)}`,
    (error: unknown) => (isConnectError(error) ? error.code : `not a ConnectError: ${String(error)}`),
  );

const statuses: readonly (readonly [status: number, code: string])[] = [
  [400, "bad_response"],
  [401, "unauthorized"],
  [402, "bad_response"],
  [403, "forbidden"],
  [404, "misconfigured"],
  [405, "misconfigured"],
  [409, "bad_response"],
  [418, "bad_response"],
  [422, "bad_response"],
  [429, "rate_limited"],
  [500, "server_error"],
  [502, "server_error"],
  [503, "server_error"],
  [599, "server_error"],
  [201, "bad_response"],
  [204, "bad_response"],
];
const bodyFor = (status: number) => (status === 204 ? null : "<h1>no</h1>");

describe("createLinkApi in a frame", () => {
  const noResult = (cookie?: string) => () => json({ code: "not_found", message: "none", cookie }, 404);
  const framed = (result: () => Response | Promise<Response>) => setup({ "link/result": result }, {}, true);

  it("asks for the attempt's cookie before it returns the session, and fails when the browser sent none", async () => {
    const { host, init } = framed(noResult("missing"));
    expect(await codeOf(init())).to.equal("misconfigured");
    expect(host.paths).to.deep.equal(["POST /api/ofauth/link/init", "GET /api/ofauth/link/result"]);
    expect(host.requests[1]?.url.search).to.equal("?attemptId=attempt-1");
  });

  it("returns the session when the cookie came back, and where it cannot be found out", async () => {
    for (const result of [
      noResult("present"),
      noResult(),
      () => new Response("<h1>Not found</h1>", { status: 404 }),
      () => json({ code: "server_error", message: "no" }, 500),
      () => Promise.reject(new TypeError("Failed to fetch")),
    ]) {
      const { url: opened } = await framed(result).init();
      expect(opened.inWindow()).to.equal(url);
    }
  });

  it("asks nothing more on a page in its own window", async () => {
    const { host, init } = setup({ "link/result": noResult("missing") });
    await init();
    expect(host.paths).to.deep.equal(["POST /api/ofauth/link/init"]);
  });
});

describe("createLinkApi", () => {
  it("creates a session by POST with JSON and same-origin cookies, without cache and redirects", async () => {
    const { host, init } = setup();
    const { url: opened } = await init();
    expect(opened.inWindow()).to.equal(url);
    const [request] = host.requests;
    expect(host.paths).to.deep.equal(["POST /api/ofauth/link/init"]);
    expect(request?.body).to.deep.equal({ attemptId: "attempt-1", mode: "embed" });
    expect(request?.init).to.include({ credentials: "same-origin", cache: "no-store", redirect: "manual" });
    expect(Object.fromEntries(request!.headers)).to.deep.equal({
      accept: "application/json",
      "content-type": "application/json",
    });
  });

  it("does not ask for the cookie in a frame when linkEndpoint is set: that route may not set it", async () => {
    const missing = () => json({ code: "not_found", cookie: "missing" }, 404);
    const { host, init } = setup(
      { "own-init": () => json({ url }), "link/result": missing },
      { linkEndpoint: "/own-init" },
      true,
    );
    await init();
    expect(host.paths).to.deep.equal(["POST /own-init"]);
  });

  it("sends link/init to linkEndpoint when it is set, and other routes to endpoint", async () => {
    const { host, init, complete } = setup({ "own-init": () => json({ url }) }, { linkEndpoint: "/own-init" });
    await init();
    await complete();
    expect(host.paths).to.deep.equal(["POST /own-init", "POST /api/ofauth/link/complete"]);
  });

  it("maps each status of link/init to its code", async () => {
    for (const [status, code] of statuses) {
      const { init } = setup({ "link/init": () => new Response(bodyFor(status), { status }) });
      expect(await codeOf(init()), String(status)).to.equal(code);
    }
  });

  it("prefers a known error code in the body over the status, and ignores unknown codes", async () => {
    for (const code of errorCodes) {
      const { init } = setup({ "link/init": () => json({ code, message: "x" }, 418) });
      expect(await codeOf(init())).to.equal(code);
    }
    for (const code of ["nonsense", "constructor", "__proto__", 7, null, ["network"]]) {
      const { init } = setup({ "link/init": () => json({ code }, 401) });
      expect(await codeOf(init()), String(code)).to.equal("unauthorized");
    }
  });

  it("accepts a session only with status 200", async () => {
    for (const status of [201, 202, 302, 400, 500]) {
      const { init } = setup({ "link/init": () => json({ mode: "hosted", url }, status) });
      expect(await codeOf(init()), String(status)).to.be.oneOf(["bad_response", "server_error"]);
    }
  });

  it("completes as unconfirmed when a 404 or 405 has no error code: the host has no such route", async () => {
    for (const status of [404, 405]) {
      for (const body of ["<h1>Not found</h1>", "", "{}", '{"error":"Not Found"}', '{"code":"E404"}']) {
        const { complete } = setup({ "link/complete": () => new Response(body, { status }) });
        expect(await complete(), `${status} ${body}`).to.equal(undefined);
      }
    }
  });

  it("completes as unconfirmed for unsolicited_callback, but only when linkEndpoint is set", async () => {
    const answers = { "link/complete": () => json({ code: "unsolicited_callback", message: "x" }, 403) };
    expect(await setup(answers, { linkEndpoint: "/own/init" }).complete()).to.equal(undefined);
    expect(await codeOf(setup(answers).complete())).to.equal("unsolicited_callback");
  });

  it("rejects when link/complete responds with an error code or any other status", async () => {
    for (const status of [404, 405, 403]) {
      const { complete } = setup({ "link/complete": () => json({ code: "not_found", message: "x" }, status) });
      expect(await codeOf(complete())).to.equal("not_found");
    }
    for (const [status, code] of statuses.filter(([status]) => status !== 404 && status !== 405)) {
      const { complete } = setup({ "link/complete": () => new Response(bodyFor(status), { status }) });
      expect(await codeOf(complete()), String(status)).to.equal(code);
    }
  });

  it("accepts only a connection from link/complete", async () => {
    const good = setup({ "link/complete": () => json({ id: "conn_1", status: "active", cookie: "sess=1" }) });
    expect(await good.complete())
      .to.include({ id: "conn_1", status: "active" })
      .and.not.have.property("cookie");
    for (const body of [
      null,
      [],
      {},
      { id: "conn_1" },
      { id: "x", status: "active" },
      { connection: { id: "conn_1" } },
    ]) {
      const { complete } = setup({ "link/complete": () => json(body) });
      expect(await codeOf(complete()), JSON.stringify(body)).to.equal("bad_response");
    }
  });

  it("reads link/result by attempt id, and resolves with undefined for 404 and 405", async () => {
    const stored = { outcome: "cancelled", attemptId: "attempt-1", step: "login" };
    const { host, result } = setup({ "link/result": () => json(stored) });
    expect(await result()).to.deep.equal(stored);
    expect(host.requests[0]?.url.searchParams.get("attemptId")).to.equal("attempt 1&x");
    expect(host.paths).to.deep.equal(["GET /api/ofauth/link/result"]);
    for (const status of [404, 405]) {
      const missing = setup({ "link/result": () => json({ code: "not_found" }, status) });
      expect(await missing.result()).to.equal(undefined);
    }
    const bad = setup({ "link/result": () => json({ outcome: "connected" }) });
    expect(await codeOf(bad.result())).to.equal("bad_response");
  });

  it("merges requestInit: the host sets credentials and extra headers, the package's own settings win", async () => {
    const requestInit = {
      credentials: "include" as const,
      headers: { "x-csrf": "t", accept: "text/html" },
      method: "PUT",
      body: "ignored",
      redirect: "follow" as const,
      cache: "force-cache" as const,
      keepalive: true,
    };
    const { host, init } = setup({}, { requestInit });
    await init();
    const [{ init: sent, headers, body }] = host.requests as [(typeof host.requests)[0]];
    expect(sent).to.include({
      credentials: "include",
      method: "POST",
      redirect: "manual",
      cache: "no-store",
      keepalive: true,
    });
    expect(headers.get("x-csrf")).to.equal("t");
    expect(headers.get("accept")).to.equal("application/json");
    expect(body).to.deep.equal({ attemptId: "attempt-1", mode: "embed" });
  });

  it("calls a requestInit function before every request and awaits its promise", async () => {
    let calls = 0;
    const requestInit = () => Promise.resolve({ headers: new Headers({ "x-csrf": String(++calls) }) });
    const { host, init, complete } = setup({}, { requestInit });
    await init();
    await complete();
    expect(host.requests.map(({ headers }) => headers.get("x-csrf"))).to.deep.equal(["1", "2"]);
  });

  it("rejects with misconfigured and sends nothing when requestInit throws", async () => {
    for (const requestInit of [
      () => {
        throw new Error("cs_secret");
      },
      () => Promise.reject(new Error("x")),
    ]) {
      const { host, init } = setup({}, { requestInit });
      expect(await codeOf(init())).to.equal("misconfigured");
      expect(host.requests).to.have.length(0);
    }
  });

  it("sends nothing to an invalid endpoint", async () => {
    for (const options of [{ endpoint: "//evil.test" }, { endpoint: "" }, { linkEndpoint: "javascript:alert(1)" }]) {
      const { host, init } = setup({}, options);
      expect(await codeOf(init())).to.equal("misconfigured");
      expect(host.requests).to.have.length(0);
    }
  });

  it("rejects with network when the request fails", async () => {
    const { init } = setup({ "link/init": () => Promise.reject(new TypeError("Failed to fetch")) });
    expect(await codeOf(init())).to.equal("network");
  });

  it("times out after 15 seconds, and not before", async () => {
    const time = fakeTime();
    const { host, init } = setup({ "link/init": never });
    const code = codeOf(init());
    await until(() => host.requests.length);
    time.advance(14_999);
    expect(host.requests[0]?.init.signal?.aborted).to.equal(false);
    time.advance(1);
    expect(await code).to.equal("timeout");
  });

  it("rejects at once when the signal aborts, and clears its timer", async () => {
    const time = fakeTime();
    const { host, init } = setup({ "link/init": never });
    const controller = new AbortController();
    const code = codeOf(init(controller.signal));
    await until(() => host.requests.length);
    controller.abort();
    expect(await code).to.equal("network");
    expect(host.requests[0]?.init.signal?.aborted).to.equal(true);
    expect(time.running).to.equal(0);
  });

  it("aborts the request when the signal aborted while requestInit was pending", async () => {
    let resolveInit!: (init: RequestInit) => void;
    const { host, init } = setup(
      { "link/init": never },
      { requestInit: () => new Promise((resolve) => (resolveInit = resolve)) },
    );
    const controller = new AbortController();
    const code = codeOf(init(controller.signal));
    controller.abort();
    resolveInit({});
    expect(await code).to.equal("network");
    expect(host.requests[0]?.init.signal?.aborted).to.equal(true);
  });

  it("clears its timer after a response", async () => {
    const time = fakeTime();
    await setup().init();
    expect(time.running).to.equal(0);
  });
});

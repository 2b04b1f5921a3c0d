import { expect } from "@open-wc/testing";
import { createLinkApi, type LinkApiOptions } from "../../../src/browser/http/link-api.js";
import { errorCodes, isConnectError } from "../../../src/protocol/error-codes.js";
import { defaultLinkOrigins } from "../../../src/protocol/link-session.js";
import { fakeHost, fakeTime, json, never, until } from "../page-setup.js";

const url = "https://link.ofauth.com/cs_secret";

function setup(answers: Parameters<typeof fakeHost>[0] = {}, options: Partial<LinkApiOptions> = {}) {
  const host = fakeHost({ "link/init": () => json({ mode: "hosted", url }), ...answers });
  const backend = createLinkApi({ endpoint: "/api/ofauth", ...options }, () => ({
    origins: defaultLinkOrigins,
    pageUrl: "http://localhost/",
  }));
  const { signal } = new AbortController();
  return {
    host,
    init: (given = signal) => backend.createSession({ attemptId: "attempt-1", mode: "embed" }, given),
    complete: (given = signal) => backend.complete({ attemptId: "attempt-1", connectionId: "conn_1" }, given),
    result: (given = signal) => backend.readResult("attempt 1&x", given),
  };
}

/** The code with which `promise` fails. */
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (value) => `no failure: ${JSON.stringify(value)}`,
    (error: unknown) => (isConnectError(error) ? error.code : `not ours: ${String(error)}`),
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
const bodiless = (status: number) => (status === 204 ? null : "<h1>no</h1>");

describe("the host's backend over fetch", () => {
  it("asks for a session by POST with JSON, the page's own cookies, no cache and no redirects", async () => {
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

  it("sends init to link-endpoint where the host has just that route", async () => {
    const { host, init, complete } = setup({ "own-init": () => json({ url }) }, { linkEndpoint: "/own-init" });
    await init();
    await complete();
    expect(host.paths).to.deep.equal(["POST /own-init", "POST /api/ofauth/link/complete"]);
  });

  it("gives every status of link/init its code", async () => {
    for (const [status, code] of statuses) {
      const { init } = setup({ "link/init": () => new Response(bodiless(status), { status }) });
      expect(await codeOf(init()), String(status)).to.equal(code);
    }
  });

  it("believes a code from the closed list more than the status, and no other code", async () => {
    for (const code of errorCodes) {
      const { init } = setup({ "link/init": () => json({ code, message: "x" }, 418) });
      expect(await codeOf(init())).to.equal(code);
    }
    for (const code of ["nonsense", "constructor", "__proto__", 7, null, ["network"]]) {
      const { init } = setup({ "link/init": () => json({ code }, 401) });
      expect(await codeOf(init()), String(code)).to.equal("unauthorized");
    }
  });

  it("takes no session from an answer that is not 200", async () => {
    for (const status of [201, 202, 302, 400, 500]) {
      const { init } = setup({ "link/init": () => json({ mode: "hosted", url }, status) });
      expect(await codeOf(init()), String(status)).to.be.oneOf(["bad_response", "server_error"]);
    }
  });

  it("has no link/complete where the host answers 404 or 405 in words of its own", async () => {
    for (const status of [404, 405]) {
      for (const body of ["<h1>Not found</h1>", "", "{}", '{"error":"Not Found"}', '{"code":"E404"}']) {
        const { complete } = setup({ "link/complete": () => new Response(body, { status }) });
        expect(await complete(), `${status} ${body}`).to.equal(undefined);
      }
    }
  });

  it("cannot confirm what a link-endpoint of the host's own has begun without a trace in this browser", async () => {
    const answers = { "link/complete": () => json({ code: "unsolicited_callback", message: "x" }, 403) };
    expect(await setup(answers, { linkEndpoint: "/own/init" }).complete()).to.equal(undefined);
    expect(await codeOf(setup(answers).complete())).to.equal("unsolicited_callback");
  });

  it("hears a coded refusal of link/complete, and every other status", async () => {
    for (const status of [404, 405, 403]) {
      const { complete } = setup({ "link/complete": () => json({ code: "not_found", message: "x" }, status) });
      expect(await codeOf(complete())).to.equal("not_found");
    }
    for (const [status, code] of statuses.filter(([status]) => status !== 404 && status !== 405)) {
      const { complete } = setup({ "link/complete": () => new Response(bodiless(status), { status }) });
      expect(await codeOf(complete()), String(status)).to.equal(code);
    }
  });

  it("takes a connection from link/complete, and nothing that is not one", async () => {
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

  it("reads link/result with the attempt's id, and has none on 404 and 405", async () => {
    const kept = { outcome: "cancelled", attemptId: "attempt-1", step: "login" };
    const { host, result } = setup({ "link/result": () => json(kept) });
    expect(await result()).to.deep.equal(kept);
    expect(host.requests[0]?.url.searchParams.get("attemptId")).to.equal("attempt 1&x");
    expect(host.paths).to.deep.equal(["GET /api/ofauth/link/result"]);
    for (const status of [404, 405]) {
      const none = setup({ "link/result": () => json({ code: "not_found" }, status) });
      expect(await none.result()).to.equal(undefined);
    }
    const bad = setup({ "link/result": () => json({ outcome: "connected" }) });
    expect(await codeOf(bad.result())).to.equal("bad_response");
  });

  it("merges requestInit: its headers stay, ours win, credentials are the host's to choose", async () => {
    const requestInit = {
      credentials: "include" as const,
      headers: { "x-csrf": "t", accept: "text/html" },
      method: "PUT",
      body: "nonsense",
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

  it("asks a requestInit function anew for every request, and waits for its promise", async () => {
    let asked = 0;
    const requestInit = () => Promise.resolve({ headers: new Headers({ "x-csrf": String(++asked) }) });
    const { host, init, complete } = setup({}, { requestInit });
    await init();
    await complete();
    expect(host.requests.map(({ headers }) => headers.get("x-csrf"))).to.deep.equal(["1", "2"]);
  });

  it("says misconfigured, and sends nothing, when requestInit fails", async () => {
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

  it("sends nothing to an endpoint that leaves the origin without saying so", async () => {
    for (const options of [{ endpoint: "//evil.test" }, { endpoint: "" }, { linkEndpoint: "javascript:alert(1)" }]) {
      const { host, init } = setup({}, options);
      expect(await codeOf(init())).to.equal("misconfigured");
      expect(host.requests).to.have.length(0);
    }
  });

  it("is network when the request does not get through", async () => {
    const { init } = setup({ "link/init": () => Promise.reject(new TypeError("Failed to fetch")) });
    expect(await codeOf(init())).to.equal("network");
  });

  it("gives up after 15 seconds, and not before", async () => {
    const time = fakeTime();
    const { host, init } = setup({ "link/init": never });
    const code = codeOf(init());
    await until(() => host.requests.length);
    time.advance(14_999);
    expect(host.requests[0]?.init.signal?.aborted).to.equal(false);
    time.advance(1);
    expect(await code).to.equal("timeout");
  });

  it("gives up at once when it is told to, and leaves no timer", async () => {
    const time = fakeTime();
    const { host, init } = setup({ "link/init": never });
    const given = new AbortController();
    const code = codeOf(init(given.signal));
    await until(() => host.requests.length);
    given.abort();
    expect(await code).to.equal("network");
    expect(host.requests[0]?.init.signal?.aborted).to.equal(true);
    expect(time.running).to.equal(0);
  });

  it("sends nothing that was given up while requestInit was still being asked", async () => {
    let ready!: (init: RequestInit) => void;
    const { host, init } = setup({ "link/init": never }, { requestInit: () => new Promise((go) => (ready = go)) });
    const given = new AbortController();
    const code = codeOf(init(given.signal));
    given.abort();
    ready({});
    expect(await code).to.equal("network");
    expect(host.requests[0]?.init.signal?.aborted).to.equal(true);
  });

  it("leaves no timer after an answer", async () => {
    const time = fakeTime();
    await setup().init();
    expect(time.running).to.equal(0);
  });
});

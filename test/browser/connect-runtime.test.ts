import { expect } from "@open-wc/testing";
import { ConnectRuntime } from "../../src/browser/connect-runtime.js";
import type { AttemptSettings } from "../../src/browser/settings.js";
import { userChanged } from "../../src/browser/user-changed.js";
import type { AttemptRequest } from "../../src/connect/attempt.js";
import type { ConnectResult } from "../../src/connect/result.js";
import { FakeClock, attemptRequest } from "../support/fake-ports.js";
import { makeRoot, text } from "./dialog/dialog-setup.js";
import { afterwards, fakeHost, hostedOrigin, hostedUrl, json, never, quiet, until } from "./page-setup.js";

const MINUTE_MS = 60_000;
const sessionResponse = () => json({ mode: "hosted", url: hostedUrl("loaded") });

function setupRuntime(responses: Parameters<typeof fakeHost>[0] = {}, settings: Partial<AttemptSettings> = {}) {
  const host = fakeHost({ "link/init": sessionResponse, ...responses });
  const clock = new FakeClock();
  const states: string[] = [];
  const ended: ConnectResult[] = [];
  const runtime = new ConnectRuntime(
    {
      root: makeRoot().root,
      settings: () => ({
        endpoint: "/api/ofauth",
        linkEndpoint: undefined,
        sessionUrl: undefined,
        createSession: undefined,
        requestInit: undefined,
        linkOrigins: hostedOrigin,
        ...settings,
      }),
      theme: () => "light",
      text,
      returnFocus: () => undefined,
      openWindow: () => null,
      tellLate: () => undefined,
    },
    window,
    clock,
  );
  const observer = {
    onStateChange: ({ name }: { name: string }) => void states.push(name),
    onNotice: () => undefined,
    onUnconfirmed: () => undefined,
    onEnd: (result: ConnectResult) => void ended.push(result),
  };
  const start = (fields: Partial<AttemptRequest> = {}) => {
    const request = attemptRequest(fields);
    const attempt = runtime.begin(request.id, false, undefined, observer);
    afterwards(() => attempt.send({ type: "close", by: "host", force: true }));
    attempt.send({ type: "start", request });
    return attempt;
  };
  return { host, clock, runtime, states, ended, start, bodies: () => host.requests.map(({ body }) => body) };
}

describe("ConnectRuntime.prepare", () => {
  it("creates the session that the attempt opens, with one request", async () => {
    const { runtime, host, start, states } = setupRuntime();
    runtime.prepare(attemptRequest());
    expect(runtime.isPrepared("attempt-1")).to.equal(true);
    start();
    await until(() => states.includes("open"));
    expect(host.paths).to.deep.equal(["POST /api/ofauth/link/init"]);
  });

  it("sends the same request body as a click", () => {
    const { runtime, bodies } = setupRuntime();
    runtime.prepare(attemptRequest({ connectionId: "conn_1", returnTo: "/here" }));
    runtime.prepare(attemptRequest({ id: "attempt-2", mode: "redirect", returnTo: "/here" }));
    return until(() => bodies().length === 2).then(() =>
      expect(bodies()).to.deep.equal([
        { attemptId: "attempt-1", mode: "embed", connectionId: "conn_1" },
        { attemptId: "attempt-2", mode: "redirect", returnTo: "/here" },
      ]),
    );
  });

  it("creates a session that is used once: a renewal requests another one", async () => {
    const { runtime, host, start, states } = setupRuntime();
    runtime.prepare(attemptRequest());
    const attempt = start();
    await until(() => states.includes("open"));
    attempt.send({ type: "page-message", message: { event: "invalid_session" } });
    await until(() => host.requests.length === 2);
  });

  it("lets an attempt wait for the session that is being created", async () => {
    let respond!: (response: Response) => void;
    const { runtime, host, start, states } = setupRuntime({
      "link/init": () => new Promise<Response>((resolve) => (respond = resolve)),
    });
    runtime.prepare(attemptRequest());
    await until(() => host.requests.length);
    start();
    await quiet();
    expect(host.requests).to.have.length(1);
    respond(sessionResponse());
    await until(() => states.includes("open"));
  });

  it("discards the session after five minutes", async () => {
    const { runtime, host, clock, start, states } = setupRuntime();
    runtime.prepare(attemptRequest());
    clock.advance(5 * MINUTE_MS - 1);
    expect(runtime.isPrepared("attempt-1")).to.equal(true);
    clock.advance(1);
    expect(runtime.isPrepared("attempt-1")).to.equal(false);
    start();
    await until(() => states.includes("open"));
    expect(host.requests).to.have.length(2);
  });

  it("discards the session when another user has signed in", async () => {
    const { runtime, host, start, states } = setupRuntime();
    runtime.prepare(attemptRequest());
    await until(() => host.requests.length);
    userChanged();
    expect(runtime.isPrepared("attempt-1")).to.equal(false);
    start();
    await until(() => states.includes("open"));
    expect(host.requests).to.have.length(2);
  });

  it("does not share the session with another attempt", async () => {
    const { runtime, host, start, states } = setupRuntime();
    runtime.prepare(attemptRequest());
    start({ id: "attempt-2" });
    await until(() => states.includes("open"));
    expect(host.requests).to.have.length(2);
  });

  it("ignores a failure: the attempt requests a session again and reports the error", async () => {
    let failures = 0;
    const { runtime, host, start, ended } = setupRuntime({ "link/init": () => json({}, (failures++, 500)) });
    runtime.prepare(attemptRequest());
    await until(() => host.requests.length);
    await quiet();
    start();
    await until(() => ended.length);
    expect(ended[0]).to.include({ outcome: "failed", code: "server_error" });
    expect(failures).to.equal(2);
  });

  it("aborts the request when another session is prepared or it is dropped", async () => {
    const { runtime, host } = setupRuntime({ "link/init": never });
    runtime.prepare(attemptRequest());
    runtime.prepare(attemptRequest({ id: "attempt-2" }));
    await until(() => host.requests.length === 2);
    const aborted = () => host.requests.map(({ init }) => init.signal?.aborted);
    expect(aborted()).to.deep.equal([true, false]);
    runtime.dropPrepared();
    expect(aborted()).to.deep.equal([true, true]);
    expect(runtime.isPrepared("attempt-2")).to.equal(false);
  });
});

describe("ConnectRuntime.preconnect", () => {
  const links = () => [...document.querySelectorAll<HTMLLinkElement>("link[rel=preconnect]")].map(({ href }) => href);

  it("preconnects once, and only to a valid origin", () => {
    afterwards(() => document.querySelectorAll("link[rel=preconnect]").forEach((link) => link.remove()));
    for (const linkOrigins of [
      "",
      "*",
      "https://*.ofauth.com",
      "javascript:alert(1)",
      'https://x"][rel',
      "http://evil.test",
    ]) {
      setupRuntime({}, { linkOrigins }).runtime.preconnect();
      expect(links(), linkOrigins).to.deep.equal([]);
    }
    const { runtime } = setupRuntime({}, { linkOrigins: ` ${hostedOrigin}\n https://link.ofauth.com` });
    runtime.preconnect();
    runtime.preconnect();
    expect(links()).to.deep.equal([`${hostedOrigin}/`]);
  });
});

describe("ConnectRuntime with invalid settings", () => {
  it("fails the attempt as misconfigured when a request needs them", async () => {
    for (const settings of [
      { linkOrigins: "*" },
      { linkOrigins: "" },
      { sessionUrl: hostedUrl(), linkOrigins: "evil" },
    ]) {
      const { start, ended } = setupRuntime({}, settings);
      start();
      await until(() => ended.length);
      expect(ended[0], JSON.stringify(settings)).to.include({ outcome: "failed", code: "misconfigured" });
    }
  });

  it("rejects a session URL whose origin is not listed, without a request", async () => {
    const { start, ended, host } = setupRuntime({}, { sessionUrl: "https://evil.test/cs_1" });
    start();
    await until(() => ended.length);
    expect(ended[0]).to.include({ code: "untrusted_url" });
    expect(host.requests).to.deep.equal([]);
  });
});

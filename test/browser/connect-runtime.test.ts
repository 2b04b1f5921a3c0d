import { expect } from "@open-wc/testing";
import { ConnectRuntime } from "../../src/browser/connect-runtime.js";
import type { AttemptSettings } from "../../src/browser/settings.js";
import type { AttemptRequest } from "../../src/connect/attempt.js";
import type { ConnectResult } from "../../src/connect/result.js";
import { FakeClock, attemptRequest } from "../support/fake-ports.js";
import { makeRoot, text } from "./dialog/dialog-setup.js";
import { afterwards, fakeHost, hostedOrigin, hostedUrl, json, never, quiet, until } from "./page-setup.js";

const minutes = 60_000;
const session = () => json({ mode: "hosted", url: hostedUrl("loaded") });

function setup(answer: Parameters<typeof fakeHost>[0] = {}, settings: Partial<AttemptSettings> = {}) {
  const host = fakeHost({ "link/init": session, ...answer });
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
    },
    window,
    clock,
  );
  const observer = {
    onStateChange: ({ name }: { name: string }) => void states.push(name),
    onNotice: () => undefined,
    onEnd: (result: ConnectResult) => void ended.push(result),
  };
  const start = (fields: Partial<AttemptRequest> = {}) => {
    const request = attemptRequest(fields);
    const running = runtime.begin(request.id, false, undefined, observer);
    afterwards(() => running.send({ type: "close", by: "host", force: true }));
    running.send({ type: "start", request });
    return running;
  };
  return { host, clock, runtime, states, ended, start, bodies: () => host.requests.map(({ body }) => body) };
}

describe("a session that is asked for ahead of the click", () => {
  it("is the one that the attempt opens, and no other is asked for", async () => {
    const { runtime, host, start, states } = setup();
    runtime.prepare(attemptRequest());
    expect(runtime.isPrepared("attempt-1")).to.equal(true);
    start();
    await until(() => states.includes("open"));
    expect(host.paths).to.deep.equal(["POST /api/ofauth/link/init"]);
  });

  it("is asked for with the same body as a click would", () => {
    const { runtime, bodies } = setup();
    runtime.prepare(attemptRequest({ connectionId: "conn_1", returnTo: "/here" }));
    runtime.prepare(attemptRequest({ id: "attempt-2", mode: "redirect", returnTo: "/here" }));
    return until(() => bodies().length === 2).then(() =>
      expect(bodies()).to.deep.equal([
        { attemptId: "attempt-1", mode: "embed", connectionId: "conn_1" },
        { attemptId: "attempt-2", mode: "redirect", returnTo: "/here" },
      ]),
    );
  });

  it("is used once: a renewal asks for another one", async () => {
    const { runtime, host, start, states } = setup();
    runtime.prepare(attemptRequest());
    const running = start();
    await until(() => states.includes("open"));
    running.send({ type: "page-message", message: { event: "invalid_session" } });
    await until(() => host.requests.length === 2);
  });

  it("is waited for when the click comes before its answer", async () => {
    let answer!: (response: Response) => void;
    const { runtime, host, start, states } = setup({
      "link/init": () => new Promise<Response>((resolve) => (answer = resolve)),
    });
    runtime.prepare(attemptRequest());
    await until(() => host.requests.length);
    start();
    await quiet();
    expect(host.requests).to.have.length(1);
    answer(session());
    await until(() => states.includes("open"));
  });

  it("is forgotten when it is five minutes old", async () => {
    const { runtime, host, clock, start, states } = setup();
    runtime.prepare(attemptRequest());
    clock.advance(5 * minutes - 1);
    expect(runtime.isPrepared("attempt-1")).to.equal(true);
    clock.advance(1);
    expect(runtime.isPrepared("attempt-1")).to.equal(false);
    start();
    await until(() => states.includes("open"));
    expect(host.requests).to.have.length(2);
  });

  it("is not used by another attempt", async () => {
    const { runtime, host, start, states } = setup();
    runtime.prepare(attemptRequest());
    start({ id: "attempt-2" });
    await until(() => states.includes("open"));
    expect(host.requests).to.have.length(2);
  });

  it("that fails is asked for again by the click, which reports what is wrong", async () => {
    let failures = 0;
    const { runtime, host, start, ended } = setup({ "link/init": () => json({}, (failures++, 500)) });
    runtime.prepare(attemptRequest());
    await until(() => host.requests.length);
    await quiet();
    start();
    await until(() => ended.length);
    expect(ended[0]).to.include({ outcome: "failed", code: "server_error" });
    expect(failures).to.equal(2);
  });

  it("is given up when another one is asked for, and when it is dropped", async () => {
    const { runtime, host } = setup({ "link/init": never });
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

describe("the way to the hosted page's origin", () => {
  const links = () => [...document.querySelectorAll<HTMLLinkElement>("link[rel=preconnect]")].map(({ href }) => href);

  it("is opened ahead, once, and only to an origin that could be opened at all", () => {
    afterwards(() => document.querySelectorAll("link[rel=preconnect]").forEach((link) => link.remove()));
    for (const linkOrigins of [
      "",
      "*",
      "https://*.ofauth.com",
      "javascript:alert(1)",
      'https://x"][rel',
      "http://evil.test",
    ]) {
      setup({}, { linkOrigins }).runtime.preconnect();
      expect(links(), linkOrigins).to.deep.equal([]);
    }
    const { runtime } = setup({}, { linkOrigins: ` ${hostedOrigin}\n https://link.ofauth.com` });
    runtime.preconnect();
    runtime.preconnect();
    expect(links()).to.deep.equal([`${hostedOrigin}/`]);
  });
});

describe("settings that make no sense", () => {
  it("are refused when a request needs them, and nothing is sent", async () => {
    for (const settings of [
      { linkOrigins: "*" },
      { linkOrigins: "" },
      { sessionUrl: hostedUrl(), linkOrigins: "evil" },
    ]) {
      const { start, ended } = setup({}, settings);
      start();
      await until(() => ended.length);
      expect(ended[0], JSON.stringify(settings)).to.include({ outcome: "failed", code: "misconfigured" });
    }
  });

  it("do not keep a session for a session that the policy forbids", async () => {
    const { start, ended, host } = setup({}, { sessionUrl: "https://evil.test/cs_1" });
    start();
    await until(() => ended.length);
    expect(ended[0]).to.include({ code: "untrusted_url" });
    expect(host.requests).to.deep.equal([]);
  });
});

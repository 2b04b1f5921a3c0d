import { expect } from "@open-wc/testing";
import { resetMouse, sendMouse } from "@web/test-runner-commands";
import type { CreateSessionContext } from "../../../src/elements.js";
import {
  hostedOrigin,
  hostedUrl,
  json,
  never,
  quiet,
  successMessage,
  until,
  linkMessage,
} from "../../browser/page-setup.js";
import { session, setup, start } from "./connect-setup.js";

afterEach(() => resetMouse());

const press = (target: Element) =>
  target.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true, isPrimary: true }));
const point = (target: Element) => target.dispatchEvent(new PointerEvent("pointerenter"));

describe("where <ofauth-connect> gets its session", () => {
  it("asks its endpoint with exactly what the contract says", async () => {
    const { element, host, state } = await setup({ attributes: { endpoint: "/my/api/", "connection-id": "conn_9" } });
    start(element);
    await state("open");
    expect(host.paths).to.deep.equal(["POST /my/api/link/init"]);
    const { body } = host.requests[0]!;
    expect(body).to.have.all.keys("attemptId", "mode", "connectionId");
    expect(body).to.include({ mode: "embed", connectionId: "conn_9" });
  });

  it("confirms with link/complete at the same endpoint", async () => {
    const { element, host, say, state } = await setup();
    const ended = element.open();
    await state("open");
    say(successMessage());
    expect(await ended).to.include({ verified: true });
    const [init, complete] = host.requests;
    expect(host.paths[1]).to.equal("POST /api/ofauth/link/complete");
    expect(complete?.body).to.deep.equal({ connectionId: "conn_1", attemptId: init?.body?.["attemptId"] });
  });

  it("is connected without a confirmation where the host has no link/complete, and fails on its coded refusal", async () => {
    const without = await setup({ answers: { "link/complete": () => new Response("", { status: 404 }) } });
    const first = without.element.open();
    await without.state("open");
    without.say(successMessage());
    expect(await first).to.include({ outcome: "connected", verified: false });

    const refused = await setup({ answers: { "link/complete": () => json({ code: "forbidden", message: "x" }, 403) } });
    const second = refused.element.open();
    await refused.state("open");
    refused.say(successMessage());
    expect(await second).to.include({ outcome: "failed", code: "verify_failed" });
    expect(refused.element.connection).to.equal(null);
  });

  it("asks link-endpoint where the host has just that", async () => {
    const { element, host, state } = await setup({
      attributes: { "link-endpoint": "/own" },
      answers: { "/own": () => session("loaded") },
    });
    start(element);
    await state("open");
    expect(host.paths).to.deep.equal(["POST /own"]);
  });

  it("opens session-url without asking anybody, and cannot renew it", async () => {
    const { element, host, state, say } = await setup({
      attributes: { "session-url": hostedUrl("loaded"), "link-endpoint": "/own" },
    });
    const ended = element.open();
    await state("open");
    expect(host.requests).to.deep.equal([]);
    say(linkMessage("invalid_session"));
    expect(await ended).to.include({ outcome: "failed", code: "session_expired" });
    expect(host.requests).to.deep.equal([]);
  });

  it("asks createSession before everything else, with everything about the attempt, and renews by it", async () => {
    const contexts: CreateSessionContext[] = [];
    const { element, host, state, say, received } = await setup({
      attributes: { "session-url": hostedUrl(), "link-endpoint": "/own", "connection-id": "conn_1" },
      properties: {
        createSession: (context) => {
          contexts.push(context);
          return Promise.resolve({ mode: "hosted", url: hostedUrl("loaded") });
        },
      },
    });
    start(element);
    await state("open");
    expect(host.requests).to.deep.equal([]);
    const { signal, ...context } = contexts[0]!;
    expect(context).to.deep.equal({
      connectionId: "conn_1",
      mode: "embed",
      attemptId: received[0]!.detail["attemptId"],
    });
    expect(signal.aborted).to.equal(false);
    say(linkMessage("invalid_session"));
    await until(() => contexts.length === 2);
  });

  it("aborts the signal of createSession when its session is no longer needed", async () => {
    let signal: AbortSignal | undefined;
    const { element } = await setup({
      properties: { createSession: (context) => ((signal = context.signal), new Promise(() => undefined)) },
    });
    const ended = element.open();
    await until(() => signal);
    element.close();
    await ended;
    expect(signal?.aborted).to.equal(true);
  });

  it("calls requestInit for every request, and sends what it returns", async () => {
    let token = 0;
    const { element, host, say, state } = await setup({
      properties: { requestInit: () => ({ credentials: "include", headers: { "x-csrf": String(++token) } }) },
    });
    const ended = element.open();
    await state("open");
    say(successMessage());
    await ended;
    expect(host.requests.map(({ headers }) => headers.get("x-csrf"))).to.deep.equal(["1", "2"]);
    expect(host.requests[0]?.init.credentials).to.equal("include");
  });

  it("fails with misconfigured for invalid link-origins, and requests no session that it could not open", async () => {
    for (const origins of ["*", "", "link.ofauth.com", "https://link.ofauth.com/", "https://*.ofauth.com", "null"]) {
      const { element } = await setup({ attributes: { "link-origins": origins } });
      expect(await element.open(), origins).to.include({ outcome: "failed", code: "misconfigured" });
    }
  });

  it("refuses a session of an origin that is not listed", async () => {
    const { element } = await setup({ attributes: { "link-origins": "https://link.ofauth.com" } });
    expect(await element.open()).to.include({ outcome: "failed", code: "untrusted_url" });
  });

  it("takes changes of its attributes for the next attempt, and keeps the one that is open", async () => {
    const { element, host, state, frame, say } = await setup();
    const first = element.open();
    await state("open");
    const before = frame();
    element.theme = "dark";
    element.mode = "redirect";
    element.endpoint = "/next";
    element.label = "Other";
    await element.updateComplete;
    await quiet();
    expect(frame()).to.equal(before);
    expect(element.state).to.equal("open");
    say(linkMessage("exit", { type: "user_exit", step: "login" }));
    expect(await first).to.include({ outcome: "cancelled", reason: "user" });
    element.mode = "embed";
    start(element);
    await state("open");
    expect(host.paths.at(-1)).to.equal("POST /next/link/init");
    expect(new URL(frame()!.src).searchParams.get("theme")).to.equal("dark");
  });
});

describe("what <ofauth-connect> does before the click", () => {
  it("is nothing with prefetch none", async () => {
    const { element, host, button } = await setup({ attributes: { prefetch: "none" } });
    const links = document.querySelectorAll("link[rel=preconnect]").length;
    point(element);
    button.focus();
    press(button);
    await quiet();
    expect(host.requests).to.deep.equal([]);
    expect(document.querySelectorAll("link[rel=preconnect]")).to.have.length(links);
  });

  it("is to load and preconnect on intent, and to ask for the session on pressing", async () => {
    document.querySelector("link[rel=preconnect]")?.remove();
    const { element, host, button } = await setup();
    point(element);
    button.focus();
    await until(() => document.querySelector(`link[rel=preconnect][href^="${hostedOrigin}"]`));
    expect(host.requests).to.deep.equal([]);
    press(button);
    press(button);
    await until(() => host.requests.length);
    await quiet();
    expect(host.paths).to.deep.equal(["POST /api/ofauth/link/init"]);
  });

  it("is to ask for the session on hover with prefetch session", async () => {
    const { element, host, received, state } = await setup({ attributes: { prefetch: "session" } });
    point(element);
    await until(() => host.requests.length);
    start(element);
    await state("open");
    expect(host.requests).to.have.length(1);
    expect(host.requests[0]?.body?.["attemptId"]).to.equal(received[0]!.detail["attemptId"]);
  });

  it("counts for the click of a real pointer: one request, whose attempt it is", async () => {
    const { element, host, received, button, state } = await setup();
    const { left, top, width, height } = button.getBoundingClientRect();
    await sendMouse({ type: "click", position: [Math.round(left + width / 2), Math.round(top + height / 2)] });
    await state("open");
    expect(element.isOpen).to.equal(true);
    expect(host.requests).to.have.length(1);
    expect(host.requests[0]?.body?.["attemptId"]).to.equal(received[0]!.detail["attemptId"]);
  });

  it("is asked for by prepare(), and given up when what it was asked for changes or the element goes", async () => {
    const { element, host, state } = await setup();
    await element.prepare();
    await until(() => host.requests.length === 1);
    element.connectionId = "conn_2";
    start(element);
    await state("open");
    expect(host.requests).to.have.length(2);
    expect(host.requests[1]?.body?.["connectionId"]).to.equal("conn_2");

    const gone = await setup({ answers: { "link/init": never } });
    await gone.element.prepare();
    await until(() => gone.host.requests.length);
    gone.element.remove();
    expect(gone.host.requests[0]?.init.signal?.aborted).to.equal(true);
  });

  it("is nothing while the element is disabled", async () => {
    const { element, host, button } = await setup({ attributes: { disabled: "", prefetch: "session" } });
    point(element);
    press(button);
    await quiet();
    expect(host.requests).to.deep.equal([]);
  });

  it("fails quietly: the click asks again, and reports", async () => {
    const { element, host, button } = await setup({ answers: { "link/init": () => json({}, 503) } });
    press(button);
    await until(() => host.requests.length);
    await quiet();
    expect(element.error).to.equal(null);
    expect(await element.open()).to.include({ code: "server_error" });
    expect(host.requests).to.have.length(2);
  });
});

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
import { session, setupConnect, start } from "./connect-setup.js";

afterEach(() => resetMouse());

const press = (target: Element) =>
  target.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true, isPrimary: true }));
const hover = (target: Element) =>
  target.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, composed: true, isPrimary: true, button: -1 }));

describe("the session of <ofauth-connect>", () => {
  it("is requested from the endpoint with the documented body", async () => {
    const { element, host, state } = await setupConnect({
      attributes: { endpoint: "/my/api/", "connection-id": "conn_9" },
    });
    start(element);
    await state("open");
    expect(host.paths).to.deep.equal(["POST /my/api/link/init"]);
    const { body } = host.requests[0]!;
    expect(body).to.have.all.keys("attemptId", "mode", "connectionId");
    expect(body).to.include({ mode: "embed", connectionId: "conn_9" });
  });

  it("is confirmed with link/complete at the same endpoint", async () => {
    const { element, host, post, state } = await setupConnect();
    const ended = element.open();
    await state("open");
    post(successMessage());
    expect(await ended).to.include({ verified: true });
    const [init, complete] = host.requests;
    expect(host.paths[1]).to.equal("POST /api/ofauth/link/complete");
    expect(complete?.body).to.deep.equal({ connectionId: "conn_1", attemptId: init?.body?.["attemptId"] });
  });

  it("is unconfirmed when the host has no link/complete, and fails on its HTTP error with a code", async () => {
    const without = await setupConnect({ responses: { "link/complete": () => new Response("", { status: 404 }) } });
    const first = without.element.open();
    await without.state("open");
    without.post(successMessage());
    expect(await first).to.include({ outcome: "connected", verified: false });

    const refused = await setupConnect({
      responses: { "link/complete": () => json({ code: "forbidden", message: "x" }, 403) },
    });
    const second = refused.element.open();
    await refused.state("open");
    refused.post(successMessage());
    expect(await second).to.include({ outcome: "failed", code: "verify_failed" });
    expect(refused.element.connection).to.equal(null);
  });

  it("is requested from link-endpoint when it is set", async () => {
    const { element, host, state } = await setupConnect({
      attributes: { "link-endpoint": "/own" },
      responses: { "/own": () => session("loaded") },
    });
    start(element);
    await state("open");
    expect(host.paths).to.deep.equal(["POST /own"]);
  });

  it("is that of session-url, without a request or a renewal", async () => {
    const { element, host, state, post } = await setupConnect({
      attributes: { "session-url": hostedUrl("loaded"), "link-endpoint": "/own" },
    });
    const ended = element.open();
    await state("open");
    expect(host.requests).to.deep.equal([]);
    post(linkMessage("invalid_session"));
    expect(await ended).to.include({ outcome: "failed", code: "session_expired" });
    expect(host.requests).to.deep.equal([]);
  });

  it("is that of createSession, which precedes the other settings and also renews it", async () => {
    const contexts: CreateSessionContext[] = [];
    const { element, host, state, post, received } = await setupConnect({
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
    post(linkMessage("invalid_session"));
    await until(() => contexts.length === 2);
  });

  it("is cancelled by the signal of createSession when it is no longer needed", async () => {
    let signal: AbortSignal | undefined;
    const { element } = await setupConnect({
      properties: { createSession: (context) => ((signal = context.signal), new Promise(() => undefined)) },
    });
    const ended = element.open();
    await until(() => signal);
    element.close();
    await ended;
    expect(signal?.aborted).to.equal(true);
  });

  it("is requested with what requestInit returns for each request", async () => {
    let token = 0;
    const { element, host, post, state } = await setupConnect({
      properties: { requestInit: () => ({ credentials: "include", headers: { "x-csrf": String(++token) } }) },
    });
    const ended = element.open();
    await state("open");
    post(successMessage());
    await ended;
    expect(host.requests.map(({ headers }) => headers.get("x-csrf"))).to.deep.equal(["1", "2"]);
    expect(host.requests[0]?.init.credentials).to.equal("include");
  });

  it("is not requested with invalid link-origins: the attempt fails as misconfigured", async () => {
    for (const origins of ["*", "", "link.ofauth.com", "https://link.ofauth.com/", "https://*.ofauth.com", "null"]) {
      const { element } = await setupConnect({ attributes: { "link-origins": origins } });
      expect(await element.open(), origins).to.include({ outcome: "failed", code: "misconfigured" });
    }
  });

  it("is rejected when its origin is not listed", async () => {
    const { element } = await setupConnect({ attributes: { "link-origins": "https://link.ofauth.com" } });
    expect(await element.open()).to.include({ outcome: "failed", code: "untrusted_url" });
  });

  it("uses changed attributes from the next attempt on", async () => {
    const { element, host, state, frame, post } = await setupConnect();
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
    post(linkMessage("exit", { type: "user_exit", step: "login" }));
    expect(await first).to.include({ outcome: "cancelled", reason: "user" });
    element.mode = "embed";
    start(element);
    await state("open");
    expect(host.paths.at(-1)).to.equal("POST /next/link/init");
    expect(new URL(frame()!.src).searchParams.get("theme")).to.equal("dark");
  });
});

describe("the prefetch of <ofauth-connect>", () => {
  it('does nothing with prefetch="none"', async () => {
    const { host, button } = await setupConnect({ attributes: { prefetch: "none" } });
    const links = document.querySelectorAll("link[rel=preconnect]").length;
    hover(button);
    button.focus();
    press(button);
    await quiet();
    expect(host.requests).to.deep.equal([]);
    expect(document.querySelectorAll("link[rel=preconnect]")).to.have.length(links);
  });

  it("preconnects on hover and focus, and requests the session on pointerdown", async () => {
    document.querySelector("link[rel=preconnect]")?.remove();
    const { host, button } = await setupConnect();
    hover(button);
    button.focus();
    await until(() => document.querySelector(`link[rel=preconnect][href^="${hostedOrigin}"]`));
    expect(host.requests).to.deep.equal([]);
    press(button);
    press(button);
    await until(() => host.requests.length);
    await quiet();
    expect(host.paths).to.deep.equal(["POST /api/ofauth/link/init"]);
  });

  it('requests the session on hover with prefetch="session"', async () => {
    const { element, host, button, received, state } = await setupConnect({ attributes: { prefetch: "session" } });
    hover(button);
    await until(() => host.requests.length);
    start(element);
    await state("open");
    expect(host.requests).to.have.length(1);
    expect(host.requests[0]?.body?.["attemptId"]).to.equal(received[0]!.detail["attemptId"]);
  });

  for (const own of [false, true]) {
    it(`requests nothing for a press or hover beside ${own ? "the page's own" : "the"} button`, async () => {
      const content = own ? [Object.assign(document.createElement("button"), { textContent: "Link" })] : [];
      const { element, host, button, root } = await setupConnect({
        attributes: { prefetch: "session" },
        responses: { "link/init": () => json({}, 503) },
        content,
      });
      // As in a flex column, which stretches its items.
      Object.assign(element.style, { display: "block", inlineSize: "600px" });
      hover(element);
      press(element);
      await quiet();
      expect(host.requests).to.deep.equal([]);
      await element.open();
      await element.updateComplete;
      const { length } = host.requests;
      const message = root.querySelector("#message")!;
      for (const target of [message, message.querySelector("span")!, message.querySelector("button")!]) {
        hover(target);
        press(target);
      }
      message.querySelector("button")!.focus();
      await quiet();
      expect(host.requests).to.have.length(length);
      hover(content[0] ?? button);
      await until(() => host.requests.length > length);
    });
  }

  it("sends one request for a click with a real pointer", async () => {
    const { element, host, received, button, state } = await setupConnect();
    const { left, top, width, height } = button.getBoundingClientRect();
    await sendMouse({ type: "click", position: [Math.round(left + width / 2), Math.round(top + height / 2)] });
    await state("open");
    expect(element.isOpen).to.equal(true);
    expect(host.requests).to.have.length(1);
    expect(host.requests[0]?.body?.["attemptId"]).to.equal(received[0]!.detail["attemptId"]);
  });

  it("is started by prepare(), and discarded when its settings change or the element is removed", async () => {
    const { element, host, state } = await setupConnect();
    await element.prepare();
    await until(() => host.requests.length === 1);
    element.connectionId = "conn_2";
    start(element);
    await state("open");
    expect(host.requests).to.have.length(2);
    expect(host.requests[1]?.body?.["connectionId"]).to.equal("conn_2");

    const removed = await setupConnect({ responses: { "link/init": never } });
    await removed.element.prepare();
    await until(() => removed.host.requests.length);
    removed.element.remove();
    expect(removed.host.requests[0]?.init.signal?.aborted).to.equal(true);
  });

  it("does nothing while the element is disabled", async () => {
    const { host, button } = await setupConnect({ attributes: { disabled: "", prefetch: "session" } });
    hover(button);
    press(button);
    await quiet();
    expect(host.requests).to.deep.equal([]);
  });

  it("ignores a failure: the click requests the session again and reports the error", async () => {
    const { element, host, button } = await setupConnect({ responses: { "link/init": () => json({}, 503) } });
    press(button);
    await until(() => host.requests.length);
    await quiet();
    expect(element.error).to.equal(null);
    expect(await element.open()).to.include({ code: "server_error" });
    expect(host.requests).to.have.length(2);
  });
});

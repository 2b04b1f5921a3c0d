import { expect } from "@open-wc/testing";
import type { LinkSession } from "../../../src/elements.js";
import { fakeTime, hostedUrl, json, quiet, replace, successMessage, until } from "../../browser/page-setup.js";
import { fakePopup, setupConnect, start, eventLog } from "./connect-setup.js";
import { deferred } from "./callback-setup.js";

const TIMEOUT_MS = 15_000;

describe("<ofauth-connect> that waits for functions of the host", () => {
  it("waits 15 seconds for createSession, and ignores a later session", async () => {
    const time = fakeTime();
    const answer = deferred<LinkSession>();
    let asked = 0;
    const { element, received, root } = await setupConnect({
      properties: { createSession: () => (asked++, answer.promise) },
    });
    const ended = element.open();
    await until(() => asked);
    time.advance(TIMEOUT_MS - 1);
    await quiet();
    expect(element.state).to.equal("starting");
    time.advance(1);
    expect(await ended).to.include({ outcome: "failed", code: "timeout", retryable: true });
    answer.resolve({ mode: "hosted", url: hostedUrl("loaded") });
    await quiet();
    expect(eventLog(received).slice(-3)).to.deep.equal(["→ failed", "error", "close"]);
    expect(root.querySelector("dialog")).to.equal(null);
    expect(time.running).to.equal(0);
  });

  it("waits 15 seconds for requestInit, and sends nothing", async () => {
    const time = fakeTime();
    let asked = 0;
    const { element, host } = await setupConnect({
      properties: { requestInit: () => (asked++, new Promise<RequestInit>(() => undefined)) },
    });
    const ended = element.open();
    await until(() => asked);
    time.advance(TIMEOUT_MS);
    expect(await ended).to.include({ outcome: "failed", code: "timeout" });
    expect(host.requests).to.deep.equal([]);
    await quiet();
    expect(time.running).to.equal(0);
  });

  it("leaves no timer when the function resolved or rejected", async () => {
    const time = fakeTime();
    for (const createSession of [
      () => Promise.resolve({ mode: "hosted", url: "https://evil.test/cs_1" } as const),
      () => Promise.reject<LinkSession>(new Error("no")),
    ]) {
      const { element } = await setupConnect({ properties: { createSession, requestInit: () => Promise.resolve({}) } });
      expect(await element.open()).to.include({ outcome: "failed" });
      await quiet();
      expect(time.running).to.equal(0);
    }
  });
});

const secret = "https://cdn.example/chunk-1.js?token=s3cret";

describe("the message of ofauth-error", () => {
  it("contains nothing of what createSession or requestInit threw", async () => {
    const fail = () => Promise.reject(new Error(secret));
    const explode = () => {
      throw new Error(secret);
    };
    for (const properties of [
      { createSession: fail },
      { createSession: explode },
      { requestInit: fail },
      { requestInit: explode },
    ]) {
      const { element, received } = await setupConnect({ properties });
      await element.open();
      const [error] = received.filter(({ type }) => type === "ofauth-error");
      expect(error?.detail["message"]).to.be.a("string").that.is.not.equal("");
      expect(JSON.stringify(error?.detail)).to.not.contain("s3cret");
    }
  });

  it("contains nothing of a response or a network error", async () => {
    for (const answer of [
      () => json({ code: "forbidden", message: secret }, 403),
      () => new Response(secret, { status: 500 }),
      () => Promise.reject<Response>(new TypeError(`Failed to fetch ${secret}`)),
    ]) {
      const { element } = await setupConnect({ responses: { "link/init": answer } });
      await element.open();
      expect(element.error?.message).to.not.contain("s3cret");
    }
  });

  it("contains nothing of why the flow's code did not load", async () => {
    const { element, received } = await setupConnect();
    // The code inserts its live region as soon as it has loaded; here that fails.
    for (const owner of [document.body, document.head, document.documentElement]) {
      replace(owner, "append", () => {
        throw new TypeError(`Failed to fetch dynamically imported module: ${secret}`);
      });
    }
    document.querySelector("link[rel=preconnect]")?.remove();
    expect(await element.open()).to.include({ outcome: "failed", code: "network" });
    expect(received.some(({ type }) => type === "ofauth-error")).to.equal(true);
    expect(element.error?.message).to.equal("The flow's code did not load.");
  });

  it("is a generic one after an unexpected error", async () => {
    const { element, state } = await setupConnect({ attributes: { mode: "popup" } });
    const popup = fakePopup();
    popup.document.createElement = () => {
      throw new Error(secret);
    };
    start(element);
    await state("failed");
    expect(element.error).to.include({ code: "unknown", message: "Something went wrong. Try again." });
  });
});

describe("a listener of ofauth-state-change", () => {
  it("reads the new connection in connected, also after an earlier one", async () => {
    const { element, post, state } = await setupConnect();
    const seen: (string | undefined)[] = [];
    element.addEventListener("ofauth-state-change", ({ detail }) => {
      if (detail.state === "connected") seen.push(element.connection?.id);
    });
    for (const id of ["conn_1", "conn_2"]) {
      const ended = element.open();
      await state("open");
      post(successMessage(id));
      await ended;
    }
    expect(seen).to.deep.equal(["conn_1", "conn_2"]);
  });

  it("reads the error in failed, and null in the next starting", async () => {
    let answer = () => json({}, 500);
    const { element, state } = await setupConnect({ responses: { "link/init": () => answer() } });
    const seen: unknown[] = [];
    element.addEventListener("ofauth-state-change", ({ detail }) => {
      seen.push([detail.state, element.error?.code]);
    });
    await element.open();
    answer = () => json({}, 401);
    start(element);
    await until(() => seen.length === 4);
    await state("failed");
    expect(seen).to.deep.equal([
      ["starting", undefined],
      ["failed", "server_error"],
      ["starting", undefined],
      ["failed", "unauthorized"],
    ]);
  });
});

describe("<ofauth-connect> whose before-open is prevented after a failure", () => {
  it("keeps its state, error and message", async () => {
    const { element, part, host, received } = await setupConnect({ responses: { "link/init": () => json({}, 500) } });
    await element.open();
    await element.updateComplete;
    const before = { error: element.error, message: part("message")?.textContent, events: received.length };
    element.addEventListener("ofauth-before-open", (event) => event.preventDefault());
    expect(await element.open()).to.include({ outcome: "cancelled", reason: "host" });
    await element.updateComplete;
    expect(element.state).to.equal("failed");
    expect(element.error).to.equal(before.error);
    expect(before.error?.code).to.equal("server_error");
    expect(part("message")?.textContent).to.equal(before.message);
    expect(eventLog(received.slice(before.events))).to.deep.equal(["before-open"]);
    expect(host.requests).to.have.length(1);
    expect(element.isOpen).to.equal(false);
  });
});

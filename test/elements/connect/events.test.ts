import { expect } from "@open-wc/testing";
import {
  exitMessage,
  fakeTime,
  json,
  never,
  quiet,
  replace,
  successMessage,
  until,
  linkMessage,
} from "../../browser/page-setup.js";
import { setupConnect, eventLog, type ReceivedEvent } from "./connect-setup.js";

const openEvents = ["before-open", "→ starting", "→ opening", "open", "→ open", "load"];
const info = { scenarios: [], activeScenarioId: null, currentScreen: "login" };

/** Checks what all events of the package have in common. */
function expectPackageEvent(event: ReceivedEvent, cancelable: boolean): void {
  expect(event, event.type).to.include({ bubbles: true, composed: true, cancelable });
  expect(event, event.type).to.be.instanceOf(CustomEvent);
  expect(Object.isFrozen(event.detail), `${event.type} frozen`).to.equal(true);
}

describe("the events of <ofauth-connect>", () => {
  it("are emitted in the documented order when an account is connected", async () => {
    const { element, received, post, state } = await setupConnect();
    const ended = element.open();
    await state("open");
    post(successMessage());
    expect((await ended).outcome).to.equal("connected");
    expect(eventLog(received)).to.deep.equal([...openEvents, "→ verifying", "→ connected", "success", "close"]);
  });

  it("have exactly the documented details", async () => {
    const { element, received, post, state } = await setupConnect({
      messages: ["loaded", linkMessage("sandbox_info", info)],
      attributes: { "connection-id": "conn_1" },
    });
    const ended = element.open();
    await state("open");
    await until(() => eventLog(received).includes("sandbox-info"));
    post(successMessage());
    const { outcome, ...result } = await ended;
    await quiet();
    const attemptId = received[0]!.detail["attemptId"];
    expect(attemptId).to.match(/^[A-Za-z0-9_-]{8,64}$/);
    expect(outcome).to.equal("connected");
    const details = received.map(({ type, detail }) => [type.slice(7), detail]);
    const { elapsedMs, ...load } = received.find(({ type }) => type === "ofauth-load")!.detail;
    expect(elapsedMs).to.be.a("number").and.at.least(0);
    expect(load).to.deep.equal({ attemptId });
    expect(details.filter(([type]) => type !== "load")).to.deep.equal([
      ["before-open", { mode: "embed", connectionId: "conn_1", attemptId }],
      ["state-change", { state: "starting", previous: "idle", attemptId }],
      ["state-change", { state: "opening", previous: "starting", attemptId }],
      ["open", { mode: "embed", attemptId }],
      ["state-change", { state: "open", previous: "opening", attemptId }],
      ["sandbox-info", { scenarios: [], activeScenarioId: undefined, currentScreen: "login" }],
      ["state-change", { state: "verifying", previous: "open", attemptId }],
      ["state-change", { state: "connected", previous: "verifying", attemptId }],
      ["success", result],
      ["close", { outcome: "connected", attemptId }],
    ]);
    expect(result).to.deep.include({
      connectionId: "conn_1",
      reconnected: true,
      verified: true,
      source: "embed",
      attemptId,
    });
    expect(result).to.not.have.any.keys("previousConnectionId", "clientReferenceId");
    for (const event of received) expectPackageEvent(event, event.type === "ofauth-before-open");
  });

  it("report the previous connection when a reconnect yields another one", async () => {
    const { element, post, state } = await setupConnect({ attributes: { "connection-id": "conn_old" } });
    const ended = element.open();
    await state("open");
    post(successMessage("conn_new"));
    expect(await ended).to.include({ connectionId: "conn_new", reconnected: false, previousConnectionId: "conn_old" });
  });

  it("cross shadow roots", async () => {
    const outside = document.createElement("div");
    document.body.append(outside);
    const parent = document.createElement("div");
    outside.attachShadow({ mode: "open" }).append(parent);
    const names: string[] = [];
    outside.addEventListener("ofauth-before-open", ({ type }) => names.push(type));
    const { element } = await setupConnect({ parent, responses: { "link/init": never } });
    const ended = element.open();
    element.close({ force: true });
    await ended;
    outside.remove();
    expect(names).to.deep.equal(["ofauth-before-open"]);
  });

  it("report the step at which the user left", async () => {
    const { element, received, post, state } = await setupConnect();
    const ended = element.open();
    await state("open");
    post(exitMessage("otp"));
    expect(await ended).to.include({ outcome: "cancelled", reason: "user", step: "otp" });
    await quiet();
    expect(eventLog(received)).to.deep.equal([...openEvents, "→ cancelled", "cancel", "close"]);
    const { detail } = received.at(-2)!;
    expect(detail).to.deep.equal({ reason: "user", step: "otp", attemptId: received[0]!.detail["attemptId"] });
    for (const event of received.slice(-3)) expectPackageEvent(event, false);
  });

  it("report a failure with a code, a message and OFAuth's error type", async () => {
    const { element, received, post, state } = await setupConnect();
    const ended = element.open();
    await state("open");
    const error = { error_type: "account_locked", message: "<b>no</b>" };
    post(linkMessage("exit", { type: "error", step: "login", error }));
    expect(await ended).to.include({ outcome: "failed", code: "account_locked", reason: "account_locked" });
    expect(eventLog(received)).to.deep.equal([...openEvents, "→ failed", "error", "close"]);
    const { detail } = received.at(-2)!;
    expect(detail).to.have.all.keys("code", "message", "retryable", "reason", "attemptId");
    expect(detail["retryable"]).to.equal(false);
    expect(detail["message"]).to.not.contain("<b>");
    for (const event of received.slice(-3)) expectPackageEvent(event, false);
  });

  it("report a renewed session once, and fail on a second invalid session", async () => {
    const { element, received, host, post, state } = await setupConnect();
    const ended = element.open();
    await state("open");
    post(linkMessage("invalid_session"));
    await until(() => eventLog(received).filter((name) => name === "load").length === 2);
    expect(eventLog(received)).to.deep.equal([
      ...openEvents,
      "→ starting",
      "→ opening",
      "session-renewed",
      "→ open",
      "load",
    ]);
    expectPackageEvent(
      received.find(({ type }) => type === "ofauth-session-renewed")!,
      false,
    );
    expect(host.requests).to.have.length(2);
    post(linkMessage("invalid_session"));
    expect(await ended).to.include({ outcome: "failed", code: "session_expired" });
    expect(host.requests).to.have.length(2);
  });

  it("report a stall, after which the attempt can still succeed", async () => {
    const time = fakeTime();
    const { element, received, post, part, frame } = await setupConnect({ messages: [] });
    const ended = element.open();
    await until(() => eventLog(received).includes("open"));
    await new Promise((loaded) => frame()!.addEventListener("load", loaded));
    time.advance(15_000);
    expect(eventLog(received).at(-1)).to.equal("stall");
    expect(received.at(-1)!.detail).to.include({ code: "frame_timeout" });
    expectPackageEvent(received.at(-1)!, false);
    expect(part("panel")?.hidden).to.equal(false);
    expect(element.state).to.equal("opening");
    post(linkMessage("loaded"));
    await until(() => element.state === "open");
    expect(part("panel")?.hidden).to.equal(true);
    post(successMessage());
    expect((await ended).outcome).to.equal("connected");
  });

  it("report the code of the stall when the user closes a stalled attempt", async () => {
    const time = fakeTime();
    const { element, received, part } = await setupConnect({ messages: [] });
    const ended = element.open();
    await until(() => eventLog(received).includes("open"));
    time.advance(15_000);
    part("close")!.click();
    expect(await ended).to.include({ outcome: "failed", code: "frame_timeout", retryable: true });
  });

  it("stop after a prevented before-open: no request, no dialog, no change of state", async () => {
    const { element, received, host, root } = await setupConnect();
    element.addEventListener("ofauth-before-open", (event) => event.preventDefault());
    const result = await element.open();
    await quiet();
    expect(result).to.deep.equal({ outcome: "cancelled", reason: "host", attemptId: received[0]!.detail["attemptId"] });
    expect(eventLog(received)).to.deep.equal(["before-open"]);
    expect(element.state).to.equal("idle");
    expect(element.isOpen).to.equal(false);
    expect(host.requests).to.deep.equal([]);
    expect(root.querySelector("dialog")).to.equal(null);
  });

  it("open no popup after a prevented before-open", async () => {
    let windows = 0;
    replace(window, "open", () => (windows++, null));
    const { element } = await setupConnect({ attributes: { mode: "popup" } });
    element.addEventListener("ofauth-before-open", (event) => event.preventDefault());
    await element.open();
    expect(windows).to.equal(0);
  });

  it("report the mode that auto resolves to", async () => {
    for (const mode of ["auto", "nonsense"]) {
      const { element, received, host } = await setupConnect({
        attributes: { mode },
        responses: { "link/init": never },
      });
      const ended = element.open();
      await until(() => host.requests.length);
      element.close({ force: true });
      await ended;
      expect(received[0]!.detail["mode"]).to.equal("embed");
      expect(host.requests[0]?.body?.["mode"]).to.equal("embed");
    }
  });

  it("never contain a session URL", async () => {
    for (const url of ["https://evil.test/cs_secret", "javascript:cs_secret", "https://u:cs_secret@link.ofauth.com/"]) {
      const { element, received } = await setupConnect({
        responses: { "link/init": () => json({ mode: "hosted", url }) },
      });
      expect(await element.open()).to.include({ outcome: "failed", code: "untrusted_url" });
      expect(JSON.stringify(received.map(({ detail }) => detail))).to.not.contain("cs_secret");
      expect(element.outerHTML + element.shadowRoot!.innerHTML).to.not.contain("cs_secret");
    }
  });

  it("are emitted after the state is final and the dialog is removed", async () => {
    const { element, received, post, state, root } = await setupConnect();
    const seen: unknown[] = [];
    element.addEventListener("ofauth-success", () =>
      seen.push(element.state, element.connection?.id, root.querySelector("dialog"), element.isOpen),
    );
    element.addEventListener("ofauth-close", () => seen.push(element.isOpen));
    const ended = element.open();
    await state("open");
    post(successMessage());
    await ended;
    expect(seen).to.deep.equal(["connected", "conn_1", null, true, false]);
    const count = received.length;
    window.postMessage(successMessage(), location.origin);
    await quiet();
    expect(received).to.have.length(count);
  });
});

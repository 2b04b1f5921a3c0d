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
import { setup, eventLog, type ReceivedEvent } from "./connect-setup.js";

const opened = ["before-open", "→ starting", "→ opening", "open", "→ open", "load"];
const info = { scenarios: [], activeScenarioId: null, currentScreen: "login" };

/** What every event of ours has in common. */
function expectOurs(event: ReceivedEvent, cancelable: boolean): void {
  expect(event, event.type).to.include({ bubbles: true, composed: true, cancelable });
  expect(event, event.type).to.be.instanceOf(CustomEvent);
  expect(Object.isFrozen(event.detail), `${event.type} frozen`).to.equal(true);
}

describe("the events of <ofauth-connect>", () => {
  it("come in the promised order when an account is connected", async () => {
    const { element, received, say, state } = await setup();
    const ended = element.open();
    await state("open");
    say(successMessage());
    expect((await ended).outcome).to.equal("connected");
    expect(eventLog(received)).to.deep.equal([...opened, "→ verifying", "→ connected", "success", "close"]);
  });

  it("say no more and no less than promised", async () => {
    const { element, received, say, state } = await setup({
      says: ["loaded", linkMessage("sandbox_info", info)],
      attributes: { "connection-id": "conn_1" },
    });
    const ended = element.open();
    await state("open");
    await until(() => eventLog(received).includes("sandbox-info"));
    say(successMessage());
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
    for (const event of received) expectOurs(event, event.type === "ofauth-before-open");
  });

  it("name the connection that was to be reconnected when another one came of it", async () => {
    const { element, say, state } = await setup({ attributes: { "connection-id": "conn_old" } });
    const ended = element.open();
    await state("open");
    say(successMessage("conn_new"));
    expect(await ended).to.include({ connectionId: "conn_new", reconnected: false, previousConnectionId: "conn_old" });
  });

  it("cross the shadow roots around the element", async () => {
    const outside = document.createElement("div");
    document.body.append(outside);
    const parent = document.createElement("div");
    outside.attachShadow({ mode: "open" }).append(parent);
    const names: string[] = [];
    outside.addEventListener("ofauth-before-open", ({ type }) => names.push(type));
    const { element } = await setup({ parent, answers: { "link/init": never } });
    const ended = element.open();
    element.close({ force: true });
    await ended;
    outside.remove();
    expect(names).to.deep.equal(["ofauth-before-open"]);
  });

  it("tell a user's leaving with the step", async () => {
    const { element, received, say, state } = await setup();
    const ended = element.open();
    await state("open");
    say(exitMessage("otp"));
    expect(await ended).to.include({ outcome: "cancelled", reason: "user", step: "otp" });
    await quiet();
    expect(eventLog(received)).to.deep.equal([...opened, "→ cancelled", "cancel", "close"]);
    const { detail } = received.at(-2)!;
    expect(detail).to.deep.equal({ reason: "user", step: "otp", attemptId: received[0]!.detail["attemptId"] });
    for (const event of received.slice(-3)) expectOurs(event, false);
  });

  it("tell a failure with a code, a sentence and OFAuth's own word", async () => {
    const { element, received, say, state } = await setup();
    const ended = element.open();
    await state("open");
    const error = { error_type: "account_locked", message: "<b>no</b>" };
    say(linkMessage("exit", { type: "error", step: "login", error }));
    expect(await ended).to.include({ outcome: "failed", code: "account_locked", reason: "account_locked" });
    expect(eventLog(received)).to.deep.equal([...opened, "→ failed", "error", "close"]);
    const { detail } = received.at(-2)!;
    expect(detail).to.have.all.keys("code", "message", "retryable", "reason", "attemptId");
    expect(detail["retryable"]).to.equal(false);
    expect(detail["message"]).to.not.contain("<b>");
    for (const event of received.slice(-3)) expectOurs(event, false);
  });

  it("tell that a session was renewed, once, and fail on the second unknown session", async () => {
    const { element, received, host, say, state } = await setup();
    const ended = element.open();
    await state("open");
    say(linkMessage("invalid_session"));
    await until(() => eventLog(received).filter((name) => name === "load").length === 2);
    expect(eventLog(received)).to.deep.equal([
      ...opened,
      "→ starting",
      "→ opening",
      "session-renewed",
      "→ open",
      "load",
    ]);
    expectOurs(
      received.find(({ type }) => type === "ofauth-session-renewed")!,
      false,
    );
    expect(host.requests).to.have.length(2);
    say(linkMessage("invalid_session"));
    expect(await ended).to.include({ outcome: "failed", code: "session_expired" });
    expect(host.requests).to.have.length(2);
  });

  it("tell a stall, go on, and accept what comes late", async () => {
    const time = fakeTime();
    const { element, received, say, part, frame } = await setup({ says: [] });
    const ended = element.open();
    await until(() => eventLog(received).includes("open"));
    await new Promise((loaded) => frame()!.addEventListener("load", loaded));
    time.advance(15_000);
    expect(eventLog(received).at(-1)).to.equal("stall");
    expect(received.at(-1)!.detail).to.include({ code: "frame_timeout" });
    expectOurs(received.at(-1)!, false);
    expect(part("panel")?.hidden).to.equal(false);
    expect(element.state).to.equal("opening");
    say(linkMessage("loaded"));
    await until(() => element.state === "open");
    expect(part("panel")?.hidden).to.equal(true);
    say(successMessage());
    expect((await ended).outcome).to.equal("connected");
  });

  it("end a stalled attempt that is closed with the stall's code", async () => {
    const time = fakeTime();
    const { element, received, part } = await setup({ says: [] });
    const ended = element.open();
    await until(() => eventLog(received).includes("open"));
    time.advance(15_000);
    part("close")!.click();
    expect(await ended).to.include({ outcome: "failed", code: "frame_timeout", retryable: true });
  });

  it("are only the first one when that is prevented: no request, no dialog, no change", async () => {
    const { element, received, host, root } = await setup();
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

  it("open no window when the first one is prevented", async () => {
    let windows = 0;
    replace(window, "open", () => (windows++, null));
    const { element } = await setup({ attributes: { mode: "popup" } });
    element.addEventListener("ofauth-before-open", (event) => event.preventDefault());
    await element.open();
    expect(windows).to.equal(0);
  });

  it("name the mode that auto stands for", async () => {
    for (const mode of ["auto", "nonsense"]) {
      const { element, received, host } = await setup({ attributes: { mode }, answers: { "link/init": never } });
      const ended = element.open();
      await until(() => host.requests.length);
      element.close({ force: true });
      await ended;
      expect(received[0]!.detail["mode"]).to.equal("embed");
      expect(host.requests[0]?.body?.["mode"]).to.equal("embed");
    }
  });

  it("never hold a session URL, wherever an attempt fails", async () => {
    for (const url of ["https://evil.test/cs_secret", "javascript:cs_secret", "https://u:cs_secret@link.ofauth.com/"]) {
      const { element, received } = await setup({ answers: { "link/init": () => json({ mode: "hosted", url }) } });
      expect(await element.open()).to.include({ outcome: "failed", code: "untrusted_url" });
      expect(JSON.stringify(received.map(({ detail }) => detail))).to.not.contain("cs_secret");
      expect(element.outerHTML + element.shadowRoot!.innerHTML).to.not.contain("cs_secret");
    }
  });

  it("come last: the state is final and the dialog removed before them", async () => {
    const { element, received, say, state, root } = await setup();
    const seen: unknown[] = [];
    element.addEventListener("ofauth-success", () =>
      seen.push(element.state, element.connection?.id, root.querySelector("dialog"), element.isOpen),
    );
    element.addEventListener("ofauth-close", () => seen.push(element.isOpen));
    const ended = element.open();
    await state("open");
    say(successMessage());
    await ended;
    expect(seen).to.deep.equal(["connected", "conn_1", null, true, false]);
    const count = received.length;
    window.postMessage(successMessage(), location.origin);
    await quiet();
    expect(received).to.have.length(count);
  });
});

/** An account that the host confirms after the end of its attempt: what the page receives, and what the user reads. */
import { expect } from "@open-wc/testing";
import {
  connectionEntry,
  eventLog,
  recordEvents,
  session,
  setupConnect,
  start,
  type ReceivedEvent,
  type SetupOptions,
} from "./connect-setup.js";
import { afterwards, fakeTime, json, quiet, replace, successMessage, until } from "../../browser/page-setup.js";
import { callbackAttemptId, leaveByRedirect } from "./callback-setup.js";
import type { OFAuthConnect } from "../../../src/elements/connect/element.js";

const verifiedIn = (received: readonly ReceivedEvent[]) => received.filter(({ type }) => type === "ofauth-verified");
const endedKeys = () => Object.keys(localStorage).filter((key) => key.startsWith("ofauth-link:ended:"));
const textOf = (element: OFAuthConnect) => element.shadowRoot!.querySelector("[part=message] span")?.textContent;

/** An element whose account OFAuth has connected, while the host answers `link/complete` with `answer.complete`. */
async function setupUnconfirmed(options: SetupOptions = {}) {
  const clock = fakeTime();
  const answer = {
    init: () => session("loaded", successMessage()),
    complete: () => json({ code: "server_error", message: "" }, 503),
  };
  const fixture = await setupConnect({
    ...options,
    responses: { "link/init": () => answer.init(), "link/complete": () => answer.complete(), ...options.responses },
  });
  const { element, host } = fixture;
  const completions = () => host.paths.filter((path) => path.endsWith("link/complete")).length;
  /** Lets the tries of the attempt fail until it ends. */
  const end = async () => {
    const result = element.open();
    for (const [tries, pause] of [
      [1, 500],
      [2, 1000],
    ] as const) {
      await until(() => completions() === tries);
      await quiet();
      clock.advance(pause);
    }
    return result;
  };
  const confirm = () => {
    answer.complete = () => json(connectionEntry());
  };
  return { ...fixture, clock, answer, completions, end, confirm };
}

describe("<ofauth-connect> whose account is not confirmed in time", () => {
  it("ends as connected and unverified after the third try, and then confirms it quietly", async () => {
    const { element, received, end, confirm, clock, completions } = await setupUnconfirmed();
    const result = await end();
    expect(result).to.include({ outcome: "connected", verified: false });
    await quiet();
    expect(textOf(element)).to.equal("Connected; confirming…");
    expect(eventLog(received).slice(-3)).to.deep.equal(["→ connected", "success", "close"]);
    const ended = received.length;

    confirm();
    clock.advance(2000);
    await until(() => received.length > ended);
    await quiet();
    const [event, ...rest] = received.slice(ended);
    expect(rest).to.deep.equal([]);
    expect(event).to.include({ type: "ofauth-verified", bubbles: true, composed: true, cancelable: false });
    expect(Object.isFrozen(event!.detail)).to.equal(true);
    expect(event!.detail).to.deep.equal({
      connectionId: "conn_1",
      connection: element.connection,
      attemptId: received[0]!.detail["attemptId"],
      after: "success",
    });
    expect(element.connection).to.include({ id: "conn_1", status: "active" });
    expect(element.state).to.equal("connected");
    expect(textOf(element)).to.equal(undefined);
    expect(completions()).to.equal(4);
    expect(endedKeys()).to.deep.equal([]);
    clock.advance(300_000);
    window.dispatchEvent(new Event("online"));
    await quiet();
    expect(completions()).to.equal(4);
  });

  it("announces that it is being confirmed, and that it is", async () => {
    const { end, confirm, clock, received } = await setupUnconfirmed();
    const announced = () => document.getElementById("ofauth-announcer")!.textContent;
    await end();
    expect(announced()).to.equal("Connected; confirming…");
    confirm();
    clock.advance(2000);
    await until(() => verifiedIn(received).length);
    expect(announced()).to.equal("Account connected.");
  });

  it("leaves a record of an id and times, and never a connection id", async () => {
    const { end } = await setupUnconfirmed();
    await end();
    expect(endedKeys()).to.have.length(1);
    expect(JSON.stringify([localStorage, sessionStorage])).to.not.match(/conn_/);
  });

  it("goes on after the minute when the browser is online again", async () => {
    const { end, confirm, clock, received, completions, element } = await setupUnconfirmed();
    await end();
    for (let second = 0; second < 120; second++) {
      clock.advance(1000);
      await quiet();
    }
    const tries = completions();
    expect(tries).to.be.within(7, 9);
    expect(textOf(element)).to.equal("Connected; confirming…");
    confirm();
    window.dispatchEvent(new Event("online"));
    clock.advance(0);
    await until(() => verifiedIn(received).length);
    expect(completions()).to.equal(tries + 1);
  });

  it("asks once more with keepalive when the page is left", async () => {
    const { end, host, completions } = await setupUnconfirmed();
    await end();
    window.dispatchEvent(new PageTransitionEvent("pagehide"));
    await until(() => completions() === 4);
    const { init, body } = host.requests.at(-1)!;
    expect([init.keepalive, init.method, body?.connectionId]).to.deep.equal([true, "POST", "conn_1"]);
    expect(host.requests.filter((request) => request.init.keepalive)).to.have.length(1);
  });

  it("asks once more with keepalive when the page is left before the third try", async () => {
    const { element, host, completions } = await setupUnconfirmed();
    start(element);
    await until(() => completions() === 1);
    const { attemptId } = host.requests[0]!.body!;
    window.dispatchEvent(new PageTransitionEvent("pagehide"));
    // Attempts of other tests may ask, too.
    await until(() => host.requests.some(({ init, body }) => init.keepalive && body?.["attemptId"] === attemptId));
    expect(endedKeys()).to.have.length(1);
    element.close({ force: true });
  });

  it("stops at a refusal, and says that the account could not be confirmed", async () => {
    const { end, answer, clock, element, received, completions, part } = await setupUnconfirmed();
    await end();
    answer.complete = () => json({ code: "verify_failed", message: "" }, 403);
    const ended = received.length;
    clock.advance(2000);
    await until(() => textOf(element)?.startsWith("Couldn’t confirm"));
    expect(part("action-retry")).to.not.equal(null);
    clock.advance(300_000);
    window.dispatchEvent(new Event("online"));
    await quiet();
    expect(completions()).to.equal(4);
    expect(received.slice(ended)).to.deep.equal([]);
    expect(element.state).to.equal("connected");
    expect(endedKeys()).to.deep.equal([]);
  });

  it("asks nothing when the host has no route that confirms", async () => {
    const { element, received, clock, completions } = await setupUnconfirmed({
      responses: { "link/complete": () => new Response("", { status: 404 }) },
    });
    expect(await element.open()).to.include({ outcome: "connected", verified: false });
    clock.advance(300_000);
    await quiet();
    expect(completions()).to.equal(1);
    expect(textOf(element)).to.equal(undefined);
    expect(verifiedIn(received)).to.deep.equal([]);
    expect(endedKeys()).to.deep.equal([]);
  });

  it("changes no state while another attempt is open, but its connection is right", async () => {
    const { element, answer, end, confirm, clock, received, state } = await setupUnconfirmed();
    const { attemptId } = await end();
    answer.init = () => session("loaded");
    start(element);
    await state("open");
    const before = received.length;
    confirm();
    clock.advance(2000);
    await until(() => verifiedIn(received).length);
    await quiet();
    expect(eventLog(received).slice(before)).to.deep.equal(["verified"]);
    expect(received.at(-1)!.detail).to.include({ after: "success", attemptId });
    expect([element.state, textOf(element)]).to.deep.equal(["open", undefined]);
    expect(element.connection).to.include({ id: "conn_1", status: "active" });
    element.close({ force: true });
  });

  it("comes from the document when the element has gone", async () => {
    const { element, end, confirm, clock, received } = await setupUnconfirmed();
    const onDocument = recordEvents(document);
    await end();
    element.remove();
    const [ended, ended2] = [received.length, onDocument.length];
    confirm();
    clock.advance(2000);
    await until(() => verifiedIn(onDocument).length);
    expect(verifiedIn(onDocument)[0]!.target).to.equal(document);
    expect([received.length, onDocument.length]).to.deep.equal([ended, ended2 + 1]);
  });

  it("is reported after a cancel when the element was removed while the account was being confirmed", async () => {
    const { element, confirm, clock, completions } = await setupUnconfirmed();
    const onDocument = recordEvents(document);
    const result = element.open();
    await until(() => completions() === 1);
    element.remove();
    expect(await result).to.include({ outcome: "cancelled", reason: "disconnected" });
    confirm();
    clock.advance(2000);
    await until(() => verifiedIn(onDocument).length);
    expect(verifiedIn(onDocument)[0]!.detail).to.include({ after: "cancel", connectionId: "conn_1" });
  });

  it("is the form value, confirmed or not", async () => {
    const form = document.createElement("form");
    document.body.append(form);
    afterwards(() => form.remove());
    const { end, confirm, clock, received } = await setupUnconfirmed({ parent: form, attributes: { name: "account" } });
    await end();
    await quiet();
    expect(new FormData(form).get("account")).to.equal("conn_1");
    confirm();
    clock.advance(2000);
    await until(() => verifiedIn(received).length);
    await quiet();
    expect(new FormData(form).get("account")).to.equal("conn_1");
  });
});

/** A page that is loaded while an earlier one's account is not confirmed. */
async function setupReload(answers: (() => Response)[], options: SetupOptions = {}, after = "success") {
  Reflect.deleteProperty(document, Symbol.for("ofauth-elements"));
  const clock = fakeTime();
  localStorage.setItem(`ofauth-link:ended:${callbackAttemptId}`, `${after} ${clock.now()} 0`);
  const fixture = await setupConnect({
    ...options,
    responses: { "link/result": () => answers.shift()?.() ?? json({ code: "not_found", message: "" }, 404) },
  });
  const asked = () => fixture.host.requests.filter(({ url }) => url.pathname.endsWith("link/result"));
  return { ...fixture, clock, asked };
}
const confirming = () => json({ outcome: "confirming", attemptId: callbackAttemptId }, 202);
const connected = () => json({ outcome: "connected", attemptId: callbackAttemptId, connection: connectionEntry() });

describe("<ofauth-connect> on a page that is loaded while an account is being confirmed", () => {
  it("asks link/result until it is confirmed", async () => {
    const { element, received, clock, asked } = await setupReload([confirming, confirming, connected]);
    await until(() => asked().length === 1 && textOf(element));
    expect(textOf(element)).to.equal("Connected; confirming…");
    expect(asked()[0]!.url.searchParams.get("attemptId")).to.equal(callbackAttemptId);
    expect([element.state, received.length]).to.deep.equal(["idle", 0]);
    clock.advance(4000);
    await until(() => asked().length === 2);
    await quiet();
    clock.advance(8000);
    await until(() => verifiedIn(received).length);
    await quiet();
    expect(eventLog(received)).to.deep.equal(["→ connected", "verified"]);
    expect(received.at(-1)!.detail).to.include({ after: "success", attemptId: callbackAttemptId });
    expect(element.connection).to.include({ id: "conn_1", status: "active" });
    expect(textOf(element)).to.equal(undefined);
    expect(endedKeys()).to.deep.equal([]);
  });

  it("asks twice when the host knows nothing", async () => {
    const { received, clock, asked } = await setupReload([]);
    await until(() => asked().length === 1);
    await quiet();
    clock.advance(300_000);
    await until(() => asked().length === 2);
    await quiet();
    clock.advance(300_000);
    await quiet();
    expect([asked().length, received.length, endedKeys().length]).to.deep.equal([2, 0, 0]);
  });

  it("emits it once, however many elements and pages ask", async () => {
    const { received, clock, asked } = await setupReload([connected, connected, connected]);
    const others = recordEvents(document);
    const second = document.createElement("ofauth-connect");
    document.body.append(second);
    afterwards(() => second.remove());
    await until(() => verifiedIn(received).length);
    clock.advance(300_000);
    await quiet();
    expect([verifiedIn(others).length, asked().length]).to.deep.equal([1, 1]);
  });

  it("waits until the page that holds the record has released it", async () => {
    Reflect.deleteProperty(document, Symbol.for("ofauth-elements"));
    const clock = fakeTime();
    const record = `success ${clock.now()} ${clock.now() + 20_000}`;
    localStorage.setItem(`ofauth-link:ended:${callbackAttemptId}`, record);
    const { host, received } = await setupConnect({ responses: { "link/result": connected } });
    await until(() => clock.running);
    clock.advance(19_000);
    await quiet();
    expect(host.paths).to.deep.equal([]);
    clock.advance(1000);
    await until(() => clock.running > 0 || host.paths.length > 0);
    clock.advance(0);
    await until(() => verifiedIn(received).length);
  });
});

describe("<ofauth-connect> whose return the host's server is confirming", () => {
  /** A page that is loaded by a redirect, whose result the host does not know yet. */
  async function setupReturn(answers: (() => Response)[]) {
    leaveByRedirect();
    const clock = fakeTime();
    replace(Date, "now", () => clock.now());
    localStorage.setItem(`ofauth-link:redirect:${callbackAttemptId}`, JSON.stringify({ startedAt: clock.now() }));
    const fixture = await setupConnect({ responses: { "link/result": () => answers.shift()?.() ?? confirming() } });
    const asked = () => fixture.host.paths.filter((path) => path.endsWith("link/result")).length;
    return { ...fixture, clock, asked };
  }

  it("keeps asking in the state verifying, and succeeds", async () => {
    const { element, received, clock, asked, state } = await setupReturn([confirming, confirming, connected]);
    await state("verifying");
    clock.advance(2000);
    await until(() => asked() === 2);
    await quiet();
    expect(element.state).to.equal("verifying");
    clock.advance(4000);
    await state("connected");
    await until(() => eventLog(received).includes("close"));
    expect(eventLog(received)).to.deep.equal(["→ verifying", "→ connected", "success", "close"]);
    expect(received[2]!.detail).to.include({ verified: true, source: "redirect" });
    expect(Object.keys(localStorage)).to.deep.equal([]);
  });

  it("fails after about a minute, and tells it when it comes true later", async () => {
    const answers: (() => Response)[] = [];
    const { element, received, clock, state } = await setupReturn(answers);
    await state("verifying");
    const began = clock.now();
    while (element.state === "verifying") {
      clock.advance(1000);
      await quiet();
    }
    expect((clock.now() - began) / 1000).to.be.within(40, 62);
    expect(element.error).to.include({ code: "server_error", retryable: true });
    expect(eventLog(received)).to.deep.equal(["→ verifying", "→ failed", "error", "close"]);
    answers.push(connected);
    clock.advance(2000);
    await until(() => verifiedIn(received).length);
    expect(eventLog(received).slice(4)).to.deep.equal(["→ connected", "verified"]);
    expect(received.at(-1)!.detail).to.include({ after: "error", attemptId: callbackAttemptId });
    expect([element.error, element.connection?.id]).to.deep.equal([null, "conn_1"]);
  });
});

import { expect } from "@open-wc/testing";
import { fakePopup, session, setupConnect, start, eventLog, type SetupOptions } from "./connect-setup.js";
import { json, quiet, until } from "../../browser/page-setup.js";
import { deferred, callbackAttemptId, leaveByRedirect } from "./callback-setup.js";

/** An element on a page that the user returned to by redirect, while the host has not answered for the result yet. */
async function setupPendingCallback(options: SetupOptions = {}) {
  const answer = deferred<Response>();
  const fixture = await setupConnect({ responses: { "link/result": () => answer.promise }, ...options });
  await until(() => fixture.host.paths.includes("GET /api/ofauth/link/result"));
  return { ...fixture, answer };
}

const nothing = () => new Response("", { status: 404 });

describe("open() of <ofauth-connect> while a callback is being read", () => {
  it("waits, and resolves with the result of the callback", async () => {
    leaveByRedirect();
    const { element, received, host, answer } = await setupPendingCallback();
    const [first, second] = [element.open(), element.open()];
    await quiet();
    expect(eventLog(received)).to.deep.equal([]);
    answer.resolve(json({ outcome: "cancelled", attemptId: callbackAttemptId }));
    const result = await first;
    expect(result).to.include({ outcome: "cancelled", attemptId: callbackAttemptId });
    expect(await second).to.equal(result);
    await quiet();
    expect(eventLog(received)).to.deep.equal(["→ cancelled", "cancel", "close"]);
    expect(host.paths).to.deep.equal(["GET /api/ofauth/link/result"]);
  });

  it("starts one attempt for all calls when there is no result", async () => {
    leaveByRedirect();
    const { element, received, host, answer, state } = await setupPendingCallback();
    start(element);
    start(element);
    await quiet();
    expect(eventLog(received)).to.deep.equal([]);
    answer.resolve(nothing());
    await state("open");
    expect(host.paths.slice(1)).to.deep.equal(["POST /api/ofauth/link/init"]);
    expect(eventLog(received)[0]).to.equal("before-open");
  });

  it("keeps other elements busy until the callback is read", async () => {
    leaveByRedirect();
    const { answer } = await setupPendingCallback();
    const other = await setupConnect({
      attributes: { mode: "popup" },
      responses: { "link/init": () => session("loaded") },
    });
    fakePopup();
    expect(await other.element.open()).to.include({ outcome: "failed", code: "busy" });
    answer.resolve(nothing());
    await quiet();
    start(other.element);
    await other.state("open");
  });
});

describe("<ofauth-connect> with a callback whose result cannot be fetched", () => {
  it("ends the attempt of this window with an error event and a close event", async () => {
    leaveByRedirect();
    const { received, answer, state, element } = await setupPendingCallback();
    answer.resolve(json({}, 500));
    await state("failed");
    await until(() => eventLog(received).includes("close"));
    expect(eventLog(received)).to.deep.equal(["→ failed", "error", "close"]);
    for (const { detail } of received) expect(detail["attemptId"]).to.equal(callbackAttemptId);
    expect(element.error).to.include({ code: "server_error", retryable: true });
    expect(element.error?.message).to.not.equal("server_error");
    // The host may have the result all the same: the next page asks for it.
    expect(Object.keys(localStorage)).to.deep.equal([`ofauth-link:ended:${callbackAttemptId}`]);
    start(element);
    await state("open");
  });

  it("emits nothing for a pending attempt of another tab, and keeps the record", async () => {
    leaveByRedirect({ own: false });
    const { received, answer, element } = await setupPendingCallback();
    answer.resolve(json({}, 500));
    await quiet();
    expect(eventLog(received)).to.deep.equal([]);
    expect(element.error).to.equal(null);
    expect(Object.keys(localStorage)).to.have.length(1);
  });
});

describe("handleCallback() of <ofauth-connect>", () => {
  it("resolves a relative URL", async () => {
    leaveByRedirect();
    const { element, received } = await setupConnect({ attributes: { callback: "manual" } });
    const address = location.href;
    expect(await element.handleCallback("/back?status=cancelled&step=login")).to.include({
      outcome: "cancelled",
      reason: "user",
      step: "login",
      attemptId: callbackAttemptId,
    });
    expect(eventLog(received)).to.deep.equal(["→ cancelled", "cancel", "close"]);
    expect(location.href).to.equal(address);
    expect(await element.handleCallback("/back?tab=2")).to.equal(null);
  });
});

describe("<ofauth-connect> with required and a slotted trigger", () => {
  it("is invalid with a validation message", async () => {
    const trigger = document.createElement("button");
    trigger.append("Connect");
    const form = document.createElement("form");
    document.body.append(form);
    const { element, button } = await setupConnect({ attributes: { required: "" }, content: [trigger], parent: form });
    await element.updateComplete;
    expect(button).to.equal(null);
    expect(element.matches(":invalid")).to.equal(true);
    expect(element.validity.valueMissing).to.equal(true);
    expect(element.validationMessage).to.equal("Connect an account first.");
    expect(form.checkValidity()).to.equal(false);
    form.remove();
  });
});

import { expect } from "@open-wc/testing";
import { fakePopup, session, setup, start, eventLog, type SetupOptions } from "./connect-setup.js";
import { json, quiet, until } from "../../browser/page-setup.js";
import { later, returnedId, sentAway } from "./callback-setup.js";

/** An element on a page that has come back, while its host still thinks about the result. */
async function reading(options: SetupOptions = {}) {
  const answer = later<Response>();
  const world = await setup({ answers: { "link/result": () => answer.promise }, ...options });
  await until(() => world.host.paths.includes("GET /api/ofauth/link/result"));
  return { ...world, answer };
}

const nothing = () => new Response("", { status: 404 });

describe("open() of <ofauth-connect> while a return is being read", () => {
  it("waits, and gives what the return brings, as everybody else hears it", async () => {
    sentAway();
    const { element, received, host, answer } = await reading();
    const [first, second] = [element.open(), element.open()];
    await quiet();
    expect(eventLog(received)).to.deep.equal([]);
    answer.resolve(json({ outcome: "cancelled", attemptId: returnedId }));
    const result = await first;
    expect(result).to.include({ outcome: "cancelled", attemptId: returnedId });
    expect(await second).to.equal(result);
    await quiet();
    expect(eventLog(received)).to.deep.equal(["→ cancelled", "cancel", "close"]);
    expect(host.paths).to.deep.equal(["GET /api/ofauth/link/result"]);
  });

  it("opens a flow when the return has brought nothing, one for all clicks", async () => {
    sentAway();
    const { element, received, host, answer, state } = await reading();
    start(element);
    start(element);
    await quiet();
    expect(eventLog(received)).to.deep.equal([]);
    answer.resolve(nothing());
    await state("open");
    expect(host.paths.slice(1)).to.deep.equal(["POST /api/ofauth/link/init"]);
    expect(eventLog(received)[0]).to.equal("before-open");
  });

  it("keeps the page's one flow: another element is busy, and may go on afterwards", async () => {
    sentAway();
    const { answer } = await reading();
    const other = await setup({ attributes: { mode: "popup" }, answers: { "link/init": () => session("loaded") } });
    fakePopup();
    expect(await other.element.open()).to.include({ outcome: "failed", code: "busy" });
    answer.resolve(nothing());
    await quiet();
    start(other.element);
    await other.state("open");
  });
});

describe("a return whose result cannot be had", () => {
  it("ends the attempt that this window was sent away with: an error and a close with its id", async () => {
    sentAway();
    const { received, answer, state, element } = await reading();
    answer.resolve(json({}, 500));
    await state("failed");
    await until(() => eventLog(received).includes("close"));
    expect(eventLog(received)).to.deep.equal(["→ failed", "error", "close"]);
    for (const { detail } of received) expect(detail["attemptId"]).to.equal(returnedId);
    expect(element.error).to.include({ code: "server_error", retryable: true });
    expect(element.error?.message).to.not.equal("server_error");
    expect(Object.keys(localStorage)).to.deep.equal([]);
    start(element);
    await state("open");
  });

  it("is silent for the record of another tab, which stays", async () => {
    sentAway({ own: false });
    const { received, answer, element } = await reading();
    answer.resolve(json({}, 500));
    await quiet();
    expect(eventLog(received)).to.deep.equal([]);
    expect(element.error).to.equal(null);
    expect(Object.keys(localStorage)).to.have.length(1);
  });
});

describe("handleCallback()", () => {
  it("takes a relative URL, as a router has it", async () => {
    sentAway();
    const { element, received } = await setup({ attributes: { callback: "manual" } });
    const address = location.href;
    expect(await element.handleCallback("/back?status=cancelled&step=login")).to.include({
      outcome: "cancelled",
      reason: "user",
      step: "login",
      attemptId: returnedId,
    });
    expect(eventLog(received)).to.deep.equal(["→ cancelled", "cancel", "close"]);
    expect(location.href).to.equal(address);
    expect(await element.handleCallback("/back?tab=2")).to.equal(null);
  });
});

describe("<ofauth-connect> that is required, with the page's own trigger in it", () => {
  it("is invalid, says why, and throws nothing", async () => {
    const trigger = document.createElement("button");
    trigger.append("Connect");
    const form = document.createElement("form");
    document.body.append(form);
    const { element, button } = await setup({ attributes: { required: "" }, content: [trigger], parent: form });
    await element.updateComplete;
    expect(button).to.equal(null);
    expect(element.matches(":invalid")).to.equal(true);
    expect(element.validity.valueMissing).to.equal(true);
    expect(element.validationMessage).to.equal("Connect an account to continue.");
    expect(form.checkValidity()).to.equal(false);
    form.remove();
  });
});

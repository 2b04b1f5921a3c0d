import { expect } from "@open-wc/testing";
import { fakeTime, hostedUrl, json, never, quiet, replace, until } from "../../browser/page-setup.js";
import { fakePopup, session, setup, start, eventLog } from "./connect-setup.js";
import { later, stayHere } from "./callback-setup.js";

const leaving = () => setup({ attributes: { mode: "redirect" } });

describe("<ofauth-connect> while a redirect leaves the page", () => {
  it("passes the accessibility audit", async () => {
    stayHere();
    const { element, state } = await leaving();
    start(element);
    await state("opening");
    await expect(element).to.be.accessible();
    element.close({ force: true });
  });

  it("offers to cancel, which ends the attempt and frees the page", async () => {
    const gone = stayHere();
    const { element, part, state, received, button, root } = await leaving();
    const ended = element.open();
    await state("opening");
    await until(() => part("action-cancel"));
    expect(gone).to.deep.equal([hostedUrl("loaded")]);
    expect(part("message")?.textContent).to.contain("Opening OFAuth…");
    expect(Object.keys(localStorage)).to.have.length(1);
    part("action-cancel")!.focus();
    part("action-cancel")!.click();
    expect(await ended).to.include({ outcome: "cancelled", reason: "user" });
    expect(eventLog(received).slice(-3)).to.deep.equal(["→ cancelled", "cancel", "close"]);
    await element.updateComplete;
    expect(part("message")).to.equal(null);
    expect(root.activeElement === button).to.equal(true);
    expect(Object.keys(localStorage)).to.deep.equal([]);
    const other = await setup();
    start(other.element);
    await other.state("open");
  });

  it("can be cancelled when a blocked window has become a redirect", async () => {
    const gone = stayHere();
    replace(window, "open", () => null);
    const { element, root, part, state, received } = await setup({ attributes: { mode: "popup" } });
    const ended = element.open();
    await until(() => root.querySelectorAll("dialog [part~=action-continue]").length === 2);
    root.querySelectorAll<HTMLElement>("dialog [part~=action-continue]")[1]!.click();
    await until(() => gone.length);
    await state("opening");
    expect(received.filter(({ type }) => type === "ofauth-open").map(({ detail }) => detail["mode"])).to.deep.equal([
      "redirect",
    ]);
    part("close")!.click();
    expect(await ended).to.include({ outcome: "cancelled", reason: "user" });
    expect(root.querySelector("dialog")).to.equal(null);
  });
});

describe("a window of <ofauth-connect> that is closed while it is blank", () => {
  const opened = async (late?: typeof never) => {
    const popup = fakePopup();
    const time = fakeTime();
    const answer = later<Response>();
    const world = await setup({
      attributes: { mode: "popup" },
      answers: { "link/init": late ?? (() => answer.promise) },
    });
    const ended = world.element.open();
    await until(() => world.host.requests.length);
    popup.closed = true;
    return { ...world, popup, time, answer, ended };
  };

  it("cancels the attempt when the session comes, before anybody has looked, and goes nowhere", async () => {
    const { ended, popup, answer, element } = await opened();
    answer.resolve(session());
    expect(await ended).to.include({ outcome: "cancelled", reason: "user" });
    await quiet();
    expect(popup.gone).to.deep.equal([]);
    expect(element.state).to.equal("cancelled");
    expect(Object.keys(localStorage)).to.deep.equal([]);
  });

  it("cancels the attempt without a session, too", async () => {
    const { ended, popup, time, host } = await opened(never);
    time.advance(500);
    expect(await ended).to.include({ outcome: "cancelled", reason: "user" });
    expect(popup.gone).to.deep.equal([]);
    expect(host.requests[0]?.init.signal?.aborted).to.equal(true);
    await quiet();
    expect(time.running).to.equal(0);
  });
});

describe("the focus of <ofauth-connect>", () => {
  it("goes from Try again to the button, when that goes away", async () => {
    const popup = fakePopup();
    let answer = (): Response | Promise<Response> => json({}, 500);
    const { element, part, button, root } = await setup({
      attributes: { mode: "popup" },
      answers: { "link/init": () => answer() },
    });
    await element.open();
    await element.updateComplete;
    popup.closed = false;
    answer = () => new Promise(() => undefined);
    part("action-retry")!.focus();
    part("action-retry")!.click();
    await element.updateComplete;
    await quiet();
    expect(part("action-retry")).to.equal(null);
    expect(document.activeElement === element).to.equal(true);
    expect(root.activeElement === button).to.equal(true);
    element.close({ force: true });
  });

  it("goes from the Cancel of an open window to the button", async () => {
    const popup = fakePopup();
    const { element, part, button, root, state } = await setup({ attributes: { mode: "popup" } });
    const ended = element.open();
    await state("open");
    await element.updateComplete;
    part("action-cancel")!.focus();
    part("action-cancel")!.click();
    expect(await ended).to.include({ outcome: "cancelled", reason: "user" });
    await element.updateComplete;
    expect(popup.closed).to.equal(true);
    expect(part("action-cancel")).to.equal(null);
    expect(document.activeElement === element).to.equal(true);
    expect(root.activeElement === button).to.equal(true);
  });
});

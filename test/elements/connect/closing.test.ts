import { expect } from "@open-wc/testing";
import { fakeTime, hostedUrl, json, never, quiet, replace, until } from "../../browser/page-setup.js";
import { fakePopup, session, setupConnect, start, eventLog } from "./connect-setup.js";
import { deferred, blockNavigation } from "./callback-setup.js";

const setupRedirect = () => setupConnect({ attributes: { mode: "redirect" } });

describe("<ofauth-connect> while a redirect leaves the page", () => {
  it("passes the accessibility audit", async () => {
    const navigation = await blockNavigation();
    const { element, state } = await setupRedirect();
    // Loads the audit: WebKit loads no module while it navigates.
    await expect(element).to.be.accessible();
    start(element);
    await state("opening");
    await navigation();
    await expect(element).to.be.accessible();
    element.close({ force: true });
  });

  it("offers to cancel, which ends the attempt and allows another one", async () => {
    const navigation = await blockNavigation();
    const { element, part, state, received, button, root } = await setupRedirect();
    const ended = element.open();
    await state("opening");
    await until(() => part("action-cancel"));
    expect(await navigation()).to.equal(hostedUrl("loaded"));
    expect(part("message")?.textContent).to.contain("Opening OFAuth…");
    expect(Object.keys(localStorage)).to.have.length(1);
    part("action-cancel")!.focus();
    part("action-cancel")!.click();
    expect(await ended).to.include({ outcome: "cancelled", reason: "user" });
    expect(eventLog(received).slice(-3)).to.deep.equal(["→ cancelled", "cancel", "close"]);
    await element.updateComplete;
    expect(part("message")).to.equal(null);
    expect(root.activeElement === button).to.equal(true);
    // The user may finish all the same, by a window of OFAuth's that is still open.
    expect(Object.keys(localStorage).map((key) => key.split(":")[1])).to.deep.equal(["ended"]);
    const other = await setupConnect();
    start(other.element);
    await other.state("open");
  });

  it("can be cancelled after a blocked popup became a redirect", async () => {
    const navigation = await blockNavigation();
    replace(window, "open", () => null);
    const { element, root, part, state, received } = await setupConnect({ attributes: { mode: "popup" } });
    const ended = element.open();
    await until(() => root.querySelectorAll("dialog [part~=action-continue]").length === 2);
    root.querySelectorAll<HTMLElement>("dialog [part~=action-continue]")[0]!.click();
    await navigation();
    await state("opening");
    expect(received.filter(({ type }) => type === "ofauth-open").map(({ detail }) => detail["mode"])).to.deep.equal([
      "redirect",
    ]);
    part("close")!.click();
    expect(await ended).to.include({ outcome: "cancelled", reason: "user" });
    expect(root.querySelector("dialog")).to.equal(null);
  });
});

describe("<ofauth-connect> whose popup is closed while it is blank", () => {
  const setupClosedPopup = async (respond?: typeof never) => {
    const popup = fakePopup();
    const time = fakeTime();
    const answer = deferred<Response>();
    const fixture = await setupConnect({
      attributes: { mode: "popup" },
      responses: { "link/init": respond ?? (() => answer.promise) },
    });
    const ended = fixture.element.open();
    await until(() => fixture.host.requests.length);
    popup.closed = true;
    return { ...fixture, popup, time, answer, ended };
  };

  it("cancels the attempt when the session arrives before the next poll, and does not navigate", async () => {
    const { ended, popup, answer, element } = await setupClosedPopup();
    answer.resolve(session());
    expect(await ended).to.include({ outcome: "cancelled", reason: "user" });
    await quiet();
    expect(popup.navigations).to.deep.equal([]);
    expect(element.state).to.equal("cancelled");
  });

  it("cancels the attempt before the session arrives", async () => {
    const { ended, popup, time, host } = await setupClosedPopup(never);
    time.advance(500);
    expect(await ended).to.include({ outcome: "cancelled", reason: "user" });
    expect(popup.navigations).to.deep.equal([]);
    expect(host.requests[0]?.init.signal?.aborted).to.equal(true);
    await quiet();
    expect(time.running).to.equal(0);
  });
});

describe("the focus of <ofauth-connect>", () => {
  it("moves from Try again to the button when Try again disappears", async () => {
    const popup = fakePopup();
    let answer = (): Response | Promise<Response> => json({}, 500);
    const { element, part, button, root } = await setupConnect({
      attributes: { mode: "popup" },
      responses: { "link/init": () => answer() },
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

  it("moves from Cancel to the button when an open popup is cancelled", async () => {
    const popup = fakePopup();
    const { element, part, button, root, state } = await setupConnect({ attributes: { mode: "popup" } });
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

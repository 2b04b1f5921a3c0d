/** An element whose window is not what it asked for, or cannot be reached any more. */
import { expect } from "@open-wc/testing";
import { fakeTime, hostedUrl, quiet, replace, until } from "../../browser/page-setup.js";
import { deferred } from "./callback-setup.js";
import { eventLog, fakePopup, setupConnect, start } from "./connect-setup.js";

const attributes = { mode: "popup" };

/** Makes links lead nowhere, and returns where they would have led. */
function holdLinks(): string[] {
  const hrefs: string[] = [];
  replace(HTMLAnchorElement.prototype, "click", function click(this: HTMLAnchorElement) {
    hrefs.push(this.href);
  });
  return hrefs;
}

describe("<ofauth-connect> to which open() gives the page's own window, as some in-app browsers do", () => {
  it("continues by redirect, with a session for it", async () => {
    replace(window, "open", () => window);
    const hrefs = holdLinks();
    const { element, host, state, received, part } = await setupConnect({ attributes });
    start(element);
    await state("opening");
    expect(hrefs).to.deep.equal([hostedUrl("loaded")]);
    expect(host.requests.at(-1)?.body).to.include({ mode: "redirect" });
    expect(received.filter(({ type }) => type === "ofauth-open").map(({ detail }) => detail["mode"])).to.deep.equal([
      "redirect",
    ]);
    expect(eventLog(received)).to.not.include("stall");
    await until(() => part("action-cancel"));
    part("action-cancel")!.click();
    await state("cancelled");
  });

  it("does not close the page when it is closed before its code has loaded", async () => {
    const closed: Window[] = [];
    replace(window, "open", () => window);
    replace(window, "close", () => closed.push(window));
    const { element } = await setupConnect({ attributes });
    const ended = element.open();
    element.close();
    expect(await ended).to.include({ outcome: "cancelled", reason: "host" });
    expect(closed).to.deep.equal([]);
  });
});

describe("<ofauth-connect> to which open() gives no window", () => {
  for (const [what, open] of [
    ["a stand-in without a document", () => ({ close() {}, addEventListener() {} })],
    ["an error", () => assertRefused()],
  ] as const) {
    it(`stalls as blocked on ${what}, and leaves nothing locked`, async () => {
      replace(window, "open", open);
      const { element, received, root, state } = await setupConnect({ attributes });
      const ended = element.open();
      await until(() => root.querySelector("dialog [part~=action-continue]"));
      const stalls = received.filter(({ type }) => type === "ofauth-stall");
      expect(stalls.map(({ detail }) => detail["code"])).to.deep.equal(["popup_blocked"]);
      element.close({ force: true });
      expect(await ended).to.include({ outcome: "failed", code: "popup_blocked" });
      const popup = fakePopup();
      start(element);
      await state("open");
      expect(popup.navigations).to.have.length(1);
      element.close();
    });
  }

  it("does not offer first the window that was refused", async () => {
    replace(window, "open", () => null);
    const { element, root } = await setupConnect({ attributes });
    start(element);
    const [first, second] = await until(() => {
      const actions = [...root.querySelectorAll("dialog [part~=panel] button")];
      return actions.length === 2 && actions;
    });
    expect([first?.textContent, first?.className]).to.deep.equal(["Continue on OFAuth", "primary"]);
    expect([second?.textContent, second?.className]).to.deep.equal(["Open in a new window", ""]);
    element.close({ force: true });
  });
});

function assertRefused(): never {
  throw new TypeError("refused");
}

describe("<ofauth-connect> whose window looks closed", () => {
  async function setup() {
    const time = fakeTime();
    const popup = fakePopup();
    const answer = deferred<Response>();
    let reads = 0;
    const result = await setupConnect({
      attributes,
      responses: { "link/result": () => (reads++, answer.promise) },
    });
    start(result.element);
    await result.state("open");
    await result.element.updateComplete;
    return { ...result, time, popup, answer, reads: () => reads };
  }
  const actions = ({ root }: { root: ShadowRoot }) =>
    [...root.querySelectorAll("[part=message] button")].map(({ textContent }) => textContent);

  it("offers to switch to it only while it can be reached, and Cancel until its session expires", async () => {
    const found = await setup();
    expect(actions(found)).to.deep.equal(["Switch to window", "Cancel"]);
    found.popup.closed = true;
    found.time.advance(500);
    await found.element.updateComplete;
    expect(actions(found)).to.deep.equal(["Cancel"]);
    found.time.advance(3_590_000);
    expect([found.element.state, found.reads()]).to.deep.equal(["open", 0]);
    found.time.advance(20_000);
    expect(found.element.state).to.equal("failed");
    expect(found.element.error).to.include({ code: "session_expired", retryable: true });
  });

  it("reads the result when the user is back, and reports the account", async () => {
    const found = await setup();
    found.popup.closed = true;
    found.time.advance(500);
    window.dispatchEvent(new Event("focus"));
    found.time.advance(0);
    await until(found.reads);
    const attemptId = String(found.received[0]?.detail["attemptId"]);
    const connection = { id: "conn_1", status: "active", permissions: ["messages"], imported: false };
    found.answer.resolve(Response.json({ outcome: "connected", attemptId, connection }));
    await found.state("connected");
    expect(found.element.connection?.id).to.equal("conn_1");
    await quiet();
    expect(found.reads()).to.equal(1);
  });

  it("reads the result without a channel, when the window that was on OFAuth's page has closed", async () => {
    replace(window, "BroadcastChannel", undefined);
    const found = await setup();
    found.popup.isAway = true;
    found.time.advance(1000);
    found.popup.closed = true;
    found.time.advance(500);
    await until(found.reads);
    const attemptId = String(found.received[0]?.detail["attemptId"]);
    const connection = { id: "conn_1", status: "active", permissions: ["messages"], imported: false };
    found.answer.resolve(Response.json({ outcome: "connected", attemptId, connection }));
    await found.state("connected");
  });
});

import { expect } from "@open-wc/testing";
import { createLink } from "../../../src/link.js";
import { OFAuthConnect } from "../../../src/elements/connect/element.js";
import { afterwards, fakeHost, hostedOrigin, json, quiet, until } from "../../browser/page-setup.js";
import { anEntry, record, session } from "../connect/connect-setup.js";
import { names, noting, setupLink } from "./link-setup.js";
import { returnedId, sentAway, stayHere } from "../connect/callback-setup.js";

/** The address has what OFAuth added to it. */
function cameBack(parameters = "status=cancelled&step=login"): void {
  const address = location.href;
  history.replaceState(null, "", `${location.pathname}?${location.search.slice(1)}&${parameters}`);
  afterwards(() => history.replaceState(null, "", address));
}

function aLink(id: string) {
  const { calls, options } = noting();
  const link = createLink({ id, linkOrigins: hostedOrigin, ...options });
  afterwards(() => link.destroy());
  return { link, calls };
}

const end = ["→ cancelled", "onCancel", "onClose"];

describe("a link on a page that has come back", () => {
  beforeEach(() => void fakeHost({}));

  it("reads the return by itself, and cleans the address", async () => {
    sentAway({ sender: "ofauth-link" });
    cameBack();
    const { link, calls } = aLink("ofauth-link");
    expect(document.getElementById("ofauth-link") === null).to.equal(true);
    await until(() => calls.some(({ name }) => name === "onClose"));
    expect(names(calls)).to.deep.equal(end);
    expect(calls.at(-1)?.detail).to.deep.equal({ outcome: "cancelled", attemptId: returnedId });
    expect(link.state).to.equal("cancelled");
    expect(new URLSearchParams(location.search).has("status")).to.equal(false);
  });

  it("leaves it alone if it is to be read by hand, and if it is destroyed at once", async () => {
    sentAway();
    cameBack();
    const thrownAway = createLink();
    thrownAway.destroy();
    const { calls, options } = noting();
    const link = createLink({ callback: "manual", ...options });
    afterwards(() => link.destroy());
    await quiet();
    expect(calls).to.deep.equal([]);
    expect(document.getElementById("ofauth-link") === null).to.equal(true);
    expect(new URLSearchParams(location.search).has("status")).to.equal(true);
    expect(await link.handleCallback()).to.include({ outcome: "cancelled", attemptId: returnedId, step: "login" });
    expect(names(calls)).to.deep.equal(end);
    expect(await link.handleCallback(), "once").to.equal(null);
  });

  it("reads it from a URL that the router kept, and rejects one without a pending attempt", async () => {
    const { link, calls } = aLink("ofauth-link");
    expect(await link.handleCallback("/done?status=cancelled")).to.include({ code: "unsolicited_callback" });
    sentAway();
    expect(await link.handleCallback("/done?status=cancelled")).to.include({ outcome: "cancelled" });
    expect(names(calls)).to.deep.equal(["onError", ...end]);
  });

  it("is the one that hears it of several links, if it had sent the page away", async () => {
    sentAway({ sender: "second" });
    cameBack();
    const [first, second] = [aLink("first"), aLink("second")];
    await until(() => second.calls.length === end.length);
    expect(names(second.calls)).to.deep.equal(end);
    expect(first.calls).to.deep.equal([]);
  });

  for (const [sender, reader] of [
    ["ofauth-link", "link"],
    ["button", "element"],
  ] as const) {
    it(`reads it or leaves it to an element of the page, whichever was sent away: ${reader}`, async () => {
      OFAuthConnect.define();
      sentAway({ sender });
      cameBack();
      const element = document.createElement("ofauth-connect");
      element.id = "button";
      const received = record(element);
      document.body.append(element);
      afterwards(() => element.remove());
      const { calls } = aLink("ofauth-link");
      await until(() => calls.length + received.length === end.length);
      await quiet();
      expect([calls.length, received.length]).to.deep.equal(reader === "link" ? [3, 0] : [0, 3]);
    });
  }

  it("sends the page away under its own id", async () => {
    const gone = stayHere();
    const { link, state } = setupLink({ options: { mode: "redirect" }, answers: { "link/init": () => session() } });
    const ended = link.open();
    await until(() => gone.length);
    await state("opening");
    expect(sessionStorage.getItem("ofauth-link:element")).to.equal("ofauth-link");
    link.close();
    expect(await ended).to.include({ outcome: "cancelled" });
  });

  it("keeps the connection that a return brings", async () => {
    fakeHost({ "link/complete": () => json(anEntry("conn_9")) });
    sentAway();
    cameBack("status=success&connection_id=conn_9");
    const { link, calls } = aLink("ofauth-link");
    await until(() => calls.some(({ name }) => name === "onClose"));
    expect(names(calls)).to.include("onSuccess");
    expect(link.connection?.id).to.equal("conn_9");
  });
});

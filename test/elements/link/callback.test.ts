import { expect } from "@open-wc/testing";
import { createLink } from "../../../src/link.js";
import { OFAuthConnect } from "../../../src/elements/connect/element.js";
import { afterwards, fakeHost, hostedOrigin, json, quiet, until } from "../../browser/page-setup.js";
import { connectionEntry, recordEvents, session } from "../connect/connect-setup.js";
import { names, recordCallbacks, setupLink } from "./link-setup.js";
import { callbackAttemptId, leaveByRedirect, blockNavigation } from "../connect/callback-setup.js";

/** Adds the parameters to the address that OFAuth adds. */
function addCallbackParameters(parameters = "status=cancelled&step=login"): void {
  const address = location.href;
  history.replaceState(null, "", `${location.pathname}?${location.search.slice(1)}&${parameters}`);
  afterwards(() => history.replaceState(null, "", address));
}

function createRecordedLink(id: string) {
  const { calls, options } = recordCallbacks();
  const link = createLink({ id, linkOrigins: hostedOrigin, ...options });
  afterwards(() => link.destroy());
  return { link, calls };
}

const cancelCallbacks = ["→ cancelled", "onCancel", "onClose"];

describe("createLink on a page with a callback", () => {
  beforeEach(() => void fakeHost({}));

  it("reads the callback and removes its parameters from the address", async () => {
    leaveByRedirect({ sender: "ofauth-link" });
    addCallbackParameters();
    const { link, calls } = createRecordedLink("ofauth-link");
    expect(document.getElementById("ofauth-link") === null).to.equal(true);
    await until(() => calls.some(({ name }) => name === "onClose"));
    expect(names(calls)).to.deep.equal(cancelCallbacks);
    expect(calls.at(-1)?.detail).to.deep.equal({ outcome: "cancelled", attemptId: callbackAttemptId });
    expect(link.state).to.equal("cancelled");
    expect(new URLSearchParams(location.search).has("status")).to.equal(false);
  });

  it("does not read the callback with callback manual, or when it is destroyed at once", async () => {
    leaveByRedirect();
    addCallbackParameters();
    const unused = createLink();
    unused.destroy();
    const { calls, options } = recordCallbacks();
    const link = createLink({ callback: "manual", ...options });
    afterwards(() => link.destroy());
    await quiet();
    expect(calls).to.deep.equal([]);
    expect(document.getElementById("ofauth-link") === null).to.equal(true);
    expect(new URLSearchParams(location.search).has("status")).to.equal(true);
    expect(await link.handleCallback()).to.include({
      outcome: "cancelled",
      attemptId: callbackAttemptId,
      step: "login",
    });
    expect(names(calls)).to.deep.equal(cancelCallbacks);
    expect(await link.handleCallback(), "once").to.equal(null);
  });

  it("reads a URL that the router kept, and rejects one without a pending attempt", async () => {
    const { link, calls } = createRecordedLink("ofauth-link");
    const full = "/done?status=cancelled&step=login";
    expect(await link.handleCallback(full)).to.include({ code: "unsolicited_callback" });
    leaveByRedirect();
    expect(await link.handleCallback("/done?status=cancelled")).to.include({ outcome: "cancelled" });
    expect(names(calls)).to.deep.equal(["onError", ...cancelCallbacks]);
  });

  it("notifies only the link that left the page", async () => {
    leaveByRedirect({ sender: "second" });
    addCallbackParameters();
    const [first, second] = [createRecordedLink("first"), createRecordedLink("second")];
    await until(() => second.calls.length === cancelCallbacks.length);
    expect(names(second.calls)).to.deep.equal(cancelCallbacks);
    expect(first.calls).to.deep.equal([]);
  });

  for (const [sender, reader] of [
    ["ofauth-link", "link"],
    ["button", "element"],
  ] as const) {
    it(`reads the callback only if the link left the page, not an element: ${reader}`, async () => {
      OFAuthConnect.define();
      leaveByRedirect({ sender });
      addCallbackParameters();
      const element = document.createElement("ofauth-connect");
      element.id = "button";
      const received = recordEvents(element);
      document.body.append(element);
      afterwards(() => element.remove());
      const { calls } = createRecordedLink("ofauth-link");
      await until(() => calls.length + received.length === cancelCallbacks.length);
      await quiet();
      expect([calls.length, received.length]).to.deep.equal(reader === "link" ? [3, 0] : [0, 3]);
    });
  }

  it("stores its id when it leaves the page", async () => {
    const navigation = await blockNavigation();
    const { link, state } = setupLink({ options: { mode: "redirect" }, responses: { "link/init": () => session() } });
    const ended = link.open();
    await navigation();
    await state("opening");
    expect(sessionStorage.getItem("ofauth-link:element")).to.equal("ofauth-link");
    link.close();
    expect(await ended).to.include({ outcome: "cancelled" });
  });

  it("keeps the connection of a successful callback", async () => {
    fakeHost({ "link/complete": () => json(connectionEntry("conn_9")) });
    leaveByRedirect();
    addCallbackParameters("status=success&connection_id=conn_9");
    const { link, calls } = createRecordedLink("ofauth-link");
    await until(() => calls.some(({ name }) => name === "onClose"));
    expect(names(calls)).to.include("onSuccess");
    expect(link.connection?.id).to.equal("conn_9");
  });
});

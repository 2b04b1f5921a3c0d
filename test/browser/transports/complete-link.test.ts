import { expect } from "@open-wc/testing";
import { completeLink, type CompletedLink } from "../../../src/callback.js";
import { callbackReceipt, callbackChannelName } from "../../../src/protocol/callback-channel.js";
import { windowAttemptKey } from "../../../src/protocol/storage-keys.js";
import { afterwards, fakeTime, replace, until } from "../page-setup.js";

const savePendingAttempt = (mode: "popup" | "redirect", own = true) => {
  localStorage.setItem(`ofauth-link:${mode}:attempt-1`, JSON.stringify({ startedAt: Date.now() }));
  if (own) sessionStorage.setItem(windowAttemptKey, "attempt-1");
};

describe("completeLink() on the host's callback page", () => {
  it("resolves to not-a-return for invalid URLs and for URLs without OFAuth's parameters", async () => {
    savePendingAttempt("popup");
    for (const url of ["garbage", "", "//", "http://", "https://[", "/back?tab=2", "?status=open", "\u0000"]) {
      expect(await completeLink(url), JSON.stringify(url)).to.equal("not-a-return");
    }
    expect(localStorage).to.have.length(1);
  });

  it("resolves to unsolicited for a callback without a pending attempt, absolute or relative", async () => {
    const address = location.href;
    for (const url of ["/back?status=cancelled", "https://app.example/?status=success&connection_id=conn_1"]) {
      expect(await completeLink(url)).to.equal("unsolicited");
    }
    expect(location.href).to.equal(address);
  });

  it("leaves the callback of a redirect to the element", async () => {
    savePendingAttempt("redirect");
    expect(await completeLink("?status=cancelled")).to.equal("not-a-window");
    expect(localStorage).to.have.length(1);
  });

  it("hands off the callback of a popup, malformed or not, and closes the window", async () => {
    let closed = 0;
    replace(window, "close", () => void closed++);
    for (const query of ["?status=cancelled", "?status=success", "?status=error&status=error"]) {
      savePendingAttempt("popup");
      const channel = new BroadcastChannel(callbackChannelName("attempt-1"));
      afterwards(() => channel.close());
      const received: unknown[] = [];
      channel.addEventListener("message", ({ data }) => {
        received.push(data);
        channel.postMessage(callbackReceipt);
      });
      expect(await completeLink(`/back${query}`), query).to.equal("handed-over");
      expect(received).to.deep.equal([{ type: "ofauth-link-returned", query }]);
      channel.close();
      // The page that waits removes it, when the outcome is confirmed.
      expect(localStorage).to.have.length(1);
    }
    expect(closed).to.equal(3);
  });

  it("does not hand off from another window than the popup: anyone can write a link", async () => {
    savePendingAttempt("popup", false);
    const channel = new BroadcastChannel(callbackChannelName("attempt-1"));
    afterwards(() => channel.close());
    channel.addEventListener("message", () => expect.fail("handed off"));
    expect(await completeLink("?status=success&connection_id=conn_1")).to.equal("unsolicited");
    expect(localStorage).to.have.length(1);
  });

  it("resolves to nobody-waits and keeps the window open when no page answers", async () => {
    const time = fakeTime();
    replace(window, "close", () => expect.fail("closed"));
    savePendingAttempt("popup");
    const completed = completeLink("?status=cancelled");
    await until(() => time.running);
    time.advance(1000);
    expect(await completed).to.equal("nobody-waits");
  });

  it("runs once on import, with the page's address", async () => {
    replace(window, "close", () => undefined);
    const address = location.href;
    afterwards(() => history.replaceState(null, "", address));
    const back = `${location.pathname}?${location.search.slice(1)}&tab=2&status=cancelled&step=login#top`;
    history.replaceState(null, "", back);
    savePendingAttempt("popup");
    const channel = new BroadcastChannel(callbackChannelName("attempt-1"));
    afterwards(() => channel.close());
    channel.addEventListener("message", () => channel.postMessage(callbackReceipt));
    // With another specifier it is another module, which has not run yet.
    const secondCopy = "../../../src/callback.ts?again";
    const { completed } = (await import(secondCopy)) as { readonly completed: Promise<CompletedLink> };
    expect(await completed).to.equal("handed-over");
    expect(new URL(location.href).searchParams.has("status")).to.equal(false);
    expect(location.href).to.contain("&tab=2#top");
    expect(await completeLink()).to.equal("not-a-return");
  });
});

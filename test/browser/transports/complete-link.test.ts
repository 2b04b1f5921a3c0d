import { expect } from "@open-wc/testing";
import { completeLink, type CompletedLink } from "../../../src/callback.js";
import { callbackReceipt, callbackChannelName } from "../../../src/protocol/callback-channel.js";
import { afterwards, fakeTime, replace, until } from "../page-setup.js";

const remember = (mode: "popup" | "redirect", id = "attempt-1") =>
  localStorage.setItem(`ofauth-link:${mode}:${id}`, JSON.stringify({ startedAt: Date.now() }));

describe("completeLink() on a callback page of the host's own", () => {
  it("answers not-a-return for an invalid URL and for one without OFAuth's parameters, and never rejects", async () => {
    remember("popup");
    for (const url of ["garbage", "", "//", "http://", "https://[", "/back?tab=2", "?status=open", "\u0000"]) {
      expect(await completeLink(url), JSON.stringify(url)).to.equal("not-a-return");
    }
    expect(localStorage).to.have.length(1);
  });

  it("answers unsolicited for a callback without a pending attempt, relative or absolute", async () => {
    const address = location.href;
    for (const url of ["/back?status=cancelled", "https://app.example/?status=success&connection_id=conn_1"]) {
      expect(await completeLink(url)).to.equal("unsolicited");
    }
    expect(location.href).to.equal(address);
  });

  it("leaves a redirect's return to the element", async () => {
    remember("redirect");
    expect(await completeLink("?status=cancelled")).to.equal("not-a-window");
    expect(localStorage).to.have.length(1);
  });

  it("hands a window's return over, malformed or not, and closes", async () => {
    let closed = 0;
    replace(window, "close", () => void closed++);
    for (const query of ["?status=cancelled", "?status=success", "?status=error&status=error"]) {
      remember("popup");
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
      expect(localStorage).to.have.length(0);
    }
    expect(closed).to.equal(3);
  });

  it("says that nobody waits when nobody answers, and stays", async () => {
    const time = fakeTime();
    replace(window, "close", () => expect.fail("closed"));
    remember("popup");
    const done = completeLink("?status=cancelled");
    await until(() => time.running);
    time.advance(1000);
    expect(await done).to.equal("nobody-waits");
  });

  it("is done by the import itself, with the page's own address, once", async () => {
    replace(window, "close", () => undefined);
    const address = location.href;
    afterwards(() => history.replaceState(null, "", address));
    const back = `${location.pathname}?${location.search.slice(1)}&tab=2&status=cancelled&step=login#top`;
    history.replaceState(null, "", back);
    remember("popup");
    const channel = new BroadcastChannel(callbackChannelName("attempt-1"));
    afterwards(() => channel.close());
    channel.addEventListener("message", () => channel.postMessage(callbackReceipt));
    // Under another name it is another module, which has not been run.
    const again = "../../../src/callback.ts?again";
    const { completed } = (await import(again)) as { readonly completed: Promise<CompletedLink> };
    expect(await completed).to.equal("handed-over");
    expect(new URL(location.href).searchParams.has("status")).to.equal(false);
    expect(location.href).to.contain("&tab=2#top");
    expect(await completeLink()).to.equal("not-a-return");
  });
});

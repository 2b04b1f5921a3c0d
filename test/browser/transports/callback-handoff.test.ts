import { expect } from "@open-wc/testing";
import { handOffCallback } from "../../../src/browser/transports/callback-handoff.js";
import { callbackReceipt, callbackChannelName } from "../../../src/protocol/callback-channel.js";
import { FakeClock } from "../../support/fake-ports.js";
import { afterwards, quiet, until } from "../page-setup.js";

/** A page that waits on the callback channel of `attemptId`. */
function setupHandoff(attemptId = "attempt-1") {
  const clock = new FakeClock();
  const received: unknown[] = [];
  const channel = new BroadcastChannel(callbackChannelName(attemptId));
  channel.addEventListener("message", ({ data }) => received.push(data));
  afterwards(() => channel.close());
  return { clock, received, reply: (data: unknown) => channel.postMessage(data), channel };
}

describe("handOffCallback", () => {
  it("resolves to true when the waiting page sends the receipt", async () => {
    const { clock, received, reply } = setupHandoff();
    const handedOff = handOffCallback(window, "attempt-1", "?status=cancelled", clock);
    await until(() => received.length);
    expect(received).to.deep.equal([{ type: "ofauth-link-returned", query: "?status=cancelled" }]);
    reply(callbackReceipt);
    expect(await handedOff).to.equal(true);
    expect(clock.running).to.equal(0);
  });

  it("resolves to false after one second without a receipt", async () => {
    const { clock } = setupHandoff();
    const handedOff = handOffCallback(window, "attempt-1", null, clock);
    clock.advance(999);
    expect(clock.running).to.equal(1);
    clock.advance(1);
    expect(await handedOff).to.equal(false);
  });

  it("ignores messages other than the receipt", async () => {
    const { clock, reply, received } = setupHandoff();
    const handedOff = handOffCallback(window, "attempt-1", null, clock);
    await until(() => received.length);
    for (const data of [null, "ofauth-link-received", [], {}, { type: "ofauth-link-returned", query: null }])
      reply(data);
    await quiet();
    expect(clock.running).to.equal(1);
    clock.advance(1000);
    expect(await handedOff).to.equal(false);
  });

  it("does not reach a page that waits for another attempt", async () => {
    const { clock, received } = setupHandoff("attempt-2");
    const handedOff = handOffCallback(window, "attempt-1", null, clock);
    await quiet();
    clock.advance(1000);
    expect(await handedOff).to.equal(false);
    expect(received).to.deep.equal([]);
  });
});

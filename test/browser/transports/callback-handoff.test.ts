import { expect } from "@open-wc/testing";
import { handOffCallback } from "../../../src/browser/transports/callback-handoff.js";
import { callbackReceipt, callbackChannelName } from "../../../src/protocol/callback-channel.js";
import { FakeClock } from "../../support/fake-ports.js";
import { afterwards, quiet, until } from "../page-setup.js";

function setup(attemptId = "attempt-1") {
  const clock = new FakeClock();
  const received: unknown[] = [];
  const waiting = new BroadcastChannel(callbackChannelName(attemptId));
  waiting.addEventListener("message", ({ data }) => received.push(data));
  afterwards(() => waiting.close());
  return { clock, received, answer: (data: unknown) => waiting.postMessage(data), waiting };
}

describe("handing over what a window has brought back", () => {
  it("is true as soon as the page that waits has answered", async () => {
    const { clock, received, answer } = setup();
    const handed = handOffCallback("attempt-1", "?status=cancelled", clock);
    await until(() => received.length);
    expect(received).to.deep.equal([{ type: "ofauth-link-returned", query: "?status=cancelled" }]);
    answer(callbackReceipt);
    expect(await handed).to.equal(true);
    expect(clock.running).to.equal(0);
  });

  it("resolves with false when no page answers within a second", async () => {
    const { clock } = setup();
    const handed = handOffCallback("attempt-1", null, clock);
    clock.advance(999);
    expect(clock.running).to.equal(1);
    clock.advance(1);
    expect(await handed).to.equal(false);
  });

  it("takes nothing but the answer for an answer", async () => {
    const { clock, answer, received } = setup();
    const handed = handOffCallback("attempt-1", null, clock);
    await until(() => received.length);
    for (const data of [null, "ofauth-link-received", [], {}, { type: "ofauth-link-returned", query: null }])
      answer(data);
    await quiet();
    expect(clock.running).to.equal(1);
    clock.advance(1000);
    expect(await handed).to.equal(false);
  });

  it("does not reach a page that waits for another attempt", async () => {
    const { clock, received } = setup("attempt-2");
    const handed = handOffCallback("attempt-1", null, clock);
    await quiet();
    clock.advance(1000);
    expect(await handed).to.equal(false);
    expect(received).to.deep.equal([]);
  });
});

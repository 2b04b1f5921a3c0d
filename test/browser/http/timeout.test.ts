import { expect } from "@open-wc/testing";
import { answerWithin, within } from "../../../src/browser/http/timeout.js";
import { isConnectError } from "../../../src/protocol/error-codes.js";
import { fakeTime } from "../page-setup.js";

describe("a deadline for the host's own code", () => {
  it("gives what the work gives, a promise or not, and leaves no timer", async () => {
    const time = fakeTime();
    expect(await within(1)).to.equal(1);
    expect(await within(Promise.resolve(2))).to.equal(2);
    expect(time.running).to.equal(0);
  });

  it("fails as the work fails, and leaves no timer", async () => {
    const time = fakeTime();
    const error = new Error("theirs");
    expect(await within(Promise.reject(error)).catch((thrown: unknown) => thrown)).to.equal(error);
    expect(time.running).to.equal(0);
  });

  it("is a timeout after 15 seconds", async () => {
    const time = fakeTime();
    let thrown: unknown;
    const waiting = within(new Promise(() => undefined)).catch((error: unknown) => (thrown = error));
    time.advance(answerWithin - 1);
    expect(time.running).to.equal(1);
    time.advance(1);
    await waiting;
    expect(isConnectError(thrown) && thrown.code).to.equal("timeout");
    expect(time.running).to.equal(0);
    expect(answerWithin).to.equal(15_000);
  });
});

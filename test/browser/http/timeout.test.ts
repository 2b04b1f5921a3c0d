import { expect } from "@open-wc/testing";
import { HOST_RESPONSE_TIMEOUT_MS } from "../../../src/connect/timeouts.js";
import { withTimeout } from "../../../src/browser/http/timeout.js";
import { isConnectError } from "../../../src/protocol/error-codes.js";
import { fakeTime } from "../page-setup.js";

describe("a deadline for the host's own code", () => {
  it("gives what the work gives, a promise or not, and leaves no timer", async () => {
    const time = fakeTime();
    expect(await withTimeout(1)).to.equal(1);
    expect(await withTimeout(Promise.resolve(2))).to.equal(2);
    expect(time.running).to.equal(0);
  });

  it("fails as the work fails, and leaves no timer", async () => {
    const time = fakeTime();
    const error = new Error("theirs");
    expect(await withTimeout(Promise.reject(error)).catch((thrown: unknown) => thrown)).to.equal(error);
    expect(time.running).to.equal(0);
  });

  it("is a timeout after 15 seconds", async () => {
    const time = fakeTime();
    let thrown: unknown;
    const waiting = withTimeout(new Promise(() => undefined)).catch((error: unknown) => (thrown = error));
    time.advance(HOST_RESPONSE_TIMEOUT_MS - 1);
    expect(time.running).to.equal(1);
    time.advance(1);
    await waiting;
    expect(isConnectError(thrown) && thrown.code).to.equal("timeout");
    expect(time.running).to.equal(0);
    expect(HOST_RESPONSE_TIMEOUT_MS).to.equal(15_000);
  });
});

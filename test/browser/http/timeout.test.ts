import { expect } from "@open-wc/testing";
import { HOST_RESPONSE_TIMEOUT_MS } from "../../../src/connect/timeouts.js";
import { withHostTimeout } from "../../../src/browser/http/timeout.js";
import { isConnectError } from "../../../src/protocol/error-codes.js";
import { fakeTime } from "../page-setup.js";

describe("withHostTimeout", () => {
  it("resolves with the result, a promise or not, and clears its timer", async () => {
    const time = fakeTime();
    expect(await withHostTimeout(1)).to.equal(1);
    expect(await withHostTimeout(Promise.resolve(2))).to.equal(2);
    expect(time.running).to.equal(0);
  });

  it("rejects with the work's error, and clears its timer", async () => {
    const time = fakeTime();
    const error = new Error("the host's error");
    expect(await withHostTimeout(Promise.reject(error)).catch((thrown: unknown) => thrown)).to.equal(error);
    expect(time.running).to.equal(0);
  });

  it("rejects with timeout after 15 seconds", async () => {
    const time = fakeTime();
    let thrown: unknown;
    const pending = withHostTimeout(new Promise(() => undefined)).catch((error: unknown) => (thrown = error));
    time.advance(HOST_RESPONSE_TIMEOUT_MS - 1);
    expect(time.running).to.equal(1);
    time.advance(1);
    await pending;
    expect(isConnectError(thrown) && thrown.code).to.equal("timeout");
    expect(time.running).to.equal(0);
    expect(HOST_RESPONSE_TIMEOUT_MS).to.equal(15_000);
  });
});

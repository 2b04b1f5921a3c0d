import { expect } from "@open-wc/testing";
import { markWindow, PendingAttempts } from "../../../src/browser/transports/pending-attempts.js";
import { readCallback } from "../../../src/browser/transports/callback.js";
import { ConnectError, isConnectError } from "../../../src/protocol/error-codes.js";
import { callbackReceipt, callbackChannelName } from "../../../src/protocol/callback-channel.js";
import type { LinkResult } from "../../../src/protocol/link-contract.js";
import { FakeLinkApi, FakeClock } from "../../support/fake-ports.js";
import { afterwards, until } from "../page-setup.js";

const success = "?status=success&connection_id=conn_1&client_reference_id=u1";

function setup(href = `https://app.example/page${success}`, type = "navigate") {
  const clock = new FakeClock();
  const backend = new FakeLinkApi([]);
  const addresses: string[] = [];
  const page = {
    localStorage,
    sessionStorage,
    location: { href },
    history: {
      state: { theirs: 1 },
      replaceState: (state: unknown, _: string, to: string) => addresses.push(`${JSON.stringify(state)} ${to}`),
    },
    performance: { getEntriesByType: () => [{ type }] },
    closed: false,
    close: () => void (page.closed = true),
  };
  const view = page as unknown as Window;
  const pending = new PendingAttempts(view, clock);
  return {
    clock,
    backend,
    addresses,
    page,
    pending,
    /** This window was sent away with `attemptId`. */
    mark: (attemptId = "attempt-1") => markWindow(view, attemptId),
    read: (url?: string) =>
      readCallback({ window: view, clock, backend, url }).catch((error: unknown) =>
        isConnectError(error) ? error.code : `not ours: ${String(error)}`,
      ),
  };
}

describe("a page that loads after it was left for OFAuth", () => {
  it("reads OFAuth's parameters once, and takes exactly them out of its address", async () => {
    const { read, pending, addresses } = setup(`https://app.example/page${success}&tab=2&step=#part`);
    pending.save("attempt-1", "redirect");
    const back = await read();
    expect(back).to.deep.equal({
      attemptId: "attempt-1",
      result: { outcome: "success", connectionId: "conn_1", clientReferenceId: "u1" },
    });
    expect(addresses).to.deep.equal(['{"theirs":1} https://app.example/page?tab=2#part']);
    expect(pending.list()).to.deep.equal([]);
    expect(await read()).to.equal("unsolicited_callback");
  });

  it("rejects a callback without a pending attempt, and leaves the address unchanged", async () => {
    const { read, addresses, backend } = setup();
    expect(await read()).to.equal("unsolicited_callback");
    expect(addresses).to.deep.equal([]);
    expect(backend.results).to.deep.equal([]);
  });

  it("removes the record before it looks at what is wrong with the parameters", async () => {
    for (const query of [
      "?status=success",
      `${success}&status=error`,
      "?status=nope&connection_id=conn_1",
      "?status=error&connection_id=conn_1",
    ]) {
      const { read, pending } = setup(`https://app.example/${query}`);
      pending.save("attempt-1", "redirect");
      expect(await read(), query).to.deep.equal({
        attemptId: "attempt-1",
        result: { outcome: "failed", attemptId: "attempt-1", code: "bad_response" },
      });
      expect(pending.list()).to.deep.equal([]);
    }
  });

  it("reads the record of this window first", async () => {
    const { read, pending, clock, mark } = setup();
    pending.save("attempt-1", "redirect");
    clock.advance(1000);
    pending.save("attempt-2", "redirect");
    mark("attempt-1");
    expect(await read()).to.include({ attemptId: "attempt-1" });
    expect(pending.list().map(({ attemptId }) => attemptId)).to.deep.equal(["attempt-2"]);
  });

  it("reads a URL that the host has kept, and leaves the address bar alone", async () => {
    const { read, pending, addresses } = setup("https://app.example/");
    pending.save("attempt-1", "redirect");
    expect(await read("https://app.example/back?status=cancelled&step=login")).to.deep.equal({
      attemptId: "attempt-1",
      result: { outcome: "cancelled", step: "login" },
    });
    expect(addresses).to.deep.equal([]);
    expect(await read("https://app.example/back?tab=2")).to.equal(undefined);
  });

  it("takes a relative URL for one of the page's own", async () => {
    const { read, pending } = setup("https://app.example/");
    pending.save("attempt-1", "redirect");
    expect(await read("/back?status=cancelled")).to.deep.equal({
      attemptId: "attempt-1",
      result: { outcome: "cancelled", step: undefined },
    });
  });

  it("hands a window's return to the page that waits, and closes", async () => {
    const { read, pending, page } = setup();
    pending.save("attempt-1", "popup");
    const channel = new BroadcastChannel(callbackChannelName("attempt-1"));
    afterwards(() => channel.close());
    const received: unknown[] = [];
    channel.addEventListener("message", ({ data }) => {
      received.push(data);
      channel.postMessage(callbackReceipt);
    });
    expect(await read()).to.equal(undefined);
    expect(received).to.deep.equal([{ type: "ofauth-link-returned", query: success }]);
    expect(page.closed).to.equal(true);
  });

  it("returns the callback of a popup whose page no longer waits", async () => {
    const { read, pending, page, clock } = setup();
    pending.save("attempt-1", "popup");
    const back = read();
    await until(() => clock.running);
    clock.advance(1000);
    expect(await back).to.include({ attemptId: "attempt-1" });
    expect(page.closed).to.equal(false);
  });
});

describe("a page that loads without OFAuth's parameters", () => {
  const kept: LinkResult = { outcome: "cancelled", attemptId: "attempt-1" };

  it("sends no request without a pending redirect", async () => {
    const { read, backend, pending } = setup("https://app.example/");
    pending.save("attempt-1", "popup");
    expect(await read()).to.equal(undefined);
    expect(backend.results).to.deep.equal([]);
    expect(pending.list()).to.have.length(1);
  });

  it("asks the host for the result, and forgets the record when there is one", async () => {
    const { read, backend, pending } = setup("https://app.example/");
    pending.save("attempt-1", "redirect");
    const back = read();
    await backend.results[0]!.resolve(kept);
    expect(await back).to.deep.equal({ attemptId: "attempt-1", result: kept });
    expect(pending.list()).to.deep.equal([]);
  });

  it("keeps the record while there is no result and no Back", async () => {
    const { read, backend, pending, mark } = setup("https://app.example/");
    pending.save("attempt-1", "redirect");
    mark();
    const back = read();
    await backend.results[0]!.resolve(undefined);
    expect(await back).to.equal(undefined);
    expect(pending.list()).to.have.length(1);
  });

  it("takes Back in the window that left for the end of the attempt, and Back in another for nothing", async () => {
    for (const own of [true, false]) {
      const { read, backend, pending, mark } = setup("https://app.example/", "back_forward");
      pending.save("attempt-1", "redirect");
      if (own) mark();
      const back = read();
      await backend.results[0]!.resolve(undefined);
      expect(await back).to.deep.equal(own ? { attemptId: "attempt-1", result: "navigation" } : undefined);
      expect(pending.list()).to.have.length(own ? 0 : 1);
    }
  });

  it("keeps the record of another tab when the host cannot be asked, and says nothing", async () => {
    const { read, backend, pending } = setup("https://app.example/");
    pending.save("attempt-1", "redirect");
    const back = read();
    await backend.results[0]!.reject(new ConnectError("network"));
    expect(await back).to.equal(undefined);
    expect(pending.list()).to.have.length(1);
  });

  it("ends the attempt that this very window was sent away with when the host cannot be asked", async () => {
    const { read, backend, pending, mark } = setup("https://app.example/");
    pending.save("attempt-1", "redirect");
    mark();
    const back = read();
    await backend.results[0]!.reject(new ConnectError("unauthorized"));
    expect(await back).to.deep.equal({
      attemptId: "attempt-1",
      result: { outcome: "failed", attemptId: "attempt-1", code: "unauthorized" },
    });
    expect(pending.list()).to.have.length(0);
  });
});

import { expect } from "@open-wc/testing";
import { createEndedAttempts } from "../../../src/browser/transports/ended-attempts.js";
import type { UnconfirmedAttempt } from "../../../src/connect/attempt.js";
import type { LateOutcome } from "../../../src/connect/late-confirmation.js";
import { markWindow, PendingAttempts } from "../../../src/browser/transports/pending-attempts.js";
import { readCallback } from "../../../src/browser/transports/callback.js";
import { ConnectError, isConnectError } from "../../../src/protocol/error-codes.js";
import { callbackReceipt, callbackChannelName } from "../../../src/protocol/callback-channel.js";
import type { LinkResult } from "../../../src/protocol/link-contract.js";
import { activeConnection, FakeClock, FakeLinkApi } from "../../support/fake-ports.js";
import { afterwards, until } from "../page-setup.js";

const success = "?status=success&connection_id=conn_1&client_reference_id=u1";

function setupCallbackPage(href = `https://app.example/page${success}`, type = "navigate") {
  const clock = new FakeClock();
  const backend = new FakeLinkApi([]);
  const addresses: string[] = [];
  const page = {
    localStorage,
    sessionStorage,
    addEventListener: () => undefined,
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
  const ended = createEndedAttempts(view, clock);
  const late: [UnconfirmedAttempt, LateOutcome][] = [];
  return {
    ended,
    late,
    clock,
    backend,
    addresses,
    page,
    pending,
    /** Marks this window as the one that left the page for `attemptId`. */
    markThisWindow: (attemptId = "attempt-1") => markWindow(view, attemptId),
    read: (url?: string) =>
      readCallback({
        window: view,
        clock,
        linkApi: backend,
        records: ended,
        tell: (...news) => late.push(news),
        url,
      }).catch((error: unknown) => (isConnectError(error) ? error.code : `unexpected: ${String(error)}`)),
  };
}

describe("readCallback on a page with OFAuth's parameters", () => {
  it("reads the parameters, removes only them from the address, and keeps the record until the outcome is confirmed", async () => {
    const { read, pending, addresses } = setupCallbackPage(`https://app.example/page${success}&tab=2&step=#part`);
    pending.save("attempt-1", "redirect");
    const callback = await read();
    expect(callback).to.deep.equal({
      attemptId: "attempt-1",
      result: { outcome: "success", connectionId: "conn_1", clientReferenceId: "u1" },
    });
    expect(addresses).to.deep.equal(['{"theirs":1} https://app.example/page?tab=2#part']);
    expect(pending.list()).to.have.length(1);
  });

  it("rejects a callback without a pending attempt and leaves the address unchanged", async () => {
    const { read, addresses, backend } = setupCallbackPage();
    expect(await read()).to.equal("unsolicited_callback");
    expect(addresses).to.deep.equal([]);
    expect(backend.results).to.deep.equal([]);
  });

  for (const query of [
    "?status=success",
    "?status=cancelled",
    "?status=error",
    `${success}&status=error`,
    "?status=nope&connection_id=conn_1",
    "?status=error&connection_id=conn_1",
  ]) {
    it(`takes ${query} for a return in the window that left, and in no other`, async () => {
      const other = setupCallbackPage(`https://app.example/${query}`);
      other.pending.save("attempt-1", "redirect");
      const callback = other.read();
      await other.backend.results[0]!.resolve(undefined);
      expect(await callback).to.equal(undefined);

      const own = setupCallbackPage(`https://app.example/${query}`);
      own.markThisWindow();
      expect(await own.read()).to.deep.include({ attemptId: "attempt-1" });
      expect(own.addresses).to.deep.equal(['{"theirs":1} https://app.example/']);
    });
  }

  it("fails on malformed parameters of the window that left", async () => {
    const { read, pending, markThisWindow } = setupCallbackPage("https://app.example/?status=success");
    pending.save("attempt-1", "redirect");
    markThisWindow();
    expect(await read()).to.deep.equal({
      attemptId: "attempt-1",
      result: { outcome: "failed", attemptId: "attempt-1", code: "bad_response" },
    });
  });

  it("takes the full form of each outcome in any window", async () => {
    for (const [query, outcome] of [
      [success, "success"],
      ["?status=cancelled&step=login", "cancelled"],
      ["?status=cancelled&client_reference_id=u1", "cancelled"],
      ["?status=error&error_code=account_locked", "error"],
    ] as const) {
      const { read, pending } = setupCallbackPage(`https://app.example/${query}`);
      pending.save("attempt-1", "redirect");
      const callback = await read();
      expect(callback).to.have.nested.property("result.outcome", outcome);
    }
  });

  it("removes a connection id from the address whenever this browser has begun a flow", async () => {
    const query = "?status=nope&connection_id=conn_1&tab=2";
    const begun: Record<string, (page: ReturnType<typeof setupCallbackPage>) => void> = {
      "a popup": ({ pending }) => pending.save("attempt-1", "popup"),
      "an ended attempt": ({ ended }) => ended.save("attempt-1", "cancel"),
      "an attempt whose hour is over": ({ pending, clock }) => {
        pending.save("attempt-1", "redirect");
        clock.advance(61 * 60_000);
      },
    };
    for (const [name, begin] of Object.entries(begun)) {
      localStorage.clear();
      const page = setupCallbackPage(`https://app.example/${query}`);
      begin(page);
      await page.read();
      expect(page.addresses, name).to.deep.equal(['{"theirs":1} https://app.example/?tab=2']);
    }
    localStorage.clear();
    for (const address of [query, "?connection_id=42"]) {
      const { read, addresses, pending } = setupCallbackPage(`https://app.example/${address}`);
      if (address !== query) pending.save("attempt-1", "popup");
      await read();
      expect(addresses, address).to.deep.equal([]);
    }
  });

  it("has a success of an attempt that has ended confirmed later, and reports nothing else of it", async () => {
    const { read, ended, late, clock, backend } = setupCallbackPage();
    ended.save("attempt-1", "cancel");
    expect(await read()).to.equal("unsolicited_callback");
    clock.advance(0);
    await backend.confirmations[0]!.resolve(activeConnection());
    const attempt = { attemptId: "attempt-1", after: "cancel", connectionId: "conn_1", returned: true };
    expect(late).to.deep.equal([[attempt, activeConnection()]]);
    ended.save("attempt-1", "cancel");
    expect(await read("https://app.example/?status=cancelled&step=login")).to.equal("unsolicited_callback");
    clock.advance(120_000);
    expect([backend.confirmations.length, late.length]).to.deep.equal([1, 1]);
  });

  it("prefers the pending attempt of this window", async () => {
    const { read, pending, clock, markThisWindow } = setupCallbackPage();
    pending.save("attempt-1", "redirect");
    clock.advance(1000);
    pending.save("attempt-2", "redirect");
    markThisWindow("attempt-1");
    expect(await read()).to.include({ attemptId: "attempt-1" });
  });

  it("reads a URL that the host passes and leaves the address bar unchanged", async () => {
    const { read, pending, addresses } = setupCallbackPage("https://app.example/");
    pending.save("attempt-1", "redirect");
    expect(await read("https://app.example/back?status=cancelled&step=login")).to.deep.equal({
      attemptId: "attempt-1",
      result: { outcome: "cancelled", step: "login" },
    });
    expect(addresses).to.deep.equal([]);
    expect(await read("https://app.example/back?tab=2")).to.equal(undefined);
  });

  it("resolves a relative URL against the page", async () => {
    const { read, pending } = setupCallbackPage("https://app.example/");
    pending.save("attempt-1", "redirect");
    expect(await read("/back?status=cancelled&step=login")).to.deep.equal({
      attemptId: "attempt-1",
      result: { outcome: "cancelled", step: "login" },
    });
  });

  it("hands the callback of a popup to the waiting page and closes the window", async () => {
    const { read, pending, page, markThisWindow } = setupCallbackPage();
    pending.save("attempt-1", "popup");
    markThisWindow();
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

  it("does not let another window hand off, or take, the callback of a popup", async () => {
    const { read, pending, page, addresses } = setupCallbackPage();
    pending.save("attempt-1", "popup");
    expect(await read()).to.equal("unsolicited_callback");
    expect([page.closed, pending.list().length]).to.deep.equal([false, 1]);
    expect(addresses).to.deep.equal(['{"theirs":1} https://app.example/page']);
  });

  it("returns the callback of a popup when no page waits for it", async () => {
    const { read, pending, page, clock, markThisWindow } = setupCallbackPage();
    pending.save("attempt-1", "popup");
    markThisWindow();
    const callback = read();
    await until(() => clock.running);
    clock.advance(1000);
    expect(await callback).to.include({ attemptId: "attempt-1" });
    expect(page.closed).to.equal(false);
  });
});

describe("readCallback on a page without OFAuth's parameters", () => {
  const storedResult: LinkResult = { outcome: "cancelled", attemptId: "attempt-1" };

  it("sends no request when no redirect attempt is pending", async () => {
    const { read, backend, pending } = setupCallbackPage("https://app.example/");
    pending.save("attempt-1", "popup");
    expect(await read()).to.equal(undefined);
    expect(backend.results).to.deep.equal([]);
    expect(pending.list()).to.have.length(1);
  });

  it("fetches the result from the host", async () => {
    const { read, backend, pending } = setupCallbackPage("https://app.example/");
    pending.save("attempt-1", "redirect");
    const callback = read();
    await backend.results[0]!.resolve(storedResult);
    expect(await callback).to.deep.equal({ attemptId: "attempt-1", result: storedResult });
  });

  it("keeps the pending attempt while there is no result and the user did not go back", async () => {
    const { read, backend, pending, markThisWindow } = setupCallbackPage("https://app.example/");
    pending.save("attempt-1", "redirect");
    markThisWindow();
    const callback = read();
    await backend.results[0]!.resolve(undefined);
    expect(await callback).to.equal(undefined);
    expect(pending.list()).to.have.length(1);
  });

  it("ends the attempt when the user goes back in the window that left, but not in another window", async () => {
    for (const isOwnWindow of [true, false]) {
      sessionStorage.clear();
      const { read, backend, pending, markThisWindow } = setupCallbackPage("https://app.example/", "back_forward");
      pending.save("attempt-1", "redirect");
      if (isOwnWindow) markThisWindow();
      const callback = read();
      await backend.results[0]!.resolve(undefined);
      expect(await callback).to.deep.equal(isOwnWindow ? { attemptId: "attempt-1", result: "navigation" } : undefined);
    }
  });

  it("keeps the pending attempt of another tab and reports nothing when the request fails", async () => {
    const { read, backend, pending } = setupCallbackPage("https://app.example/");
    pending.save("attempt-1", "redirect");
    const callback = read();
    await backend.results[0]!.reject(new ConnectError("network"));
    expect(await callback).to.equal(undefined);
    expect(pending.list()).to.have.length(1);
  });

  it("fails the attempt of this window when the request fails", async () => {
    const { read, backend, pending, markThisWindow } = setupCallbackPage("https://app.example/");
    pending.save("attempt-1", "redirect");
    markThisWindow();
    const callback = read();
    const error = new ConnectError("unauthorized");
    await backend.results[0]!.reject(error);
    expect(await callback).to.deep.equal({ attemptId: "attempt-1", result: error });
  });
});

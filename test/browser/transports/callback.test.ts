import { expect } from "@open-wc/testing";
import { createEndedAttempts } from "../../../src/browser/transports/ended-attempts.js";
import type { UnconfirmedAttempt } from "../../../src/connect/attempt.js";
import type { LateOutcome } from "../../../src/connect/late-confirmation.js";
import { markWindow } from "../../../src/browser/transports/pending-attempts.js";
import { RecordedAttempts } from "../../../src/browser/transports/recorded-attempts.js";
import { readCallback } from "../../../src/browser/transports/callback.js";
import type { AttemptCallback } from "../../../src/browser/transports/unreported-attempts.js";
import { ConnectError, isConnectError } from "../../../src/protocol/error-codes.js";
import { handOffCallback } from "../../../src/browser/transports/callback-handoff.js";
import { awaitCallback } from "../../../src/browser/transports/callback-waiting.js";
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
    BroadcastChannel,
    addEventListener: window.addEventListener.bind(window),
    document,
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
  const pending = new RecordedAttempts(view, clock);
  const ended = createEndedAttempts(view, clock);
  const late: [UnconfirmedAttempt, LateOutcome][] = [];
  const unreported: AttemptCallback[] = [];
  // What a page watches ends with it.
  afterwards(() => {
    localStorage.clear();
    window.dispatchEvent(new Event("focus"));
  });
  return {
    ended,
    late,
    unreported,
    /** Settles a request for a result, once it is sent. */
    async settle(index: number, how: "resolve" | "reject", value: unknown) {
      await until(() => backend.results.length > index);
      await backend.results[index]![how](value as LinkResult);
    },
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
        onUnreported: (callback) => unreported.push(callback),
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
      mode: "redirect",
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
      await other.settle(0, "resolve", undefined);
      expect(await callback).to.equal(undefined);

      const own = setupCallbackPage(`https://app.example/${query}`);
      own.markThisWindow();
      expect(await own.read()).to.deep.include({ attemptId: "attempt-1" });
      expect(own.addresses).to.deep.equal(['{"theirs":1} https://app.example/']);
    });
  }

  for (const query of [
    "?status=success",
    "?status=success&session_id=cs_1",
    "?error_code=card_declined",
    "?connection_id=conn_1",
    "?connection_id=42&status=open",
  ]) {
    it(`leaves ${query} to other libraries, in the window that left as well`, async () => {
      const { read, pending, markThisWindow, addresses, settle } = setupCallbackPage(`https://app.example/${query}`);
      pending.save("attempt-1", "redirect");
      if (!query.includes("42")) markThisWindow();
      const callback = read();
      await settle(0, "resolve", undefined);
      expect(await callback).to.equal(undefined);
      expect(addresses).to.deep.equal([]);
    });
  }

  it("takes a bare status only at the first load after this window left", async () => {
    const first = setupCallbackPage("https://app.example/");
    first.pending.save("attempt-1", "redirect");
    first.markThisWindow();
    const given = first.read();
    await first.settle(0, "resolve", undefined);
    await given;
    const next = setupCallbackPage("https://app.example/?status=cancelled");
    const callback = next.read();
    await next.settle(0, "resolve", undefined);
    expect([await callback, next.addresses.length, next.pending.list().length]).to.deep.equal([undefined, 0, 1]);
  });

  it("hands Next.js a history state that it takes for another's", async () => {
    const { read, pending, page, addresses } = setupCallbackPage();
    page.history.state = { theirs: 1, __NA: true, tree: ["", {}] } as never;
    pending.save("attempt-1", "redirect");
    await read();
    expect(addresses).to.deep.equal(['{"theirs":1,"tree":["",{}]} https://app.example/page']);
  });

  it("fails on malformed parameters of the window that left", async () => {
    const { read, pending, markThisWindow } = setupCallbackPage("https://app.example/?status=success&connection_id=1");
    pending.save("attempt-1", "redirect");
    markThisWindow();
    expect(await read()).to.deep.equal({
      attemptId: "attempt-1",
      mode: "redirect",
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
      const reading = page.read();
      await until(() => page.addresses.length);
      page.clock.advance(300);
      if (name === "a popup") await page.settle(0, "resolve", undefined);
      await reading;
      expect(page.addresses, name).to.deep.equal(['{"theirs":1} https://app.example/?tab=2']);
    }
    localStorage.clear();
    for (const address of [query, "?connection_id=42", "?connection_id=conn_1"]) {
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
    const attempt = {
      attemptId: "attempt-1",
      after: "cancel",
      connectionId: "conn_1",
      returned: true,
      abandoned: false,
    };
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
      mode: "redirect",
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
      mode: "redirect",
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

  it("reads the result of a popup that no page waits for, and leaves one that a page waits for", async () => {
    const alone = setupCallbackPage("https://app.example/");
    alone.pending.save("attempt-1", "popup");
    const callback = alone.read();
    await until(() => alone.clock.running);
    alone.clock.advance(300);
    await until(() => alone.backend.results.length);
    await alone.settle(0, "resolve", storedResult);
    expect(await callback).to.deep.equal({ attemptId: "attempt-1", mode: "popup", result: storedResult });

    const { read, pending, backend } = setupCallbackPage("https://app.example/");
    pending.save("attempt-2", "popup");
    const page = awaitCallback(window, "attempt-2", () => undefined)!;
    afterwards(() => page.close());
    pending.end("attempt-1", "remove");
    expect(await read()).to.equal(undefined);
    expect([backend.results.length, pending.list().length]).to.deep.equal([0, 1]);
  });

  it("reads again whenever the user comes back to the page, at most every 2 s, until there is a result", async () => {
    const { read, pending, backend, clock, unreported, settle } = setupCallbackPage("https://app.example/");
    pending.save("attempt-1", "redirect");
    const callback = read();
    await settle(0, "resolve", undefined);
    expect(await callback).to.equal(undefined);
    const comeBack = () => window.dispatchEvent(new Event("focus"));
    comeBack();
    expect(backend.results).to.have.length(1);
    clock.advance(2000);
    comeBack();
    comeBack();
    expect(backend.results).to.have.length(2);
    await settle(1, "reject", new ConnectError("network"));
    clock.advance(2000);
    window.dispatchEvent(new Event("visibilitychange"));
    await settle(2, "resolve", storedResult);
    expect(unreported).to.deep.equal([{ attemptId: "attempt-1", mode: "redirect", result: storedResult }]);
    clock.advance(2000);
    comeBack();
    expect(backend.results).to.have.length(3);
  });

  it("reads no longer when another page has reported the attempt, or after its hour", async () => {
    for (const end of ["other page", "hour"] as const) {
      localStorage.clear();
      const { read, pending, backend, clock, settle } = setupCallbackPage("https://app.example/");
      pending.save("attempt-1", "redirect");
      const callback = read();
      await settle(0, "resolve", undefined);
      await callback;
      if (end === "hour") clock.advance(60 * 60_000);
      else pending.end("attempt-1", "remove");
      clock.advance(2000);
      window.dispatchEvent(new Event("focus"));
      expect(backend.results, end).to.have.length(1);
    }
  });

  it("answers the popup whose page was loaded again, and reads at once what it came back with", async () => {
    const { read, pending, backend, clock, unreported, settle } = setupCallbackPage("https://app.example/");
    pending.save("attempt-1", "popup");
    const callback = read();
    await until(() => clock.running);
    clock.advance(300);
    await until(() => backend.results.length);
    await settle(0, "resolve", undefined);
    await callback;
    expect(await handOffCallback(window, "attempt-1", null, clock)).to.equal(true);
    await until(() => backend.results.length === 2);
    await settle(1, "resolve", undefined);
    expect(await handOffCallback(window, "attempt-1", success, clock)).to.equal(true);
    await until(() => unreported.length);
    expect(unreported[0]).to.have.nested.property("result.connectionId", "conn_1");
  });

  it("reads the latest result once where storage is denied", async () => {
    const { read, page, backend, settle } = setupCallbackPage("https://app.example/");
    for (const storage of ["localStorage", "sessionStorage"] as const) {
      Object.defineProperty(page, storage, {
        get: () => {
          throw new DOMException("denied", "SecurityError");
        },
      });
    }
    const callback = read();
    await until(() => backend.results.length);
    expect(backend.results[0]!.request).to.equal(undefined);
    await settle(0, "resolve", storedResult);
    expect(await callback).to.deep.equal({ attemptId: "attempt-1", mode: "redirect", result: storedResult });
    const failing = read();
    await settle(1, "reject", new ConnectError("unauthorized"));
    expect(await failing).to.equal(undefined);
  });

  it("leaves an attempt whose end was reported to the late news", async () => {
    const { read, pending, ended, backend } = setupCallbackPage("https://app.example/");
    pending.save("attempt-1", "redirect");
    ended.save("attempt-1", "cancel");
    expect(await read()).to.equal(undefined);
    expect(backend.results).to.deep.equal([]);
  });

  it("fetches the result from the host", async () => {
    const { read, pending, settle } = setupCallbackPage("https://app.example/");
    pending.save("attempt-1", "redirect");
    const callback = read();
    await settle(0, "resolve", storedResult);
    expect(await callback).to.deep.equal({ attemptId: "attempt-1", mode: "redirect", result: storedResult });
  });

  it("keeps the pending attempt while there is no result and the user did not go back", async () => {
    const { read, pending, markThisWindow, settle } = setupCallbackPage("https://app.example/");
    pending.save("attempt-1", "redirect");
    markThisWindow();
    const callback = read();
    await settle(0, "resolve", undefined);
    expect(await callback).to.equal(undefined);
    expect(pending.list()).to.have.length(1);
  });

  it("ends the attempt when the user goes back in the window that left, but not in another window", async () => {
    for (const isOwnWindow of [true, false]) {
      sessionStorage.clear();
      const { read, pending, markThisWindow, settle } = setupCallbackPage("https://app.example/", "back_forward");
      pending.save("attempt-1", "redirect");
      if (isOwnWindow) markThisWindow();
      const callback = read();
      await settle(0, "resolve", undefined);
      expect(await callback).to.deep.equal(
        isOwnWindow ? { attemptId: "attempt-1", mode: "redirect", result: "navigation" } : undefined,
      );
    }
  });

  it("keeps the pending attempt of another tab and reports nothing when the request fails", async () => {
    const { read, pending, settle } = setupCallbackPage("https://app.example/");
    pending.save("attempt-1", "redirect");
    const callback = read();
    await settle(0, "reject", new ConnectError("network"));
    expect(await callback).to.equal(undefined);
    expect(pending.list()).to.have.length(1);
  });

  it("fails the attempt of this window when the request fails", async () => {
    const { read, pending, markThisWindow, settle } = setupCallbackPage("https://app.example/");
    pending.save("attempt-1", "redirect");
    markThisWindow();
    const callback = read();
    const error = new ConnectError("unauthorized");
    await settle(0, "reject", error);
    expect(await callback).to.deep.equal({ attemptId: "attempt-1", mode: "redirect", result: error });
  });
});

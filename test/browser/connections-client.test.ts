/** The connections client in a real page: its requests, its browser signals, and what it releases. */
import { expect } from "@open-wc/testing";
import { getConnectionsClient } from "../../src/browser/connections-client.js";
import { openEventSource } from "../../src/browser/signals/event-source.js";
import { connectPeers } from "../../src/browser/signals/peers.js";
import { userChanged } from "../../src/browser/user-changed.js";
import type { EventSourceListener } from "../../src/connections/ports.js";
import type { ConnectionView } from "../../src/connections/types.js";
import { afterwards, fakeHost, fakeTime, json, quiet, replace, until } from "./page-setup.js";

const wire = (id: string, status = "active") => ({ id, status });

class FakeEventSource extends EventTarget {
  static all: FakeEventSource[] = [];
  /** Returns the source that is opened as number `index`. */
  static at = (index: number) => until(() => FakeEventSource.all[index]);
  readyState = 0;
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
    FakeEventSource.all.push(this);
  }
  close() {
    this.readyState = 2;
  }
  emit(type: string, data?: string) {
    this.dispatchEvent(data === undefined ? new Event(type) : new MessageEvent(type, { data }));
  }
}

let count = 0;
/** Creates a client at an endpoint that no other test has used, with a fake host, clock and `EventSource`. */
function setup() {
  const endpoint = `/client-${++count}`;
  FakeEventSource.all = [];
  const time = fakeTime();
  // Every random delay is half its maximum, which is longer than the timers that stay real.
  replace(crypto, "getRandomValues", (array: Uint32Array) => array.fill(2 ** 31));
  replace(window, "EventSource", FakeEventSource);
  const status = new Map([["conn_1", "active"]]);
  const responses = {
    connections: () => json({ list: [...status].map(([id, status]) => wire(id, status)), hasMore: false }),
    conn_1: () =>
      status.has("conn_1") ? json(wire("conn_1", status.get("conn_1"))) : json({ code: "not_found" }, 404),
    invalidate: () => json(wire("conn_1", "expired")),
  };
  const host = fakeHost(responses);
  const client = getConnectionsClient({ window, endpoint, requestInit: undefined });
  const changes: string[] = [];
  const observe = (id: string | undefined = "conn_1") => {
    const describeView = (view: ConnectionView) => (view.name === "known" ? view.connection.status : view.name);
    const observation = client.observe(id, { refresh: 0 }, (view, cause) =>
      changes.push(`${describeView(view)} (${cause})`),
    );
    afterwards(() => observation.stop());
    return observation;
  };
  const channel = new BroadcastChannel("ofauth-connections");
  afterwards(() => channel.close());
  const posted: unknown[] = [];
  channel.addEventListener("message", ({ data }) => posted.push(data));
  return { endpoint, host, client, changes, observe, status, channel, posted, time };
}

describe("userChanged()", () => {
  it("makes the elements forget the previous user, and ask once for what they show", async () => {
    const { changes, host, status } = await setupLoaded();
    const source = await FakeEventSource.at(0);
    const before = host.requests.length;
    changes.length = 0;
    status.clear();
    userChanged();
    expect(changes).to.deep.equal(["loading (refresh)"]);
    expect(source.readyState).to.equal(2);
    await until(() => changes.length === 2);
    expect(changes[1]).to.equal("none (load)");
    expect(host.requests.length).to.equal(before + 1);
  });
});

/** Makes the page hidden or offline, as far as scripts can see. */
function setVisibility({ hidden = false, onLine = true }) {
  replace(document, "hidden", hidden);
  replace(navigator, "onLine", onLine);
}

/** Creates a client that observes conn_1 and fetched it five seconds ago. */
async function setupLoaded() {
  const parts = setup();
  const { stop } = parts.observe();
  await until(() => parts.changes.length);
  const { time, host } = parts;
  time.advance(5_000);
  /** Advances the clock by the longest delay of a scheduled refetch. */
  const afterRefetchDelay = async () => {
    await quiet();
    time.advance(500);
    await quiet();
  };
  return { ...parts, stop, afterRefetchDelay, requestCount: () => host.paths.length };
}

describe("getConnectionsClient", () => {
  it("returns one client per document and resolved endpoint", () => {
    const get = (endpoint: string, at = window) =>
      getConnectionsClient({ window: at, endpoint, requestInit: undefined });
    expect(get("/same")).to.equal(get(`${location.origin}/same#x`));
    expect(get("/same")).not.to.equal(get("/other"));
    const frame = document.createElement("iframe");
    document.body.append(frame);
    afterwards(() => frame.remove());
    expect(get(`${location.origin}/same`, frame.contentWindow as Window & typeof globalThis)).not.to.equal(
      get("/same"),
    );
  });

  it("never throws: with an invalid endpoint, every view fails with misconfigured", async () => {
    for (const endpoint of ["", "//evil.test", "javascript:alert(1)".slice(0), "http://evil.test/", "file:///"]) {
      const { host } = setup();
      const client = getConnectionsClient({ window, endpoint, requestInit: undefined });
      const one = client.observe("conn_1", { refresh: 10 }, () => undefined);
      const page = client.observePage({ limit: 20, offset: 0 }, { refresh: 10 }, () => undefined);
      for (const { refetch, stop } of [one, page]) {
        const view = await refetch();
        expect(view.name === "failed" && view.error.code).to.equal("misconfigured");
        stop();
      }
      expect(host.requests).to.have.length(0);
    }
  });

  it("fetches what is observed, with the requestInit that was set last", async () => {
    const { client, host, changes, observe, endpoint } = setup();
    observe();
    await until(() => changes.length);
    expect(changes).to.deep.equal(["active (load)"]);
    expect(host.paths).to.deep.equal([`GET ${endpoint}/connections/conn_1`]);
    for (const requestInit of [{ headers: { "x-csrf": "1" } }, undefined, () => ({ headers: { "x-csrf": "2" } })]) {
      expect(getConnectionsClient({ window, endpoint, requestInit })).to.equal(client);
      await observe().refetch();
    }
    expect(host.requests.map(({ headers }) => headers.get("x-csrf"))).to.deep.equal([null, "1", "1", "2"]);
  });

  it("posts a mutation to other tabs: connection id and status, nothing else", async () => {
    const { client, changes, observe, posted, host } = await setupLoaded();
    await client.invalidate("conn_1");
    expect(changes.at(-1)).to.equal("expired (action)");
    client.refetchConnection("conn_1");
    await until(() => posted.length === 2);
    const change = { connectionId: "conn_1", status: "expired" };
    expect(posted).to.deep.equal([change, change]);
    // The client does not receive its own messages.
    await until(() => host.paths.length === 3);
    await quiet();
    expect(host.paths).to.have.length(3);
    observe();
  });

  it("posts also when nothing is observed", async () => {
    const { client, posted } = setup();
    await client.invalidate("conn_1");
    await until(() => posted.length);
    expect(posted).to.deep.equal([{ connectionId: "conn_1", status: "expired" }]);
  });

  it("refetches when another tab posts", async () => {
    const { channel, changes, status, afterRefetchDelay } = await setupLoaded();
    status.set("conn_1", "expired");
    channel.postMessage({ connectionId: "conn_2", status: "active" });
    channel.postMessage("malformed");
    channel.postMessage({ connectionId: "conn_1", status: "active" });
    while (changes.length < 2) await afterRefetchDelay();
    expect(changes[1]).to.equal("expired (tab)");
  });

  it("refetches when a connect flow of this page succeeds, and trusts only the id", async () => {
    const { changes, status, requestCount } = await setupLoaded();
    for (const detail of [null, {}, "conn_1", { connectionId: "x" }]) {
      document.body.dispatchEvent(new CustomEvent("ofauth-success", { detail, bubbles: true, composed: true }));
    }
    await quiet();
    expect(requestCount()).to.equal(1);
    status.set("conn_1", "expired");
    const detail = { connectionId: "conn_1", connection: wire("conn_1", "hacked") };
    document.body.dispatchEvent(new CustomEvent("ofauth-success", { detail, bubbles: true, composed: true }));
    await until(() => changes.length === 2);
    expect(changes[1]).to.equal("expired (action)");
  });

  for (const [what, away, comeBack] of [
    ["to the tab", { hidden: true }, () => document.dispatchEvent(new Event("visibilitychange"))],
    ["to the network", { onLine: false }, () => window.dispatchEvent(new Event("online"))],
    ["to the window", {}, () => window.dispatchEvent(new Event("focus"))],
    ["through the history", {}, () => window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))],
  ] as const) {
    it(`refetches when the user returns ${what}, and not while they are away`, async () => {
      const { requestCount, channel, afterRefetchDelay } = await setupLoaded();
      if (Object.keys(away).length > 0) {
        setVisibility(away);
        document.dispatchEvent(new Event("visibilitychange"));
        window.dispatchEvent(new Event("offline"));
        channel.postMessage({ connectionId: "conn_1", status: "active" });
        await afterRefetchDelay();
        expect(requestCount()).to.equal(1);
        setVisibility({});
      }
      comeBack();
      await afterRefetchDelay();
      await afterRefetchDelay();
      expect(requestCount()).to.equal(2);
    });
  }

  it("does not refetch when the page is shown for the first time", async () => {
    const { requestCount, afterRefetchDelay } = await setupLoaded();
    window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false }));
    await afterRefetchDelay();
    expect(requestCount()).to.equal(1);
  });
});

describe("live updates", () => {
  it("opens the events route of the endpoint and applies its messages", async () => {
    const { changes, endpoint } = await setupLoaded();
    const source = await FakeEventSource.at(0);
    expect(source.url).to.equal(`${location.origin}${endpoint}/events`);
    source.emit("open");
    source.emit("message", "{");
    source.emit(
      "message",
      JSON.stringify({ connectionId: "conn_1", status: "expired", connection: wire("conn_1", "expired") }),
    );
    expect(changes.at(-1)).to.equal("expired (push)");
  });

  it("refetches everything after a reset", async () => {
    const { changes, status, afterRefetchDelay } = await setupLoaded();
    status.set("conn_1", "expired");
    (await FakeEventSource.at(0)).emit("reset", "");
    await afterRefetchDelay();
    expect(changes[1]).to.equal("expired (push)");
  });

  it("closes the stream while the page is hidden, and opens a new one on return", async () => {
    await setupLoaded();
    await FakeEventSource.at(0);
    setVisibility({ hidden: true });
    document.dispatchEvent(new Event("visibilitychange"));
    expect(FakeEventSource.all[0]!.readyState).to.equal(2);
    setVisibility({});
    document.dispatchEvent(new Event("visibilitychange"));
    await FakeEventSource.at(1);
    expect(FakeEventSource.all.map(({ readyState }) => readyState)).to.deep.equal([2, 0]);
  });

  it("asks for nothing while the page is prerendered, and shares its stream once it is activated", async () => {
    const { endpoint, observe, host, time } = setup();
    const { holders } = otherPage(endpoint);
    replace(document, "prerendering" as keyof Document, true);
    observe();
    await quiet();
    // Chromium's order: visible first, activated after it.
    document.dispatchEvent(new Event("visibilitychange"));
    await quiet();
    expect([host.paths.length, FakeEventSource.all.length]).to.deep.equal([0, 0]);
    replace(document, "prerendering" as keyof Document, false);
    document.dispatchEvent(new Event("prerenderingchange"));
    time.advance(500);
    await FakeEventSource.at(0);
    expect(host.paths).to.have.length(1);
    await until(async () => (await holders()) === 1);
  });

  it("closes a stream again that the browser has opened again", async () => {
    const { changes } = await setupLoaded();
    const source = await FakeEventSource.at(0);
    setVisibility({ hidden: true });
    document.dispatchEvent(new Event("visibilitychange"));
    const before = [...changes];
    for (const [type, data] of [["open"], ["message", JSON.stringify(wire("conn_1", "expired"))], ["error"]] as const) {
      source.readyState = 1;
      source.emit(type, data);
      expect(source.readyState, type).to.equal(2);
    }
    await quiet();
    expect(changes).to.deep.equal(before);
    expect(FakeEventSource.all).to.have.length(1);
  });

  /** Answers the requests for a status. */
  function fakeAnswer(status: number, retryAfter: string | null = null) {
    const requests: { url: string; aborted: boolean }[] = [];
    class FakeRequest {
      static readonly HEADERS_RECEIVED = 2;
      readyState = 0;
      status = 0;
      onreadystatechange: (() => void) | null = null;
      readonly #entry = { url: "", aborted: false };
      open(_method: string, url: string) {
        this.#entry.url = url;
        requests.push(this.#entry);
      }
      setRequestHeader() {}
      getResponseHeader = () => retryAfter;
      send() {
        queueMicrotask(() => {
          Object.assign(this, { readyState: 2, status });
          this.onreadystatechange?.();
        });
      }
      abort() {
        this.#entry.aborted = true;
      }
    }
    replace(window, "XMLHttpRequest", FakeRequest);
    return requests;
  }

  it("asks for the status of a stream that did not open: after a 404 it is not tried again", async () => {
    const { endpoint, time } = await setupLoaded();
    const source = await FakeEventSource.at(0);
    const requests = fakeAnswer(404);
    source.readyState = 2;
    source.emit("error");
    await quiet();
    time.advance(3_600_000);
    window.dispatchEvent(new Event("focus"));
    await quiet();
    expect(FakeEventSource.all).to.have.length(1);
    expect(requests).to.deep.equal([{ url: `${location.origin}${endpoint}/events`, aborted: true }]);
  });

  it("tries a stream again that a busy host refused, when it says so", async () => {
    const { time } = await setupLoaded();
    const source = await FakeEventSource.at(0);
    const requests = fakeAnswer(503, "7");
    source.readyState = 2;
    source.emit("error");
    await quiet();
    time.advance(6_999);
    expect(FakeEventSource.all).to.have.length(1);
    time.advance(1);
    expect(FakeEventSource.all).to.have.length(2);
    expect(requests).to.have.length(1);
  });

  it("reads the status of a real answer, also of a stream, and of none", async () => {
    for (const [path, status] of [
      ["/test/support/pages/hosted.html", 200],
      ["/no-such-route", 404],
      ["http://127.0.0.1:1/", undefined],
    ] as const) {
      const answers: unknown[] = [];
      setup();
      openEventSource(window, new URL(path, location.href).href, {
        onBreak: () => undefined,
        onClose: (answer: unknown) => answers.push(answer),
      } as unknown as EventSourceListener);
      const source = FakeEventSource.all[0]!;
      source.readyState = 2;
      source.emit("error");
      await until(() => answers.length);
      expect(answers).to.deep.equal([status && { status, retryAfter: null }]);
    }
  });

  it("ends a replaced stream until the user returns to the page", async () => {
    const { time } = await setupLoaded();
    const source = await FakeEventSource.at(0);
    source.emit("open");
    source.emit("replaced", "{}");
    expect(source.readyState).to.equal(2);
    time.advance(3_600_000);
    await quiet();
    expect(FakeEventSource.all).to.have.length(1);
    window.dispatchEvent(new Event("focus"));
    await FakeEventSource.at(1);
  });

  it("works without EventSource", async () => {
    const { changes, observe } = setup();
    replace(window, "EventSource", undefined);
    observe();
    await until(() => changes.length);
    expect(FakeEventSource.all).to.have.length(0);
  });

  it("receives a change through a real EventSource and a real response", async () => {
    const { changes, observe } = setup();
    const openedUrls: string[] = [];
    const frame = document.createElement("iframe");
    document.body.append(frame);
    afterwards(() => frame.remove());
    const { EventSource: Real } = frame.contentWindow as Window & typeof globalThis;
    replace(
      window,
      "EventSource",
      class extends Real {
        constructor(requested: string) {
          openedUrls.push(requested);
          super("/test/support/pages/changes.txt");
        }
      },
    );
    observe();
    await until(() => changes.includes("none (push)"));
    expect(openedUrls).to.have.length(1);
  });
});

/** Another page of the browser, as far as locks and the channel of the endpoint go. */
function otherPage(endpoint: string) {
  const name = `ofauth-events:${location.origin}${endpoint}/events`;
  const channel = new BroadcastChannel(name);
  const received: { type: string }[] = [];
  channel.addEventListener("message", ({ data }) => received.push(data as { type: string }));
  let release = () => {};
  afterwards(() => (release(), channel.close()));
  const types = () => received.map(({ type }) => type);
  const lead = () =>
    new Promise<void>((resolve) => {
      const hold = () => {
        resolve();
        return new Promise<void>((done) => (release = done));
      };
      navigator.locks.request(name, { steal: true }, hold).catch(() => undefined);
    });
  const holders = async () => (await navigator.locks.query()).held?.filter((held) => held.name === name).length;
  return { name, channel, received, types, lead, end: () => release(), holders };
}

describe("the stream that visible pages share", () => {
  it("is one page's, which holds the lock and passes on what it hears: no connection", async () => {
    const { endpoint } = await setupLoaded();
    const { holders, received, types } = otherPage(endpoint);
    const source = await FakeEventSource.at(0);
    expect(await holders()).to.equal(1);
    source.emit("open");
    source.emit("beat", "{}");
    const connection = wire("conn_1", "expired");
    source.emit("message", JSON.stringify({ connectionId: "conn_1", status: "expired", connection }));
    source.emit("reset", "{}");
    source.emit("replaced", "{}");
    await until(() => types().includes("replaced"));
    expect(types()).to.deep.equal(["beat", "missed", "beat", "change", "missed", "replaced"]);
    expect(received[3]).to.deep.equal({ type: "change", connectionId: "conn_1", status: "expired" });
    await until(async () => (await holders()) === 0);
  });

  it("stays open until another page's is, and is opened again when that page has gone", async () => {
    const { endpoint, changes, status, afterRefetchDelay, requestCount } = await setupLoaded();
    const { channel, lead, end, types } = otherPage(endpoint);
    const source = await FakeEventSource.at(0);
    source.emit("open");
    await lead();
    // It goes on until the other page is there.
    await until(() => types().length === 3);
    expect([types(), source.readyState]).to.deep.equal([["beat", "missed", "beat"], 0]);
    channel.postMessage({ type: "beat" });
    await until(() => source.readyState === 2);
    status.set("conn_1", "expired");
    const before = requestCount();
    channel.postMessage({ type: "change", connectionId: "conn_1", status: "expired" });
    while (changes.length < 2) await afterRefetchDelay();
    expect([changes[1], requestCount()]).to.deep.equal(["expired (push)", before + 1]);
    end();
    (await FakeEventSource.at(1)).emit("open");
    while (requestCount() < before + 2) await afterRefetchDelay();
    for (let count = 0; count < 10; count++) await afterRefetchDelay();
    expect(requestCount()).to.equal(before + 2);
  });

  it("is opened by a follower that hears no beat for 20 seconds", async () => {
    const { endpoint, time } = await setupLoaded();
    const { channel, lead } = otherPage(endpoint);
    const source = await FakeEventSource.at(0);
    await lead();
    channel.postMessage({ type: "beat" });
    await until(() => source.readyState === 2);
    time.advance(19_999);
    await quiet();
    expect(FakeEventSource.all).to.have.length(1);
    time.advance(1);
    await FakeEventSource.at(1);
  });

  for (const type of ["beforeunload", "pagehide"]) {
    it(`is kept without the lock from ${type} on, which keeps pages out of the back/forward cache`, async () => {
      const { endpoint } = await setupLoaded();
      const { holders } = otherPage(endpoint);
      const source = await FakeEventSource.at(0);
      expect(await holders()).to.equal(1);
      window.dispatchEvent(new Event(type));
      await until(async () => (await holders()) === 0);
      expect(source.readyState).to.equal(0);
      // The user stayed after all.
      window.dispatchEvent(new Event("focus"));
      await until(async () => (await holders()) === 1);
      expect(FakeEventSource.all).to.have.length(1);
    });
  }

  for (const [what, restrict] of [
    ["without Web Locks", () => replace(navigator, "locks", undefined)],
    ["whose locks are refused", () => replace(navigator, "locks", { request: () => Promise.reject(new Error("no")) })],
    ["without BroadcastChannel", () => replace(window, "BroadcastChannel", undefined)],
    [
      "whose BroadcastChannel may not be created",
      () => replace(window, "BroadcastChannel", () => { throw new DOMException("no", "SecurityError"); }), // prettier-ignore
    ],
  ] as const) {
    it(`is a page's own ${what}`, async () => {
      const { endpoint, observe, changes } = setup();
      const { lead } = otherPage(endpoint);
      await lead();
      restrict();
      observe();
      await until(() => changes.length);
      (await FakeEventSource.at(0)).emit("open");
      expect(changes).to.deep.equal(["active (load)"]);
    });
  }

  it("is a framed page's own", async () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    afterwards(() => frame.remove());
    const inside = frame.contentWindow as Window & typeof globalThis;
    expect(connectPeers(inside, "framed", () => undefined)).to.equal(undefined);
  });

  it("ends with a 401 in any page; a page whose user may read goes on", async () => {
    const { endpoint, requestCount, afterRefetchDelay } = await setupLoaded();
    const { channel } = otherPage(endpoint);
    const source = await FakeEventSource.at(0);
    const before = requestCount();
    channel.postMessage({ type: "refused" });
    await until(() => source.readyState === 2);
    await afterRefetchDelay();
    await FakeEventSource.at(1);
    expect(requestCount()).to.equal(before + 1);
  });
});

describe("after the last observation has stopped", () => {
  it("removes all listeners and closes the stream and the tab channel", async () => {
    const open = new Set<object>();
    const Real = BroadcastChannel;
    const { requestCount, stop, channel, afterRefetchDelay } = await (async () => {
      replace(
        window,
        "BroadcastChannel",
        class extends Real {
          constructor(name: string) {
            super(name);
            open.add(this);
          }
          override close() {
            open.delete(this);
            super.close();
          }
        },
      );
      return setupLoaded();
    })();
    await until(() => FakeEventSource.all.length);
    // That of this test, and those to other tabs and to the pages that share the stream.
    expect(open.size).to.equal(3);
    stop();
    await until(() => open.size === 1);
    expect(open.has(channel)).to.equal(true);
    expect(FakeEventSource.all[0]!.readyState).to.equal(2);
    const { held = [], pending = [] } = await navigator.locks.query();
    expect([...held, ...pending].filter(({ name }) => name?.startsWith("ofauth-"))).to.deep.equal([]);
    channel.postMessage({ connectionId: "conn_1", status: "active" });
    for (const name of ["focus", "online"]) window.dispatchEvent(new Event(name));
    document.dispatchEvent(new Event("visibilitychange"));
    document.dispatchEvent(new CustomEvent("ofauth-success", { detail: { connectionId: "conn_1" } }));
    await afterRefetchDelay();
    expect(requestCount()).to.equal(1);
  });
});

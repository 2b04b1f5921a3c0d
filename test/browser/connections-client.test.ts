/** The hub in a real page: what it sends, what it hears of the browser, and what it lets go of. */
import { expect } from "@open-wc/testing";
import { getConnectionsClient } from "../../src/browser/connections-client.js";
import type { ConnectionView } from "../../src/connections/types.js";
import { afterwards, fakeHost, fakeTime, json, quiet, replace, until } from "./page-setup.js";

const wire = (id: string, status = "active") => ({ id, status });

class FakeSource extends EventTarget {
  static all: FakeSource[] = [];
  readyState = 0;
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
    FakeSource.all.push(this);
  }
  close() {
    this.readyState = 2;
  }
  say(type: string, data?: string) {
    this.dispatchEvent(data === undefined ? new Event(type) : new MessageEvent(type, { data }));
  }
}

let count = 0;
/** A hub of its own, at an endpoint that no test has used before. */
function setup() {
  const endpoint = `/hub-${++count}`;
  FakeSource.all = [];
  const time = fakeTime();
  // Half of whatever is left to chance: longer than what stays real of the time.
  replace(crypto, "getRandomValues", (array: Uint32Array) => array.fill(2 ** 31));
  replace(window, "EventSource", FakeSource);
  const status = new Map([["conn_1", "active"]]);
  const answers = {
    connections: () => json({ list: [...status].map(([id, status]) => wire(id, status)), hasMore: false }),
    conn_1: () =>
      status.has("conn_1") ? json(wire("conn_1", status.get("conn_1"))) : json({ code: "not_found" }, 404),
    invalidate: () => json(wire("conn_1", "expired")),
  };
  const host = fakeHost(answers);
  const hub = getConnectionsClient({ window, endpoint, requestInit: undefined });
  const told: string[] = [];
  const watch = (id: string | undefined = "conn_1") => {
    const say = (view: ConnectionView) => (view.name === "known" ? view.connection.status : view.name);
    const watched = hub.observe(id, { refresh: 0 }, (view, cause) => told.push(`${say(view)} (${cause})`));
    afterwards(() => watched.stop());
    return watched;
  };
  const channel = new BroadcastChannel("ofauth-connections");
  afterwards(() => channel.close());
  const heard: unknown[] = [];
  channel.addEventListener("message", ({ data }) => heard.push(data));
  return { endpoint, host, hub, told, watch, status, channel, heard, time };
}

/** Says that the page is hidden or offline, as far as scripts can see. */
function pretend({ hidden = false, onLine = true }) {
  replace(document, "hidden", hidden);
  replace(navigator, "onLine", onLine);
}

/** One that is watched and has been read, a while ago. */
async function watched() {
  const world = setup();
  const { stop } = world.watch();
  await until(() => world.told.length);
  const { time, host } = world;
  time.advance(5_000);
  /** Lets the time pass that a read out of turn may take to go out. */
  const later = async () => {
    await quiet();
    time.advance(500);
    await quiet();
  };
  return { ...world, stop, later, requests: () => host.paths.length };
}

describe("the hub of a page", () => {
  it("is one for each document and endpoint, however the endpoint is written", () => {
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

  it("never throws: an endpoint that makes no sense is in every view", async () => {
    for (const endpoint of ["", "//evil.test", "javascript:alert(1)".slice(0), "http://evil.test/", "file:///"]) {
      const { host } = setup();
      const hub = getConnectionsClient({ window, endpoint, requestInit: undefined });
      const one = hub.observe("conn_1", { refresh: 10 }, () => undefined);
      const page = hub.observePage({ limit: 20, offset: 0 }, { refresh: 10 }, () => undefined);
      for (const { refetch, stop } of [one, page]) {
        const view = await refetch();
        expect(view.name === "failed" && view.error.code).to.equal("misconfigured");
        stop();
      }
      expect(host.requests).to.have.length(0);
    }
  });

  it("reads what elements watch, with the requestInit that was given last", async () => {
    const { hub, host, told, watch, endpoint } = setup();
    watch();
    await until(() => told.length);
    expect(told).to.deep.equal(["active (load)"]);
    expect(host.paths).to.deep.equal([`GET ${endpoint}/connections/conn_1`]);
    for (const requestInit of [{ headers: { "x-csrf": "1" } }, undefined, () => ({ headers: { "x-csrf": "2" } })]) {
      expect(getConnectionsClient({ window, endpoint, requestInit })).to.equal(hub);
      await watch().refetch();
    }
    expect(host.requests.map(({ headers }) => headers.get("x-csrf"))).to.deep.equal([null, "1", "1", "2"]);
  });

  it("tells other tabs of an action: which connection and its status, nothing else", async () => {
    const { hub, told, watch, heard, host } = await watched();
    await hub.invalidate("conn_1");
    expect(told.at(-1)).to.equal("expired (action)");
    hub.refetchConnection("conn_1");
    await until(() => heard.length === 2);
    const change = { connectionId: "conn_1", status: "expired" };
    expect(heard).to.deep.equal([change, change]);
    // Nobody has heard himself.
    await until(() => host.paths.length === 3);
    await quiet();
    expect(host.paths).to.have.length(3);
    watch();
  });

  it("tells them also where nothing is watched", async () => {
    const { hub, heard } = setup();
    await hub.invalidate("conn_1");
    await until(() => heard.length);
    expect(heard).to.deep.equal([{ connectionId: "conn_1", status: "expired" }]);
  });

  it("hears another tab, and reads", async () => {
    const { channel, told, status, later } = await watched();
    status.set("conn_1", "expired");
    channel.postMessage({ connectionId: "conn_2", status: "active" });
    channel.postMessage("nonsense");
    channel.postMessage({ connectionId: "conn_1", status: "active" });
    while (told.length < 2) await later();
    expect(told[1]).to.equal("expired (tab)");
  });

  it("hears a flow of this page that has connected an account, and believes its id only", async () => {
    const { told, status, requests } = await watched();
    for (const detail of [null, {}, "conn_1", { connectionId: "x" }]) {
      document.body.dispatchEvent(new CustomEvent("ofauth-success", { detail, bubbles: true, composed: true }));
    }
    await quiet();
    expect(requests()).to.equal(1);
    status.set("conn_1", "expired");
    const detail = { connectionId: "conn_1", connection: wire("conn_1", "hacked") };
    document.body.dispatchEvent(new CustomEvent("ofauth-success", { detail, bubbles: true, composed: true }));
    await until(() => told.length === 2);
    expect(told[1]).to.equal("expired (action)");
  });

  for (const [what, away, comeBack] of [
    ["to the tab", { hidden: true }, () => document.dispatchEvent(new Event("visibilitychange"))],
    ["to the network", { onLine: false }, () => window.dispatchEvent(new Event("online"))],
    ["to the window", {}, () => window.dispatchEvent(new Event("focus"))],
    ["through the history", {}, () => window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))],
  ] as const) {
    it(`reads when the user comes back ${what}, and not while he is away`, async () => {
      const { requests, channel, later } = await watched();
      if (Object.keys(away).length > 0) {
        pretend(away);
        document.dispatchEvent(new Event("visibilitychange"));
        window.dispatchEvent(new Event("offline"));
        channel.postMessage({ connectionId: "conn_1", status: "active" });
        await later();
        expect(requests()).to.equal(1);
        pretend({});
      }
      comeBack();
      await later();
      await later();
      expect(requests()).to.equal(2);
    });
  }

  it("does not read when the page is shown for the first time", async () => {
    const { requests, later } = await watched();
    window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false }));
    await later();
    expect(requests()).to.equal(1);
  });
});

describe("the hub's live stream", () => {
  it("is the endpoint's, and what it sends is taken in", async () => {
    const { told, endpoint } = await watched();
    const [source] = FakeSource.all as [FakeSource];
    expect(source.url).to.equal(`${location.origin}${endpoint}/events`);
    source.say("open");
    source.say("message", "{");
    source.say(
      "message",
      JSON.stringify({ connectionId: "conn_1", status: "expired", connection: wire("conn_1", "expired") }),
    );
    expect(told.at(-1)).to.equal("expired (push)");
  });

  it("has everything read at a reset", async () => {
    const { told, status, later } = await watched();
    status.set("conn_1", "expired");
    FakeSource.all[0]!.say("reset", "");
    await later();
    expect(told[1]).to.equal("expired (push)");
  });

  it("is closed while the page is hidden, and another one opened on return", async () => {
    await watched();
    pretend({ hidden: true });
    document.dispatchEvent(new Event("visibilitychange"));
    expect(FakeSource.all[0]!.readyState).to.equal(2);
    pretend({});
    document.dispatchEvent(new Event("visibilitychange"));
    expect(FakeSource.all.map(({ readyState }) => readyState)).to.deep.equal([2, 0]);
  });

  it("that the host does not have is left alone", async () => {
    await watched();
    const [source] = FakeSource.all as [FakeSource];
    source.readyState = 2;
    source.say("error");
    window.dispatchEvent(new Event("focus"));
    await quiet();
    expect(FakeSource.all).to.have.length(1);
  });

  it("is none where the browser has none", async () => {
    const { told, watch } = setup();
    replace(window, "EventSource", undefined);
    watch();
    await until(() => told.length);
    expect(FakeSource.all).to.have.length(0);
  });

  it("is a real one that opens, hears a change and is closed, against a real answer", async () => {
    const { told, watch } = setup();
    const opened: string[] = [];
    const body = `data: ${JSON.stringify({ connectionId: "conn_1", status: "disconnected" })}\n\n`;
    const url = URL.createObjectURL(new Blob([body], { type: "text/event-stream" }));
    afterwards(() => URL.revokeObjectURL(url));
    const frame = document.createElement("iframe");
    document.body.append(frame);
    afterwards(() => frame.remove());
    const { EventSource: Real } = frame.contentWindow as Window & typeof globalThis;
    replace(
      window,
      "EventSource",
      class extends Real {
        constructor(asked: string) {
          opened.push(asked);
          super(url);
        }
      },
    );
    watch();
    await until(() => told.includes("none (push)"));
    expect(opened).to.have.length(1);
  });
});

describe("when nobody watches", () => {
  it("nothing listens any more, and the stream and the channel are closed", async () => {
    const open = new Set<object>();
    const Real = BroadcastChannel;
    const { requests, stop, channel, later } = await (async () => {
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
      return watched();
    })();
    expect(open.size).to.equal(2);
    stop();
    await until(() => open.size === 1);
    expect(open.has(channel)).to.equal(true);
    expect(FakeSource.all[0]!.readyState).to.equal(2);
    channel.postMessage({ connectionId: "conn_1", status: "active" });
    for (const name of ["focus", "online"]) window.dispatchEvent(new Event(name));
    document.dispatchEvent(new Event("visibilitychange"));
    document.dispatchEvent(new CustomEvent("ofauth-success", { detail: { connectionId: "conn_1" } }));
    await later();
    expect(requests()).to.equal(1);
  });
});

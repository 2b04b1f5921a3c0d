/** How fetches share requests, and what becomes of their responses. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectError } from "../../src/protocol/error-codes.js";
import { connection, setupClient, pageOf, describeView } from "./client-setup.js";

const ids = (count: number) => Array.from({ length: count }, (_, at) => `conn_${at}`);
const connections = (names: readonly string[]) => names.map((id) => connection(id));

describe("shared requests", () => {
  test("sends one request for 100 observers of one connection, and notifies each once", async () => {
    const { observe, api, advance, takeChanges, takeRequests } = setupClient();
    for (let at = 0; at < 100; at++) observe("conn_1");
    assert.deepEqual(takeRequests(), []);
    await advance();
    assert.deepEqual(takeRequests(), ["getOne conn_1"]);
    await api.requests[0]!.resolve(connection("conn_1"));
    assert.deepEqual(takeChanges(), Array<string>(100).fill("conn_1 active (load)"));
    await advance(3_600_000);
    assert.deepEqual(takeRequests(), []);
  });

  test("fetches 1,000 connections with 10 requests of 100", async () => {
    const { observe, api, advance, takeChanges, takeRequests } = setupClient();
    for (const id of ids(1000)) observe(id);
    await advance();
    assert.equal(api.requests.length, 10);
    assert.ok(api.requests.every((request) => request.ids.length === 100 && request.name.startsWith("getMany")));
    assert.equal(new Set(api.requests.flatMap((request) => request.ids)).size, 1000);
    for (const request of api.requests) await request.resolve(connections(request.ids));
    assert.equal(takeChanges().length, 1000);
    await advance();
    takeRequests();
  });

  test("polls 1,000 connections with 10 requests at a time", async () => {
    const { observe, api, advance } = setupClient();
    for (const id of ids(1000)) observe(id, 30);
    await advance();
    for (let poll = 1; poll <= 3; poll++) {
      assert.equal(api.requests.length, poll * 10);
      for (const request of api.requests.slice(-10)) await request.resolve(connections(request.ids));
      await advance(29_999);
      assert.equal(api.requests.length, poll * 10);
      await advance(1);
    }
  });

  test("retries connections that failed together in one request", async () => {
    const { observe, api, advance, takeRequests } = setupClient({ random: Math.random });
    for (const id of ids(100)) observe(id, 30);
    await advance();
    await api.requests[0]!.reject(new ConnectError("server_error"));
    takeRequests();
    await advance(2_000);
    assert.equal(takeRequests().length, 1);
  });

  test("shares one request for equal pages, and not for different ones", async () => {
    const { observePage, advance, takeRequests } = setupClient();
    observePage();
    observePage({ status: undefined });
    observePage({ offset: 20 });
    observePage({ status: "active" });
    observePage({ imported: false });
    await advance();
    assert.equal(takeRequests().length, 4);
  });

  test("fetches the newest connection as a page of one", async () => {
    const { observe, advance, takeRequests, lastRequest, takeChanges } = setupClient();
    const { view } = observe(undefined);
    assert.equal(view.name, "loading");
    await advance();
    assert.deepEqual(takeRequests(), ['getPage {"limit":1,"offset":0}']);
    await lastRequest().resolve(pageOf([connection("conn_9"), connection("conn_8")]));
    assert.deepEqual(takeChanges(), ["newest active (load)"]);
  });

  test("shows a new observer the known state at once, without a request", async () => {
    const { observe, advance, takeRequests, lastRequest } = setupClient();
    observe("conn_1");
    await advance();
    await lastRequest().resolve(connection("conn_1"));
    takeRequests();
    assert.equal(describeView(observe("conn_1").view), "active");
    await advance(60_000);
    assert.deepEqual(takeRequests(), []);
  });

  test("does not fetch a connection that a page contains", async () => {
    const { observe, observePage, advance, takeRequests, lastRequest } = setupClient();
    observePage();
    await advance();
    await lastRequest().resolve(pageOf([connection("conn_1")]));
    takeRequests();
    assert.equal(describeView(observe("conn_1").view), "active");
    await advance();
    assert.deepEqual(takeRequests(), []);
  });

  test("sends no request when an observer stops and a new one starts in the same task", async () => {
    const { observe, advance, takeRequests, lastRequest } = setupClient();
    const { stop } = observe("conn_1");
    await advance();
    await lastRequest().resolve(connection("conn_1"));
    takeRequests();
    stop();
    assert.equal(describeView(observe("conn_1").view), "active");
    await advance(60_000);
    assert.deepEqual(takeRequests(), []);
  });
});

describe("a host that does not support several ids", () => {
  test("is detected once; from then on, single requests are sent, four in parallel", async () => {
    const { observe, api, advance, takeRequests, takeChanges } = setupClient();
    for (const id of ids(10)) observe(id, 30);
    await advance();
    await api.requests[0]!.resolve(undefined);
    takeRequests();
    await advance();
    const open = () => api.requests.filter(({ settled }) => !settled);
    assert.equal(open().length, 4);
    while (open().length) {
      assert.ok(open().length <= 4);
      const [{ name, ids }] = open() as [(typeof api.requests)[0]];
      assert.match(name, /^getOne /);
      await open()[0]!.resolve(connection(ids[0]!));
      await advance();
    }
    assert.equal(takeChanges().length, 10);
    assert.equal(takeRequests().length, 10);
    await advance(30_000);
    assert.equal(open().length, 4);
    assert.ok(takeRequests().every((name) => name.startsWith("getOne ")));
  });

  test("gets every one of many connections fetched, even if it is slow", async () => {
    const { observe, api, advance, takeChanges } = setupClient();
    for (const id of ids(40)) observe(id, 10);
    await advance();
    await api.requests[0]!.resolve(undefined);
    for (let batch = 0; batch < 10; batch++) {
      await advance(2_600);
      for (const request of api.requests.filter(({ settled }) => !settled)) {
        await request.resolve(connection(request.ids[0]!));
      }
    }
    assert.equal(takeChanges().length, 40);
  });

  test("still resolves a pending refetch", async () => {
    const { observe, advance, lastRequest, api } = setupClient();
    const { refetch } = observe("conn_1");
    observe("conn_2");
    const answer = refetch();
    await advance();
    await lastRequest().resolve(undefined);
    await advance();
    for (const request of api.requests.slice(1)) await request.resolve(connection(request.ids[0]!));
    assert.equal(describeView(await answer), "active");
  });
});

describe("responses", () => {
  test("shows a missing connection as none and does not fetch it again", async () => {
    const { observe, advance, takeRequests, lastRequest, takeChanges } = setupClient();
    observe("conn_1", 10);
    await advance();
    await lastRequest().resolve(undefined);
    assert.deepEqual(takeChanges(), ["conn_1 none (load)"]);
    takeRequests();
    await advance(3_600_000);
    assert.deepEqual(takeRequests(), []);
  });

  test("shows connections that the response leaves out as none", async () => {
    const { observe, advance, lastRequest, takeChanges } = setupClient();
    for (const id of ids(3)) observe(id);
    await advance();
    await lastRequest().resolve([connection("conn_1")]);
    assert.deepEqual(takeChanges(), ["conn_0 none (load)", "conn_1 active (load)", "conn_2 none (load)"]);
  });

  test("shows a changed connection on every page that contains it", async () => {
    const { observe, observePage, advance, api, takeChanges } = setupClient();
    observePage();
    observe("conn_1", 60);
    await advance();
    await api.requests[0]!.resolve(pageOf([connection("conn_1"), connection("conn_2")]));
    await api.requests[1]!.resolve(connection("conn_1"));
    assert.deepEqual(takeChanges(), ["page [conn_1=active,conn_2=active] (load)", "conn_1 active (load)"]);
    await advance(60_000);
    await api.requests[2]!.resolve(connection("conn_1", { status: "expired" }));
    assert.deepEqual(takeChanges(), ["conn_1 expired (refresh)", "page [conn_1=expired,conn_2=active] (refresh)"]);
  });

  test("uses the state on a page like a fetch of the connection itself", async () => {
    const { observe, observePage, advance, lastRequest, takeChanges, takeRequests } = setupClient();
    observe("conn_1", 10);
    await advance();
    await lastRequest().resolve(connection("conn_1"));
    await advance(10_000);
    await lastRequest().reject(new ConnectError("misconfigured"));
    observePage();
    await advance();
    await lastRequest().resolve(pageOf([connection("conn_1")]));
    assert.deepEqual(takeChanges(), [
      "conn_1 active (load)",
      "conn_1 active stale (refresh)",
      "page [conn_1=active] (load)",
      "conn_1 active (refresh)",
    ]);
    takeRequests();
    await advance(10_000);
    assert.deepEqual(takeRequests(), ["getOne conn_1"]);
  });

  test("refetches a filtered page when a connection changes elsewhere", async () => {
    const { observe, observePage, advance, api, takeRequests } = setupClient();
    observePage({ status: "active" });
    observe("conn_1", 60);
    await advance();
    await api.requests[0]!.resolve(pageOf([connection("conn_1")]));
    await api.requests[1]!.resolve(connection("conn_1"));
    takeRequests();
    await advance(2_000);
    assert.deepEqual(takeRequests(), []);
    await advance(58_000);
    await api.requests[2]!.resolve(connection("conn_1", { status: "expired" }));
    takeRequests();
    await advance(500);
    assert.deepEqual(takeRequests(), ['getPage {"limit":20,"offset":0,"status":"active"}']);
  });

  test("does not refetch endlessly when two pages disagree", async () => {
    const { observePage, advance, api } = setupClient();
    observePage({ status: "active" }, 0, "active");
    observePage({ status: "expired" }, 0, "expired");
    await advance();
    await api.requests[0]!.resolve(pageOf([connection("conn_1")]));
    await api.requests[1]!.resolve(pageOf([connection("conn_1", { status: "expired" })]));
    await advance(60_000);
    assert.equal(api.requests.length, 2);
  });

  test("forgets a connection that is on no page any more", async () => {
    const { observe, observePage, advance, lastRequest } = setupClient();
    const { refetch } = observePage();
    await advance();
    await lastRequest().resolve(pageOf([connection("conn_1"), connection("conn_9")]));
    const refreshed = refetch();
    await advance();
    await lastRequest().resolve(pageOf([connection("conn_1")]));
    await refreshed;
    assert.deepEqual([observe("conn_1").view.name, observe("conn_9").view.name], ["known", "loading"]);
  });

  test("lists each connection of a page once", async () => {
    const { observePage, advance, lastRequest, takeChanges } = setupClient();
    observePage();
    await advance();
    await lastRequest().resolve(pageOf([connection("conn_1"), connection("conn_1")], true));
    assert.deepEqual(takeChanges(), ["page [conn_1=active]+ (load)"]);
  });

  test("does not notify observers when nothing changed", async () => {
    const { observe, observePage, advance, takeChanges, api } = setupClient();
    observe("conn_1", 10);
    observePage({}, 10);
    await advance();
    for (let poll = 0; poll < 3; poll++) {
      for (const request of api.requests.filter(({ settled }) => !settled)) {
        await request.resolve(request.params ? pageOf([connection("conn_1")]) : connection("conn_1"));
      }
      assert.equal(takeChanges().length, poll === 0 ? 2 : 0);
      await advance(10_000);
    }
  });

  test("never sends a request for an invalid id", async () => {
    const { client, observe, advance, takeRequests, takeChanges } = setupClient();
    for (const id of ["", "conn_", "acc_1", "conn_../../x", "conn_1/invalidate", "conn_1\n"]) {
      const { view, refetch, stop } = observe(id);
      assert.equal(describeView(view), "failed misconfigured");
      assert.equal(await refetch(), view);
      await assert.rejects(client.invalidate(id), { code: "misconfigured" });
      await assert.rejects(client.disconnect(id), { code: "misconfigured" });
      client.refetchConnection(id);
      stop();
    }
    await advance();
    assert.deepEqual([takeRequests(), takeChanges()], [[], []]);
  });

  test("refetch fetches again and resolves with the resulting view", async () => {
    const { observe, advance, takeRequests, lastRequest, takeChanges } = setupClient();
    const { refetch, stop } = observe("conn_1");
    await advance();
    const during = refetch();
    await lastRequest().resolve(connection("conn_1"));
    await advance();
    assert.deepEqual(takeRequests(), ["getOne conn_1", "getOne conn_1"]);
    await lastRequest().resolve(connection("conn_1", { status: "expired" }));
    assert.equal(describeView(await during), "expired");
    const failing = refetch();
    await advance();
    await lastRequest().reject(new ConnectError("network"));
    assert.equal(describeView(await failing), "expired stale");
    assert.deepEqual(takeChanges(), [
      "conn_1 active (load)",
      "conn_1 expired (refresh)",
      "conn_1 expired stale (refresh)",
    ]);
    const stopped = refetch();
    stop();
    assert.equal(describeView(await stopped), "expired stale");
    assert.equal(describeView(await refetch()), "expired stale");
  });
});

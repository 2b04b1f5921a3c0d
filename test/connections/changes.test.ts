/** Changes from live updates and other tabs, loss of access, and the end of the last observation. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectError } from "../../src/protocol/error-codes.js";
import {
  connection,
  setupClient,
  expired,
  setupLoadedClient,
  pageOf,
  describeView,
  ignoreRejection,
} from "./client-setup.js";

describe("messages from other tabs", () => {
  test("cause a refetch; their content is not trusted", async () => {
    const { otherTabPosts, advance, takeRequests, takeChanges, api } = await setupLoadedClient();
    otherTabPosts({ connectionId: "conn_1", status: "disconnected", connection: connection("conn_1", expired) });
    await advance(500);
    assert.deepEqual(takeChanges(), []);
    assert.deepEqual(takeRequests(), ['getPage {"limit":20,"offset":0}', "getOne conn_1"]);
    await api.requests.at(-1)!.resolve(connection("conn_1", expired));
    assert.deepEqual(takeChanges(), ["conn_1 expired (tab)", "page [conn_1=expired,conn_2=active] (tab)"]);
  });

  test("are ignored when they are malformed", async () => {
    const { otherTabPosts, advance, takeRequests } = await setupLoadedClient();
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    const malformed = [null, undefined, 0, "conn_1", [], {}, cycle, new Map(), { connectionId: "conn_1" }];
    const ids = ["", "conn_", "conn_1\u0000", ["conn_1"], { toString: () => "conn_1" }, `conn_${"x".repeat(200)}`];
    const bad = [...malformed, ...ids.map((connectionId) => ({ connectionId, status: "active" }))];
    for (const message of [...bad, { connectionId: "conn_1", status: {} }, { connectionId: "conn_1", status: "" }]) {
      otherTabPosts(message);
    }
    await advance(60_000);
    assert.deepEqual(takeRequests(), []);
  });

  test("cause at most one refetch every two seconds", async () => {
    const { otherTabPosts, advance, api } = await setupLoadedClient();
    const before = api.requests.length;
    for (let at = 0; at < 1000; at++) {
      otherTabPosts({ connectionId: "conn_1", status: "active" });
      await advance(10);
      for (const request of api.requests.filter(({ settled }) => !settled)) {
        await request.resolve(request.params ? pageOf([connection("conn_1")]) : connection("conn_1"));
      }
    }
    // Ten seconds; each refetch is one request for the connection and one for the page.
    assert.ok(api.requests.length - before <= 2 * 6, String(api.requests.length - before));
  });

  test("cause no refetch for a connection that is not observed", async () => {
    const { observe, advance, lastRequest, takeRequests, otherTabPosts } = setupClient();
    observe("conn_1");
    await advance();
    await lastRequest().resolve(connection("conn_1"));
    takeRequests();
    otherTabPosts({ connectionId: "conn_2", status: "active" });
    await advance(60_000);
    assert.deepEqual(takeRequests(), []);
  });
});

describe("pushes", () => {
  test("update the observers at once when they contain the connection, without a fetch", async () => {
    const { stream, advance, takeRequests, takeChanges } = await setupLoadedClient();
    stream.onMessage({ connectionId: "conn_1", status: "expired", connection: connection("conn_1", expired) });
    assert.deepEqual(takeChanges(), ["page [conn_1=expired,conn_2=active] (push)", "conn_1 expired (push)"]);
    await advance(60_000);
    assert.deepEqual(takeRequests(), []);
  });

  test("do not resolve a pending refetch", async () => {
    const { stream, observation, advance, lastRequest } = await setupLoadedClient();
    const refreshed = observation.refetch();
    stream.onMessage({ connectionId: "conn_1", status: "expired", connection: connection("conn_1", expired) });
    await advance();
    await lastRequest().resolve(connection("conn_1", { status: "awaiting_2fa" }));
    assert.equal(describeView(await refreshed), "awaiting_2fa");
  });

  test("override a fetch that is running", async () => {
    const { stream, observation, advance, lastRequest } = await setupLoadedClient();
    const refreshed = observation.refetch();
    await advance();
    stream.onMessage({ connectionId: "conn_1", status: "expired", connection: connection("conn_1", expired) });
    await lastRequest().resolve(connection("conn_1"));
    assert.equal(describeView(await refreshed), "expired");
  });

  test("are ignored when they are older than the known state", async () => {
    const { observe, advance, lastRequest, streams, takeChanges } = setupClient();
    observe("conn_1");
    await advance();
    await lastRequest().resolve(connection("conn_1", { updatedAt: "2026-05-01T12:00:00Z" }));
    takeChanges();
    const old = connection("conn_1", { ...expired, updatedAt: "2026-05-01T11:59:59Z" });
    streams[0]!.onMessage({ connectionId: "conn_1", status: "expired", connection: old });
    assert.deepEqual(takeChanges(), []);
  });

  test("cause a fetch when they contain no connection or another one", async () => {
    for (const more of [{}, { connection: connection("conn_2", expired) }, { connection: { id: "conn_1" } }]) {
      const { stream, advance, takeRequests, takeChanges } = await setupLoadedClient();
      stream.onMessage({ connectionId: "conn_1", status: "expired", ...more });
      await advance(500);
      assert.deepEqual(takeChanges(), []);
      assert.deepEqual(takeRequests(), ['getPage {"limit":20,"offset":0}', "getOne conn_1"]);
    }
  });

  test("remove a disconnected connection at once; an earlier push does not bring it back", async () => {
    const { stream, advance, takeRequests, takeChanges, observation } = await setupLoadedClient();
    stream.onMessage({ connectionId: "conn_1", status: "disconnected" });
    assert.deepEqual(takeChanges(), ["page [conn_2=active] (push)", "conn_1 none (push)"]);
    await advance(500);
    assert.deepEqual(takeRequests(), ['getPage {"limit":20,"offset":0}']);
    stream.onMessage({ connectionId: "conn_1", status: "active", connection: connection("conn_1") });
    assert.equal(describeView(observation.view), "none");
    await advance(3_000);
    assert.ok(takeRequests().includes("getOne conn_1"));
  });

  test("refetch the pages for a connection that is on none of them: it may be new", async () => {
    const { stream, advance, takeRequests } = await setupLoadedClient();
    stream.onMessage({ connectionId: "conn_9", status: "active", connection: connection("conn_9") });
    await advance(500);
    assert.deepEqual(takeRequests(), ['getPage {"limit":20,"offset":0}']);
  });

  test("are ignored when they are malformed; a reset refetches everything", async () => {
    const { stream, advance, takeRequests } = await setupLoadedClient();
    for (const message of [undefined, null, 7, "x", [], {}, { connectionId: "x", status: "active" }]) {
      stream.onMessage(message);
    }
    await advance(60_000);
    assert.deepEqual(takeRequests(), []);
    stream.onReset();
    await advance(500);
    assert.deepEqual(takeRequests(), ['getPage {"limit":20,"offset":0}', "getOne conn_1"]);
  });
});

describe("after a 401 or 403", () => {
  for (const code of ["unauthorized", "forbidden"] as const) {
    test(`removes all connections at once and cancels running fetches (${code})`, async () => {
      const { api, clock, advance, takeRequests, takeChanges, stream, otherTabPosts, observation, pageObservation } =
        await setupLoadedClient({}, 10);
      clock.advance(10_000);
      const [pageFetch, singleFetch] = api.requests.slice(2);
      const waiting = observation.refetch();
      takeRequests();
      await pageFetch!.reject(new ConnectError(code));
      assert.deepEqual(takeChanges(), [`page failed ${code} (refresh)`, `conn_1 failed ${code} (refresh)`]);
      assert.equal(describeView(await waiting), `failed ${code}`);
      assert.equal(stream.open, false);
      assert.equal(singleFetch!.signal!.aborted, true);
      await singleFetch!.resolve(connection("conn_1"));
      otherTabPosts({ connectionId: "conn_1", status: "active" });
      await advance(3_600_000);
      assert.deepEqual([takeChanges(), takeRequests()], [[], []]);
      assert.deepEqual(
        [describeView(observation.view), describeView(pageObservation.view)],
        [`failed ${code}`, `failed ${code}`],
      );
    });
  }

  test("fetches again on return and on refetch; after a success, fetches everything", async () => {
    const { api, observation, advance, takeRequests, lastRequest, setVisibility, takeChanges, streams } =
      await setupLoadedClient();
    ignoreRejection(observation.refetch());
    await advance();
    await lastRequest().reject(new ConnectError("unauthorized"));
    await advance(5_000);
    takeRequests();
    setVisibility({});
    await advance(500);
    assert.equal(takeRequests().length, 2);
    await api.requests.at(-1)!.reject(new ConnectError("unauthorized"));
    takeChanges();
    ignoreRejection(observation.refetch());
    await advance();
    assert.deepEqual(takeRequests(), ["getOne conn_1"]);
    await lastRequest().resolve(connection("conn_1"));
    await advance();
    assert.deepEqual(takeRequests(), ['getPage {"limit":20,"offset":0}']);
    await lastRequest().resolve(pageOf([connection("conn_1")]));
    assert.deepEqual(takeChanges(), ["conn_1 active (refresh)", "page [conn_1=active] (refresh)"]);
    assert.equal(streams.filter(({ open }) => open).length, 1);
  });

  test("ignores the result of a mutation that was running", async () => {
    const { client, observation, advance, lastRequest, api, takeChanges } = await setupLoadedClient();
    ignoreRejection(client.invalidate("conn_1"));
    const mutation = lastRequest();
    ignoreRejection(observation.refetch());
    await advance();
    await api.requests.at(-1)!.reject(new ConnectError("unauthorized"));
    takeChanges();
    await mutation.resolve(connection("conn_1", expired));
    assert.deepEqual(takeChanges(), []);
  });
});

describe("after the last observation has stopped", () => {
  test("releases timers, listeners and the stream, and holds them again with the next observation", async () => {
    const setup = await setupLoadedClient({}, 10);
    const { observation, pageObservation, advance, takeRequests, observe, lastRequest, takeChanges, api } = setup;
    assert.ok(setup.heldResources > 3);
    observation.stop();
    observation.stop();
    await advance();
    assert.ok(setup.heldResources > 3);
    const refreshed = pageObservation.refetch();
    await advance();
    pageObservation.stop();
    await advance();
    assert.equal(setup.heldResources, 0);
    assert.equal(lastRequest().signal!.aborted, true);
    assert.equal(describeView(await refreshed), "[conn_1=active,conn_2=active]");
    await lastRequest().resolve(pageOf([]));
    assert.deepEqual(takeChanges(), []);
    takeRequests();
    assert.equal(observe("conn_1").view.name, "loading");
    await advance();
    assert.deepEqual(takeRequests(), ["getOne conn_1"]);
    await api.requests.at(-1)!.resolve(connection("conn_1"));
    assert.ok(setup.heldResources > 3);
  });

  test("notifies no stopped observer, also while notifying others", async () => {
    const { client, advance, lastRequest } = setupClient();
    const notified: string[] = [];
    const observations = ["first", "second"].map((name) =>
      client.observe("conn_1", { refresh: 0 }, () => {
        notified.push(name);
        for (const { stop } of observations) stop();
      }),
    );
    await advance();
    await lastRequest().resolve(connection("conn_1"));
    assert.deepEqual(notified, ["first"]);
  });

  test("notifies an observer only of the newest view when a callback changes it again", async () => {
    const { client, advance, lastRequest, streams } = setupClient();
    const notified: string[] = [];
    const push = { connectionId: "conn_1", status: "expired", connection: connection("conn_1", expired) };
    for (const name of ["first", "second"]) {
      client.observe("conn_1", { refresh: 0 }, (view) => {
        notified.push(`${name} ${describeView(view)}`);
        if (notified.length === 3) streams[0]!.onMessage(push);
      });
    }
    await advance();
    await lastRequest().resolve(connection("conn_1"));
    client.refetchConnection("conn_1");
    await advance();
    await lastRequest().resolve(connection("conn_1", { status: "awaiting_2fa" }));
    assert.deepEqual(notified.slice(2), ["first awaiting_2fa", "first expired", "second expired"]);
  });
});

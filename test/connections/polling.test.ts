/** When queries are fetched: polling, retries, and pages that are hidden or offline. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HostResponseError } from "../../src/connections/ports.js";
import { ConnectError } from "../../src/protocol/error-codes.js";
import { connection, setupClient, pageOf, describeView, ignoreRejection } from "./client-setup.js";

/** Creates a client that observes conn_1 and has fetched it once. */
async function setupLoaded(refresh = 0, options: Parameters<typeof setupClient>[0] = {}) {
  const setup = setupClient(options);
  const observation = setup.observe("conn_1", refresh);
  await setup.advance();
  await setup.lastRequest().resolve(connection("conn_1"));
  setup.takeRequests();
  setup.takeChanges();
  /** Advances the clock until the next request. Returns the milliseconds, or `Infinity` after `limit`. */
  const timeToNextRequest = async (limit: number) => {
    const start = setup.clock.now();
    while (setup.clock.now() - start < limit) {
      await setup.advance(100);
      if (setup.takeRequests().length) return setup.clock.now() - start;
    }
    return Infinity;
  };
  return Object.assign(setup, { observation, timeToNextRequest });
}

describe("polling", () => {
  test("uses the shortest interval of all observers, at least 10 seconds", async () => {
    const { observe, advance, takeRequests, lastRequest, timeToNextRequest } = await setupLoaded(60);
    assert.equal(await timeToNextRequest(120_000), 60_000);
    await lastRequest().resolve(connection("conn_1"));
    const { stop } = observe("conn_1", 1);
    assert.equal(await timeToNextRequest(120_000), 10_000);
    await lastRequest().resolve(connection("conn_1"));
    stop();
    await advance(10_000);
    takeRequests();
    await lastRequest().resolve(connection("conn_1"));
    assert.equal(await timeToNextRequest(120_000), 60_000);
  });

  test("is off for an invalid interval", async () => {
    for (const refresh of [0, -1, NaN, Infinity])
      assert.equal(await (await setupLoaded(refresh)).timeToNextRequest(120_000), Infinity);
  });

  test("is fast for five minutes while a login waits for its code", async () => {
    const { lastRequest, timeToNextRequest } = await setupLoaded(60);
    await timeToNextRequest(60_000);
    const waiting = connection("conn_1", { status: "awaiting_2fa" });
    for (let poll = 0; poll < 30; poll++) {
      await lastRequest().resolve(waiting);
      assert.equal(await timeToNextRequest(120_000), 10_000, `poll ${poll}`);
    }
    for (let poll = 0; poll < 3; poll++) {
      await lastRequest().resolve(waiting);
      assert.equal(await timeToNextRequest(120_000), 60_000);
    }
    // A login that starts to wait again is polled fast again.
    await lastRequest().resolve(connection("conn_1"));
    await timeToNextRequest(120_000);
    await lastRequest().resolve(waiting);
    assert.equal(await timeToNextRequest(120_000), 10_000);
  });

  test("of a page is fast while a login on it waits for its code", async () => {
    const { observePage, advance, takeRequests, lastRequest } = setupClient();
    observePage({}, 60);
    await advance();
    await lastRequest().resolve(pageOf([connection("conn_1"), connection("conn_2", { status: "awaiting_2fa" })]));
    takeRequests();
    await advance(10_000);
    assert.equal(takeRequests().length, 1);
  });
});

describe("a failed fetch", () => {
  test("marks the known state as stale until the next fetch succeeds", async () => {
    const { lastRequest, timeToNextRequest, takeChanges, observation } = await setupLoaded(10);
    for (const code of ["network", "timeout", "server_error", "rate_limited", "bad_response"] as const) {
      await timeToNextRequest(60_000);
      await lastRequest().reject(new ConnectError(code));
      assert.equal(describeView(observation.view), "active stale");
      await timeToNextRequest(60_000);
      await lastRequest().resolve(connection("conn_1"));
      assert.deepEqual(takeChanges(), ["conn_1 active stale (refresh)", "conn_1 active (refresh)"]);
    }
  });

  test("shows the error when nothing is known, and is retried", async () => {
    const { observe, advance, lastRequest, takeChanges } = setupClient();
    observe("conn_1");
    await advance();
    await lastRequest().reject(new ConnectError("server_error"));
    await advance(60_000);
    await lastRequest().resolve(connection("conn_1"));
    assert.deepEqual(takeChanges(), ["conn_1 failed server_error (load)", "conn_1 active (refresh)"]);
  });

  test("is retried six times with growing delays when nothing polls", async () => {
    const { observe, advance, api, lastRequest } = setupClient({ random: () => 1 });
    observe("conn_1");
    await advance();
    const times: number[] = [];
    for (let at = 0; at < 10_000 && times.length < 20; at++) {
      if (!lastRequest().settled) {
        times.push(at);
        await lastRequest().reject(new ConnectError("network"));
      }
      await advance(1_000);
    }
    assert.deepEqual(times, [0, 2, 6, 14, 30, 62, 122]);
    assert.equal(api.requests.length, 7);
  });

  test("is not retried after a permanent error, until a refetch or a new observer", async () => {
    for (const code of ["misconfigured", "not_found", "verify_failed"] as const) {
      const { observe, lastRequest, timeToNextRequest, observation, advance, takeRequests } = await setupLoaded(10);
      await timeToNextRequest(10_000);
      await lastRequest().reject(new ConnectError(code));
      assert.equal(await timeToNextRequest(120_000), Infinity);
      ignoreRejection(observation.refetch());
      await advance();
      assert.equal(takeRequests().length, 1);
      await lastRequest().reject(new ConnectError(code));
      observe("conn_1");
      await advance();
      assert.equal(takeRequests().length, 1);
    }
  });

  test("is retried at Retry-After despite returns to the page and other tabs, but at once on refetch", async () => {
    const { lastRequest, timeToNextRequest, otherTabPosts, setVisibility, advance, takeRequests, observation } =
      await setupLoaded(10);
    await timeToNextRequest(10_000);
    await lastRequest().reject(new HostResponseError("rate_limited", "", "45"));
    for (let at = 0; at < 10; at++) {
      await advance(3_000);
      otherTabPosts({ connectionId: "conn_1", status: "expired" });
      setVisibility({});
    }
    assert.deepEqual(takeRequests(), []);
    assert.equal(await timeToNextRequest(60_000), 15_000);
    await lastRequest().reject(new HostResponseError("server_error", "", "45"));
    ignoreRejection(observation.refetch());
    await advance();
    assert.equal(takeRequests().length, 1);
  });

  test("is retried at Retry-After also when another tab posted during the fetch", async () => {
    const { lastRequest, timeToNextRequest, otherTabPosts, advance } = await setupLoaded(10);
    await timeToNextRequest(10_000);
    otherTabPosts({ connectionId: "conn_1", status: "expired" });
    await advance(1_000);
    await lastRequest().reject(new HostResponseError("rate_limited", "", "45"));
    assert.equal(await timeToNextRequest(60_000), 45_000);
  });

  test("is retried neither sooner nor more often because of a new observer", async () => {
    const { observe, lastRequest, timeToNextRequest, advance, takeRequests } = await setupLoaded(10);
    await timeToNextRequest(10_000);
    await lastRequest().reject(new ConnectError("network"));
    observe("conn_1");
    await advance();
    assert.deepEqual(takeRequests(), []);
    assert.equal(await timeToNextRequest(60_000), 1_000);
    observe("conn_1");
    await lastRequest().resolve(connection("conn_1"));
    await advance();
    assert.deepEqual(takeRequests(), []);
  });

  test("with an unexpected error counts as transient", async () => {
    const { lastRequest, timeToNextRequest, observation } = await setupLoaded(10);
    await timeToNextRequest(10_000);
    await lastRequest().reject(new TypeError("x"));
    assert.equal(describeView(observation.view), "active stale");
    assert.notEqual(await timeToNextRequest(60_000), Infinity);
  });
});

describe("a hidden or offline page", () => {
  test("sends no request; on return sends one within half a second", async () => {
    for (const away of [{ visible: false }, { online: false }]) {
      const { setVisibility, timeToNextRequest, lastRequest } = await setupLoaded(10);
      setVisibility(away);
      assert.equal(await timeToNextRequest(120_000), Infinity);
      const back = { visible: true, online: true };
      // visibilitychange, focus, pageshow and online come together.
      for (let at = 0; at < 4; at++) setVisibility(back);
      const delay = await timeToNextRequest(2_000);
      assert.ok(delay > 0 && delay <= 500, String(delay));
      await lastRequest().resolve(connection("conn_1"));
      assert.equal(await timeToNextRequest(60_000), 10_000);
    }
  });

  test("refetches on return also what is not polled, except what was fetched just before", async () => {
    const { setVisibility, timeToNextRequest, lastRequest, advance } = await setupLoaded(0);
    setVisibility({});
    assert.equal(await timeToNextRequest(60_000), Infinity);
    setVisibility({});
    assert.ok((await timeToNextRequest(60_000)) <= 500);
    await lastRequest().resolve(connection("conn_1"));
    for (let at = 0; at < 100; at++) {
      setVisibility({});
      await advance(10);
    }
    assert.equal(await timeToNextRequest(60_000), Infinity);
  });

  test("fetches at most once every two seconds when it is hidden and shown rapidly", async () => {
    const { setVisibility, advance, api } = await setupLoaded(10);
    await advance(5_000);
    for (let at = 0; at < 200; at++) {
      setVisibility({ visible: at % 2 === 1 });
      await advance(50);
      for (const request of api.requests.filter(({ settled }) => !settled)) await request.resolve(connection("conn_1"));
    }
    assert.ok(api.requests.length <= 1 + 6, String(api.requests.length));
  });

  test("does not wait longer after a short absence", async () => {
    const { setVisibility, timeToNextRequest, advance } = await setupLoaded(0);
    await advance(5_000);
    setVisibility({ visible: false });
    await advance(600);
    setVisibility({ visible: true });
    assert.ok((await timeToNextRequest(60_000)) <= 500);
  });

  test("refetches on return what another tab reported meanwhile, however short the absence was", async () => {
    for (const before of [0, 5_000]) {
      const { setVisibility, timeToNextRequest, advance, otherTabPosts } = await setupLoaded(0);
      await advance(before);
      setVisibility({ visible: false });
      otherTabPosts({ connectionId: "conn_1", status: "expired" });
      await advance(600);
      setVisibility({ visible: true });
      assert.ok((await timeToNextRequest(60_000)) <= 500);
    }
  });

  test("fetches at most once every two seconds also while other tabs post constantly", async () => {
    const { setVisibility, advance, otherTabPosts, api } = await setupLoaded(0);
    for (let at = 0; at < 40; at++) {
      setVisibility({ visible: false });
      otherTabPosts({ connectionId: "conn_1", status: "expired" });
      await advance(25);
      setVisibility({ visible: true });
      await advance(25);
      for (const request of api.requests) if (!request.settled) await request.resolve(connection("conn_1"));
    }
    assert.ok(api.requests.length <= 3, String(api.requests.length));
  });

  test("retries a query whose retries had ended six more times on return", async () => {
    const { setVisibility, advance, api, observation } = await setupLoaded(0);
    const failAllRequests = async () => {
      for (let at = 0; at < 40; at++) {
        await advance(10_000);
        for (const request of api.requests) if (!request.settled) await request.reject(new ConnectError("network"));
      }
    };
    ignoreRejection(observation.refetch());
    await failAllRequests();
    assert.equal(api.requests.length, 1 + 7);
    setVisibility({});
    await failAllRequests();
    assert.equal(api.requests.length, 1 + 7 + 7);
  });

  test("delays the first fetch while it is hidden", async () => {
    const { observe, page, advance, takeRequests, setVisibility, lastRequest, takeChanges } = setupClient();
    page.visible = false;
    const { refetch } = observe("conn_1");
    const answer = refetch();
    await advance(60_000);
    assert.deepEqual(takeRequests(), []);
    setVisibility({ visible: true });
    await advance(500);
    assert.deepEqual(takeRequests(), ["getOne conn_1"]);
    await lastRequest().resolve(connection("conn_1"));
    assert.equal(describeView(await answer), "active");
    assert.deepEqual(takeChanges(), ["conn_1 active (load)"]);
  });

  test("fails the first fetch and a refetch at once while it is offline", async () => {
    const { observe, page, advance, takeRequests, setVisibility, lastRequest, takeChanges } = setupClient();
    page.online = false;
    const { refetch } = observe("conn_1");
    await advance();
    assert.deepEqual(takeChanges(), ["conn_1 failed network (load)"]);
    setVisibility({ online: true });
    await advance(500);
    assert.deepEqual(takeRequests(), ["getOne conn_1"]);
    await lastRequest().resolve(connection("conn_1"));
    setVisibility({ online: false });
    const failing = refetch();
    await advance();
    assert.equal(describeView(await failing), "active stale");
    assert.deepEqual(takeRequests(), []);
  });

  test("does not refetch a connection that does not exist", async () => {
    const { observe, advance, lastRequest, takeRequests, setVisibility } = setupClient();
    observe("conn_1", 10);
    await advance();
    await lastRequest().resolve(undefined);
    takeRequests();
    await advance(60_000);
    setVisibility({});
    await advance(60_000);
    assert.deepEqual(takeRequests(), []);
  });
});

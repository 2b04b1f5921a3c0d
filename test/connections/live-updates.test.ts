import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectError } from "../../src/protocol/error-codes.js";
import { connection, expired, setupClient } from "./client-setup.js";

/** Creates a client that observes conn_1 and has fetched it once, so that its stream is open. */
async function setupStream(options: Parameters<typeof setupClient>[0] = {}) {
  const setup = setupClient(options);
  const observation = setup.observe("conn_1");
  await setup.advance();
  await setup.lastRequest().resolve(connection("conn_1"));
  setup.takeRequests();
  const open = () => setup.streams.filter((stream) => stream.open);
  return Object.assign(setup, { observation, open, stream: () => setup.streams.at(-1)! });
}

/** Creates a client of a page that shares its stream; another page holds the lock. */
function setupPeer() {
  const peerPosts: unknown[] = [];
  const locks: (() => void)[] = [];
  const listeners = new Set<(message: unknown) => void>();
  const setup = setupClient({
    connectPeers(onMessage) {
      listeners.add(onMessage);
      return {
        post: (message) => peerPosts.push(message),
        close: () => listeners.delete(onMessage),
        lock() {
          const release = () => void locks.splice(locks.indexOf(release), 1);
          locks.push(release);
          return release;
        },
      };
    },
  });
  const peerPosted = (message: unknown) => listeners.forEach((listener) => listener(message));
  return Object.assign(setup, { peerPosts, locks, peerPosted, heldPeers: () => listeners.size });
}

describe("live updates", () => {
  test("opens one stream once something is observed and a fetch has succeeded", async () => {
    const { observe, advance, streams, api } = setupClient();
    assert.equal(streams.length, 0);
    observe("conn_1");
    observe(undefined);
    await advance();
    assert.equal(streams.length, 0);
    await api.requests[0]!.reject(new ConnectError("server_error"));
    assert.equal(streams.length, 0);
    await api.requests[1]!.resolve(connection("conn_1"));
    assert.equal(streams.length, 1);
    await advance(60_000);
    assert.equal(streams.length, 1);
  });

  test("closes the stream while hidden or offline; on return opens it again and refetches once", async () => {
    for (const away of [{ visible: false }, { online: false }]) {
      const { setVisibility, open, stream, advance, takeRequests } = await setupStream();
      stream().onOpen();
      await advance(5_000);
      stream().onBreak();
      setVisibility(away);
      assert.equal(open().length, 0);
      await advance(60_000);
      assert.equal(open().length, 0);
      setVisibility({ visible: true, online: true });
      assert.equal(open().length, 1);
      await advance(500);
      stream().onOpen();
      await advance(10_000);
      assert.deepEqual(takeRequests(), ["getOne conn_1"]);
    }
  });

  for (const status of [404, 405, 501]) {
    test(`does not try again where the host answers ${status}`, async () => {
      const { streams, stream, open, advance, setVisibility } = await setupStream();
      stream().onClose({ status, retryAfter: "1" });
      assert.equal(open().length, 0);
      await advance(3_600_000);
      setVisibility({});
      setVisibility({ visible: false });
      setVisibility({ visible: true });
      assert.equal(streams.length, 1);
    });
  }

  for (const [what, answer, seconds] of [
    ["a 429", { status: 429, retryAfter: null }, [30, 60]],
    ["a 429 with Retry-After", { status: 429, retryAfter: "7" }, [7, 7]],
    ["a 502", { status: 502, retryAfter: null }, [30, 60]],
    ["a 503", { status: 503, retryAfter: "soon" }, [30, 60]],
    ["a 503 with Retry-After", { status: 503, retryAfter: "45" }, [45, 45]],
    ["no answer", undefined, [30, 60]],
    ["a page of HTML", { status: 200, retryAfter: null }, [300, 600]],
    ["a redirect to a login page", { status: 0, retryAfter: null }, [300, 600]],
  ] as const) {
    test(`tries again after ${what} to the first request: in ${seconds.join(" to ")} seconds`, async () => {
      for (const [part, end] of seconds.entries()) {
        const { streams, stream, advance, takeRequests } = await setupStream({ random: () => part });
        for (const count of [2, 3]) {
          stream().onClose(answer);
          await advance(end * 1_000 - 1);
          assert.equal(streams.length, count - 1);
          await advance(1);
          assert.equal(streams.length, count);
        }
        // What happened meanwhile was missed.
        stream().onOpen();
        await advance(500);
        assert.deepEqual(takeRequests(), ["getOne conn_1"]);
      }
    });
  }

  test("reads once after a 401 or 403 to a stream, and tries again much later while the user may read", async () => {
    for (const status of [401, 403]) {
      const { streams, stream, open, advance, takeRequests, lastRequest, takeChanges } = await setupStream();
      for (let count = 1; count <= 2; count++) {
        stream().onClose({ status, retryAfter: null });
        await advance(299_000);
        assert.equal(streams.length, count);
        await advance(301_000);
        assert.equal(streams.length, count + 1);
      }
      assert.deepEqual(takeRequests(), ["getOne conn_1"]);
      await lastRequest().reject(new ConnectError("unauthorized"));
      assert.deepEqual([open().length, takeChanges().at(-1)], [0, "conn_1 failed unauthorized (push)"]);
      await advance(3_600_000);
      assert.equal(open().length, 0);
    }
  });

  test("waits for the user's return after the stream was replaced, and then reads once", async () => {
    const { streams, stream, open, advance, takeRequests, setVisibility } = await setupStream();
    stream().onOpen();
    stream().onReplaced();
    await advance(3_600_000);
    assert.equal(open().length, 0);
    setVisibility({});
    assert.equal(streams.length, 2);
    stream().onOpen();
    await advance(2_500);
    assert.deepEqual(takeRequests(), ["getOne conn_1"]);
  });

  test("opens a stream again that sent beats and is silent for 20 seconds", async () => {
    const { streams, stream, open, advance, takeRequests } = await setupStream();
    stream().onOpen();
    // A host that has never sent a beat need not.
    await advance(60_000);
    assert.equal(streams.length, 1);
    for (let beat = 0; beat < 5; beat++) {
      stream().onBeat();
      await advance(19_999);
    }
    assert.equal(streams.length, 1);
    await advance(1);
    assert.deepEqual([streams.length, open().length], [2, 1]);
    stream().onOpen();
    await advance(500);
    assert.deepEqual(takeRequests(), ["getOne conn_1"]);
    // A broken stream is the browser's to reconnect, however long it takes.
    stream().onBreak();
    await advance(600_000);
    assert.equal(streams.length, 2);
    stream().onOpen();
    await advance(20_000);
    assert.equal(streams.length, 3);
  });

  test("reconnects a stream that closes after it opened, with growing delays", async () => {
    const { streams, stream, clock, advance, observation } = await setupStream({ random: () => 1 });
    stream().onOpen();
    const delays: number[] = [];
    for (let at = 0; at < 6; at++) {
      const [before, start] = [streams.length, clock.now()];
      stream().onClose(undefined);
      while (streams.length === before) await advance(1_000);
      delays.push(clock.now() - start);
    }
    assert.deepEqual(delays, [10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
    stream().onOpen();
    stream().onClose(undefined);
    await advance(9_000);
    assert.equal(streams.length, 7);
    await advance(1_000);
    assert.equal(streams.length, 8);
    stream().onClose(undefined);
    observation.stop();
    await advance();
    assert.equal(clock.running, 0);
  });

  test("waits at least five seconds before it reconnects", async () => {
    const { streams, stream, advance } = await setupStream({ random: () => 0 });
    stream().onOpen();
    stream().onClose(undefined);
    await advance(4_999);
    assert.equal(streams.length, 1);
    await advance(1);
    assert.equal(streams.length, 2);
  });

  test("refetches everything when an interrupted stream is back, and not before", async () => {
    const { stream, advance, takeRequests, lastRequest } = await setupStream();
    stream().onOpen();
    stream().onBreak();
    await advance(60_000);
    assert.deepEqual(takeRequests(), []);
    stream().onOpen();
    await advance(500);
    assert.deepEqual(takeRequests(), ["getOne conn_1"]);
    await lastRequest().resolve(connection("conn_1"));
    stream().onClose(undefined);
    await advance(10_000);
    stream().onOpen();
    await advance(2_000);
    assert.deepEqual(takeRequests(), ["getOne conn_1"]);
  });

  test("ends in all pages with a 401 in one; each reads once, and a page that may read goes on", async () => {
    const [denied, granted] = [setupPeer(), setupPeer()];
    for (const setup of [denied, granted]) {
      setup.observe("conn_1");
      await setup.advance();
      await setup.lastRequest().resolve(connection("conn_1"));
      setup.takeRequests();
      setup.takeChanges();
    }
    const refetch = denied.client.observe("conn_1", { refresh: 0 }, () => undefined).refetch();
    await denied.advance();
    await denied.lastRequest().reject(new ConnectError("unauthorized"));
    await refetch;
    assert.deepEqual(denied.peerPosts, [{ type: "refused" }]);
    granted.peerPosted({ type: "refused" });
    assert.equal(granted.locks.length, 0);
    granted.peerPosted({ type: "refused" });
    await granted.advance(500);
    assert.deepEqual(granted.takeRequests(), ["getOne conn_1"]);
    await granted.lastRequest().resolve(connection("conn_1"));
    assert.equal(granted.locks.length, 1);
    granted.peerPosted({ type: "refused" });
    await granted.advance(3_000);
    await granted.lastRequest().reject(new ConnectError("unauthorized"));
    assert.deepEqual(granted.takeChanges(), ["conn_1 failed unauthorized (push)"]);
    assert.deepEqual(granted.peerPosts, [{ type: "refused" }]);
    // A page that is refused from the start, as after a sign-out, says so as well.
    const late = setupPeer();
    late.observe("conn_1");
    await late.advance();
    await late.lastRequest().reject(new ConnectError("unauthorized"));
    assert.deepEqual([late.peerPosts, late.heldPeers()], [[{ type: "refused" }], 0]);
  });

  test("reads a connection of which a peer posts that it changed, and believes nothing else", async () => {
    const { observe, advance, lastRequest, takeRequests, takeChanges, peerPosted } = setupPeer();
    observe("conn_1");
    await advance();
    await lastRequest().resolve(connection("conn_1"));
    takeRequests();
    takeChanges();
    peerPosted({
      type: "change",
      connectionId: "conn_1",
      status: "expired",
      connection: connection("conn_1", expired),
    });
    assert.deepEqual(takeChanges(), []);
    await advance(500);
    assert.deepEqual(takeRequests(), ["getOne conn_1"]);
    await lastRequest().resolve(connection("conn_1", expired));
    assert.deepEqual(takeChanges(), ["conn_1 expired (push)"]);
    peerPosted({ type: "missed" });
    await advance(2_500);
    assert.deepEqual(takeRequests(), ["getOne conn_1"]);
  });

  test("works without EventSource", async () => {
    const { streams, advance, setVisibility, takeRequests } = await setupStream({ hasEventSource: false });
    await advance(10_000);
    setVisibility({});
    await advance(500);
    assert.equal(streams.length, 0);
    assert.deepEqual(takeRequests(), ["getOne conn_1"]);
  });
});

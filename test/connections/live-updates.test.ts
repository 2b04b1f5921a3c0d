import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectError } from "../../src/protocol/error-codes.js";
import { connection, setupClient } from "./client-setup.js";

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
      stream().onError(false);
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

  test("does not reconnect a stream that closes before it ever opened", async () => {
    const { streams, stream, open, advance, setVisibility } = await setupStream();
    stream().onError(true);
    assert.equal(open().length, 0);
    await advance(3_600_000);
    setVisibility({});
    setVisibility({ visible: false });
    setVisibility({ visible: true });
    assert.equal(streams.length, 1);
  });

  test("reconnects a stream that closes after it opened, with growing delays", async () => {
    const { streams, stream, clock, advance, observation } = await setupStream({ random: () => 1 });
    stream().onOpen();
    const delays: number[] = [];
    for (let at = 0; at < 6; at++) {
      const [before, start] = [streams.length, clock.now()];
      stream().onError(true);
      while (streams.length === before) await advance(1_000);
      delays.push(clock.now() - start);
    }
    assert.deepEqual(delays, [10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
    stream().onOpen();
    stream().onError(true);
    await advance(9_000);
    assert.equal(streams.length, 7);
    await advance(1_000);
    assert.equal(streams.length, 8);
    stream().onError(true);
    observation.stop();
    await advance();
    assert.equal(clock.running, 0);
  });

  test("waits at least five seconds before it reconnects", async () => {
    const { streams, stream, advance } = await setupStream({ random: () => 0 });
    stream().onOpen();
    stream().onError(true);
    await advance(4_999);
    assert.equal(streams.length, 1);
    await advance(1);
    assert.equal(streams.length, 2);
  });

  test("refetches everything when an interrupted stream is back, and not before", async () => {
    const { stream, advance, takeRequests, lastRequest } = await setupStream();
    stream().onOpen();
    stream().onError(false);
    await advance(60_000);
    assert.deepEqual(takeRequests(), []);
    stream().onOpen();
    await advance(500);
    assert.deepEqual(takeRequests(), ["getOne conn_1"]);
    await lastRequest().resolve(connection("conn_1"));
    stream().onError(true);
    await advance(10_000);
    stream().onOpen();
    await advance(2_000);
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

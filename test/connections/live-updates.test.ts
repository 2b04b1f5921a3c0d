import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectError } from "../../src/protocol/error-codes.js";
import { connection, connectionWorld } from "./client-setup.js";

async function opened(options: Parameters<typeof connectionWorld>[0] = {}) {
  const world = connectionWorld(options);
  const watched = world.watch("conn_1");
  await world.pass();
  await world.last().answer(connection("conn_1"));
  world.asked();
  const open = () => world.streams.filter((stream) => stream.open);
  return Object.assign(world, { watched, open, stream: () => world.streams.at(-1)! });
}

describe("the live stream", () => {
  test("is opened once something is watched and the host has let us read, one for all", async () => {
    const { watch, pass, streams, backend } = connectionWorld();
    assert.equal(streams.length, 0);
    watch("conn_1");
    watch(undefined);
    await pass();
    assert.equal(streams.length, 0);
    await backend.requests[0]!.refuse(new ConnectError("server_error"));
    assert.equal(streams.length, 0);
    await backend.requests[1]!.answer(connection("conn_1"));
    assert.equal(streams.length, 1);
    await pass(60_000);
    assert.equal(streams.length, 1);
  });

  test("is closed while the page is hidden or offline, and opened again with one read on return", async () => {
    for (const away of [{ visible: false }, { online: false }]) {
      const { setPresence, open, stream, pass, asked } = await opened();
      stream().opened();
      await pass(5_000);
      stream().lost(false);
      setPresence(away);
      assert.equal(open().length, 0);
      await pass(60_000);
      assert.equal(open().length, 0);
      setPresence({ visible: true, online: true });
      assert.equal(open().length, 1);
      await pass(500);
      stream().opened();
      await pass(10_000);
      assert.deepEqual(asked(), ["one conn_1"]);
    }
  });

  test("that ends before it has opened is not there, and not tried again", async () => {
    const { streams, stream, open, pass, setPresence } = await opened();
    stream().lost(true);
    assert.equal(open().length, 0);
    await pass(3_600_000);
    setPresence({});
    setPresence({ visible: false });
    setPresence({ visible: true });
    assert.equal(streams.length, 1);
  });

  test("that ends after it has opened is tried again, later and later", async () => {
    const { streams, stream, clock, pass, watched } = await opened({ random: () => 1 });
    stream().opened();
    const waits: number[] = [];
    for (let at = 0; at < 6; at++) {
      const [before, start] = [streams.length, clock.now()];
      stream().lost(true);
      while (streams.length === before) await pass(1_000);
      waits.push(clock.now() - start);
    }
    assert.deepEqual(waits, [10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
    stream().opened();
    stream().lost(true);
    await pass(9_000);
    assert.equal(streams.length, 7);
    await pass(1_000);
    assert.equal(streams.length, 8);
    stream().lost(true);
    watched.stop();
    await pass();
    assert.equal(clock.running, 0);
  });

  test("waits five seconds at least", async () => {
    const { streams, stream, pass } = await opened({ random: () => 0 });
    stream().opened();
    stream().lost(true);
    await pass(4_999);
    assert.equal(streams.length, 1);
    await pass(1);
    assert.equal(streams.length, 2);
  });

  test("that was interrupted has everything read when it is back, and only then", async () => {
    const { stream, pass, asked, last } = await opened();
    stream().opened();
    stream().lost(false);
    await pass(60_000);
    assert.deepEqual(asked(), []);
    stream().opened();
    await pass(500);
    assert.deepEqual(asked(), ["one conn_1"]);
    await last().answer(connection("conn_1"));
    stream().lost(true);
    await pass(10_000);
    stream().opened();
    await pass(2_000);
    assert.deepEqual(asked(), ["one conn_1"]);
  });

  test("is no matter where the runtime has none", async () => {
    const { streams, pass, setPresence, asked } = await opened({ live: false });
    await pass(10_000);
    setPresence({});
    await pass(500);
    assert.equal(streams.length, 0);
    assert.deepEqual(asked(), ["one conn_1"]);
  });
});

import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { describe, test } from "node:test";
import type { StartTimer } from "../../../src/server/http/timeout.js";
import { startBackgroundTimer } from "../../../src/server/http/timeout.js";
import { holdLock, LOCK_SECONDS } from "../../../src/server/store/hold-lock.js";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import type { Store } from "../../../src/server/store/store.js";
import { settle } from "../handler-setup.js";
import { start } from "./contract-setup.js";
import { passTime, setupRedis } from "./redis-setup.js";

function setup() {
  const clock = { now: start };
  const timers = new Map<() => void, number>();
  const backgroundTimer: StartTimer = (ms, onEnd) => {
    timers.set(onEnd, clock.now + ms);
    return () => timers.delete(onEnd);
  };
  const store = createMemoryStore({ now: () => clock.now });
  /** Lets time pass in steps of 100 milliseconds. */
  async function pass(seconds: number): Promise<void> {
    for (let step = 0; step < seconds * 10; step++) {
      clock.now += 100;
      for (const [onEnd, at] of timers) if (at <= clock.now && timers.delete(onEnd)) onEnd();
      await settle();
    }
  }
  return { store, timers, pass, backgroundTimer };
}

/** Work that ends when the test says so. */
function createWork() {
  let end!: (result: string) => void;
  let fail!: (error: Error) => void;
  const done = new Promise<string>((resolve, reject) => ([end, fail] = [resolve, reject]));
  return { run: () => done, end, fail };
}

describe("a held lock", () => {
  test("is renewed while the work runs, released afterwards, and leaves no timer", async () => {
    const { store, timers, pass, backgroundTimer } = setup();
    const work = createWork();
    const held = holdLock({ store, backgroundTimer }, "key", work.run);
    await pass(60);
    const other = async () => "other";
    assert.deepEqual(await holdLock({ store, backgroundTimer }, "key", other), { isLocked: false });
    work.end("done");
    assert.deepEqual(await held, { isLocked: true, result: "done" });
    assert.equal(timers.size, 0);
    assert.deepEqual(await holdLock({ store, backgroundTimer }, "key", other), { isLocked: true, result: "other" });
  });

  test("is released when the work fails", async () => {
    const { store, timers, backgroundTimer } = setup();
    const work = createWork();
    const held = holdLock({ store, backgroundTimer }, "key", work.run);
    work.fail(new Error("mine"));
    await assert.rejects(held, /mine/);
    assert.equal(timers.size, 0);
    assert.equal(await store.lock("key", "other", 1), true);
  });

  test("survives a renewal and a release that fail", async () => {
    const { store, timers, pass, backgroundTimer } = setup();
    let failures = 1;
    const failing: Store = {
      ...store,
      renew: (...args) => (failures-- > 0 ? Promise.reject(new Error("down")) : store.renew(...args)),
      unlock: () => Promise.reject(new Error("down")),
    };
    const work = createWork();
    const held = holdLock({ store: failing, backgroundTimer }, "key", work.run);
    await pass(LOCK_SECONDS * 2);
    assert.equal(await store.lock("key", "other", 1), false);
    work.end("done");
    assert.deepEqual(await held, { isLocked: true, result: "done" });
    assert.equal(timers.size, 0);
    await pass(LOCK_SECONDS);
    assert.equal(await store.lock("key", "other", 1), true);
  });

  test("is not renewed any more once another owner has it", async () => {
    const { store, timers, pass, backgroundTimer } = setup();
    const work = createWork();
    const held = holdLock({ store, backgroundTimer: () => () => undefined }, "key", work.run);
    await pass(LOCK_SECONDS);
    const rival = createWork();
    const rivals = holdLock({ store, backgroundTimer }, "key", rival.run);
    await pass(1);
    work.end("late");
    await held;
    assert.equal(await store.lock("key", "third", 1), false);
    rival.end("done");
    await rivals;
    assert.equal(timers.size, 0);
  });
});

describe("a lock of a process that dies", () => {
  const server = setupRedis();

  test("ends within seconds, and not while the process lives", async (t) => {
    const prefix = server.newPrefix();
    const store = server.open(t, { prefix });
    const client = await server.raw(t);
    const file = new URL("lock-process.ts", import.meta.url);
    const child = fork(file, [server.redis().url, prefix], { execArgv: ["--import", "tsx"] });
    t.after(() => void child.kill("SIGKILL"));
    await once(child, "message");
    const holdNow = () => holdLock({ store, backgroundTimer: startBackgroundTimer }, "key", async () => "mine");
    assert.deepEqual(await holdNow(), { isLocked: false });
    // Renewed by the living process: more time is left than right before.
    const left = await client.pTTL(`${prefix}lock:key`);
    while ((await client.pTTL(`${prefix}lock:key`)) <= left) await settle();
    assert.ok((await client.pTTL(`${prefix}lock:key`)) <= LOCK_SECONDS * 1000);
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    assert.deepEqual(await holdNow(), { isLocked: false });
    await passTime(client, prefix, LOCK_SECONDS);
    assert.deepEqual(await holdNow(), { isLocked: true, result: "mine" });
  });
});

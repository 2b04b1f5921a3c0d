/** The subscription to changes, with clients that lose it in every way. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RedisClient } from "../../../src/server/store/redis-client.js";
import { openSubscription } from "../../../src/server/store/redis-subscription.js";
import { settle } from "../handler-setup.js";

const SECOND = 1000;

async function setup() {
  const clock = { now: 0 };
  const timers = new Map<() => void, number>();
  const clients: ReturnType<typeof createFakeClient>[] = [];
  const recorded = { gaps: 0, messages: [] as string[], beats: 0 };
  const redis = { isReachable: true, canConnect: true };

  function createFakeClient() {
    const listeners = new Map<string, ((error: unknown) => void)[]>();
    let receive: ((message: string) => void) | undefined;
    const fake = {
      isDead: false,
      isOpen: false,
      isReady: true,
      emit: (event: string) => listeners.get(event)?.forEach((listener) => listener(new Error("mine"))),
      receive: (message: string) => {
        if (fake.isOpen && !fake.isDead) receive?.(message);
      },
      connect: async () => {
        if (!redis.canConnect) throw new Error("refused");
        fake.isOpen = true;
      },
      subscribe: async (_: string, listener: (message: string) => void) => void (receive = listener),
      destroy: () => void (fake.isOpen = false),
      on: (event: string, listener: (error: unknown) => void) =>
        void listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    };
    return fake;
  }

  async function publish(message: string): Promise<void> {
    if (!redis.isReachable) throw new Error("unreachable");
    recorded.beats += message.startsWith('{"beat"') ? 1 : 0;
    // A message arrives some time after the command's answer.
    setImmediate(() => clients.forEach((client) => client.receive(message)));
  }

  const subscription = await openSubscription({
    channel: "changes",
    createClient: () => {
      const client = createFakeClient();
      clients.push(client);
      return client as unknown as RedisClient;
    },
    failFast: (work) => work(),
    publish,
    onMessage: (message) => void recorded.messages.push(message),
    onGap: () => void (recorded.gaps += 1),
    backgroundTimer: (ms, onEnd) => {
      timers.set(onEnd, clock.now + ms);
      return () => timers.delete(onEnd);
    },
  });

  async function pass(ms: number): Promise<void> {
    for (const end = clock.now + ms; clock.now < end;) {
      clock.now += 100;
      for (const [onEnd, at] of timers) if (at <= clock.now && timers.delete(onEnd)) onEnd();
      await settle();
    }
  }
  return {
    close: () => subscription.close(),
    clients,
    recorded,
    redis,
    publish,
    pass,
    timers,
    open: () => clients.filter((client) => client.isOpen),
  };
}

describe("the subscription to changes", () => {
  test("publishes few beats while all is well, and passes on the other messages only", async () => {
    const { pass, publish, recorded, clients } = await setup();
    await pass(60 * SECOND);
    await publish("news");
    await publish('{"beat":"another process 5"}');
    await settle();
    assert.deepEqual([recorded.messages, recorded.gaps, clients.length], [["news"], 0, 1]);
    assert.ok(recorded.beats <= 5, String(recorded.beats));
  });

  for (const event of [
    "error",
    "reconnecting",
    "topology-change",
    "node-error",
    "node-reconnecting",
    "node-disconnect",
  ]) {
    test(`reports one gap after ${event}, once messages arrive again`, async () => {
      const { pass, recorded, clients } = await setup();
      clients[0]!.isDead = true;
      clients[0]!.emit(event);
      clients[0]!.emit(event);
      await pass(2 * SECOND);
      assert.equal(recorded.gaps, 0);
      clients[0]!.isDead = false;
      clients[0]!.emit("ready");
      await pass(SECOND);
      await pass(60 * SECOND);
      assert.deepEqual([recorded.gaps, clients.length], [1, 1]);
    });
  }

  test("does not wait for its next beat when the client is ready again", async () => {
    const { recorded, clients, pass } = await setup();
    clients[0]!.emit("node-error");
    clients[0]!.emit("node-ready");
    await pass(100);
    assert.equal(recorded.gaps, 1);
  });

  test("is opened again when it is lost without a sign, which is a gap", async () => {
    const { pass, recorded, clients, open } = await setup();
    clients[0]!.isDead = true;
    await pass(30 * SECOND);
    assert.deepEqual([clients.length, open().length, recorded.gaps], [2, 1, 1]);
    await pass(60 * SECOND);
    assert.deepEqual([clients.length, recorded.gaps], [2, 1]);
  });

  test("is kept while Redis cannot be reached", async () => {
    const { pass, recorded, clients, redis } = await setup();
    redis.isReachable = false;
    clients[0]!.emit("error");
    await pass(60 * SECOND);
    assert.equal(clients.length, 1);
    redis.isReachable = true;
    await pass(2 * SECOND);
    assert.deepEqual([clients.length, recorded.gaps], [1, 1]);
  });

  test("is opened again later when that fails at first", async () => {
    const { pass, recorded, clients, redis, open } = await setup();
    clients[0]!.isDead = true;
    redis.canConnect = false;
    await pass(60 * SECOND);
    assert.equal(recorded.gaps, 0);
    redis.canConnect = true;
    await pass(5 * SECOND);
    assert.deepEqual([open().length, recorded.gaps], [1, 1]);
  });

  test("ends with close: no timer and no open client is left, also while it is opened again", async () => {
    for (const seconds of [1, 16, 20]) {
      const { pass, clients, close, timers, open } = await setup();
      clients[0]!.isDead = true;
      await pass(seconds * SECOND);
      close();
      await pass(SECOND);
      assert.deepEqual([timers.size, open().length], [0, 0]);
    }
  });
});

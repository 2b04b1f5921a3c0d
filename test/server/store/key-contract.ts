/** Contract of every store: locks, marks, intents, walks, records and times. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Intent } from "../../../src/server/store/store.js";
import { connection, start, type SetupStore } from "./contract-setup.js";

const keys = ["__proto__", "constructor", "", "a b\r\nc", "ü".repeat(500), "{a}:*"];

const intentOf = (nonce: string, connectionId: string, extra: Partial<Intent> = {}): Intent => ({
  clientReferenceId: "user-1",
  attemptId: `attempt-${nonce}`,
  nonce,
  connectionId,
  at: start,
  expiresAt: start + 3600_000,
  ...extra,
});

export function keyContract(name: string, setup: SetupStore): void {
  describe(`${name}: locks`, () => {
    test("are held by one of many simultaneous callers", async (t) => {
      const { store } = await setup(t);
      const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => store.lock("key", `o${index}`, 60)));
      assert.equal(answers.filter(Boolean).length, 1);
      assert.equal(await store.lock("another", "me", 60), true);
    });

    test("end when their time is over, and not before", async (t) => {
      const { store, pass } = await setup(t);
      // Far apart, because the clock of Redis also goes on by itself.
      await store.lock("key", "me", 500);
      await pass(400);
      // That another owner asked for it has not made it longer.
      assert.equal(await store.lock("key", "other", 6000), false);
      await pass(200);
      assert.equal(await store.lock("key", "other", 500), true);
      assert.equal(await store.renew("key", "me", 500), false);
    });

    test("can be locked again and renewed by their owner only", async (t) => {
      const { store, pass } = await setup(t);
      await store.lock("key", "me", 500);
      await pass(400);
      assert.equal(await store.renew("key", "other", 6000), false);
      assert.equal(await store.renew("key", "me", 500), true);
      await pass(400);
      assert.equal(await store.lock("key", "me", 500), true);
      await pass(400);
      assert.equal(await store.lock("key", "other", 500), false);
      await pass(200);
      assert.equal(await store.renew("key", "me", 500), false);
      assert.equal(await store.lock("key", "other", 500), true);
    });

    test("are released by their owner only", async (t) => {
      const { store } = await setup(t);
      await store.lock("key", "me", 60);
      await store.unlock("key", "other");
      assert.equal(await store.lock("key", "other", 60), false);
      await store.unlock("key", "me");
      assert.equal(await store.lock("key", "other", 60), true);
      await store.unlock("never locked", "me");
    });

    test("are apart from marks of the same name", async (t) => {
      const { store } = await setup(t);
      await store.mark("key", 60);
      assert.equal(await store.lock("key", "me", 60), true);
      await store.unlock("key", "me");
      assert.deepEqual(await store.marked(["key"]), [true]);
    });

    test("accept any text as a key", async (t) => {
      const { store } = await setup(t);
      for (const key of keys) {
        assert.equal(await store.lock(key, "me", 60), true);
        assert.equal(await store.lock(key, "other", 60), false);
      }
    });
  });

  describe(`${name}: marks`, () => {
    test("are set by one of many simultaneous callers", async (t) => {
      const { store } = await setup(t);
      const answers = await Promise.all(Array.from({ length: 200 }, () => store.mark("key", 60)));
      assert.equal(answers.filter(Boolean).length, 1);
      assert.deepEqual(await store.marked(["key"]), [true]);
    });

    test("end when their time is over, and not before", async (t) => {
      const { store, pass } = await setup(t);
      await store.mark("key", 600);
      await pass(400);
      assert.equal(await store.mark("key", 600), false);
      await pass(300);
      assert.deepEqual(await store.marked(["key"]), [false]);
      assert.equal(await store.mark("key", 600), true);
    });

    test("end after a year at the latest", async (t) => {
      const { store, pass } = await setup(t);
      await store.mark("ten years", 10 * 365 * 24 * 3600);
      await store.mark("without end", Infinity);
      const areMarked = () => store.marked(["ten years", "without end"]);
      await pass(365 * 24 * 3600);
      assert.deepEqual(await areMarked(), [true, true]);
      await pass(2 * 24 * 3600);
      assert.deepEqual(await areMarked(), [false, false]);
    });

    test("are returned in the order of the keys, which are any text", async (t) => {
      const { store } = await setup(t);
      assert.deepEqual(
        await store.marked(keys),
        keys.map(() => false),
      );
      for (const key of keys.slice(1)) assert.equal(await store.mark(key, 60), true);
      assert.deepEqual(await store.marked([...keys, "unknown"]), [false, true, true, true, true, true, false]);
      assert.deepEqual(await store.marked([]), []);
    });
  });

  describe(`${name}: intents`, () => {
    test("are returned to their user as they were added, the oldest first", async (t) => {
      const { store } = await setup(t);
      const second = intentOf("n1", "conn_2", { at: start + 2, requestedConnectionId: "conn_9" });
      const first = intentOf("n2", "conn_1", { at: start + 1 });
      assert.equal(await store.addIntent(second), true);
      assert.equal(await store.addIntent(first), true);
      await store.addIntent(intentOf("n3", "conn_3", { clientReferenceId: "user-2" }));
      assert.deepEqual(await store.intentsOf("user-1"), [first, second]);
      assert.deepEqual(await store.intentsOf("__proto__"), []);
    });

    test("are at most five for each start of an attempt; the same one counts once", async (t) => {
      const { store } = await setup(t);
      for (const id of ["a", "b", "c", "d", "e"])
        assert.equal(await store.addIntent(intentOf("n1", `conn_${id}`)), true);
      assert.equal(await store.addIntent(intentOf("n1", "conn_f")), false);
      assert.equal(await store.addIntent(intentOf("n1", "conn_a", { at: start + 9 })), true);
      assert.equal(await store.addIntent(intentOf("n2", "conn_f")), true);
      assert.equal((await store.intentsOf("user-1")).length, 6);
      assert.ok((await store.intentsOf("user-1")).every(({ at }) => at === start));
    });

    test("end at their own time", async (t) => {
      const { store, pass } = await setup(t);
      for (const id of ["a", "b", "c", "d"])
        await store.addIntent(intentOf("n1", `conn_${id}`, { expiresAt: start + 60_000 }));
      await store.addIntent(intentOf("n1", "conn_e"));
      await pass(59);
      assert.equal((await store.intentsOf("user-1")).length, 5);
      await pass(2);
      assert.deepEqual(await store.intentsOf("user-1"), [intentOf("n1", "conn_e")]);
      assert.equal(await store.addIntent(intentOf("n1", "conn_f")), true);
      await pass(3600);
      assert.deepEqual(await store.intentsOf("user-1"), []);
    });

    test("are removed with their attempt", async (t) => {
      const { store } = await setup(t);
      for (const nonce of ["n1", "n10"]) await store.addIntent(intentOf(nonce, "conn_1"));
      await store.addIntent(intentOf("n1", "conn_2"));
      await store.removeIntents("user-1", "n1");
      assert.deepEqual(await store.intentsOf("user-1"), [intentOf("n10", "conn_1")]);
      await store.removeIntents("user-2", "n1");
    });

    test("are at most 100 for a user: the oldest are dropped", async (t) => {
      const { store } = await setup(t);
      for (let index = 0; index < 102; index++)
        await store.addIntent(intentOf(`n${index}`, "conn_1", { at: start + index }));
      const kept = (await store.intentsOf("user-1")).map(({ nonce }) => nonce);
      assert.deepEqual([kept.length, kept[0], kept.at(-1)], [100, "n2", "n101"]);
    });
  });

  describe(`${name}: walks and records`, () => {
    test("returns the stored ids that a walk has not seen", async (t) => {
      const { store } = await setup(t);
      const ids = Array.from({ length: 4100 }, (_, index) => `conn_${index}`);
      await store.put(ids.map((id) => ({ connection: connection(id), at: start })));
      await store.addSeen("walk", ["conn_unknown"]);
      await store.addSeen("walk", ids.slice(2));
      await store.addSeen("walk", []);
      assert.deepEqual([...(await store.unseenBy("walk"))].sort(), ["conn_0", "conn_1"]);
      assert.equal((await store.unseenBy("another")).length, ids.length);
      await store.remove(["conn_0"], start);
      assert.deepEqual(await store.unseenBy("walk"), ["conn_1"]);
      await store.dropSeen("walk");
      assert.equal((await store.unseenBy("walk")).length, ids.length - 1);
    });

    test("forgets a day later what a walk has seen", async (t) => {
      const { store, pass } = await setup(t);
      await store.put([{ connection: connection("conn_1"), at: start }]);
      await store.addSeen("walk", ["conn_1"]);
      await pass(23 * 3600);
      assert.deepEqual(await store.unseenBy("walk"), []);
      await pass(2 * 3600);
      assert.deepEqual(await store.unseenBy("walk"), ["conn_1"]);
    });

    test("stores records", async (t) => {
      const { store } = await setup(t);
      await store.writeRecord("head", '{"at":1}');
      await store.writeRecord("walk", "2");
      await store.writeRecord("head", '{"at":3}');
      assert.deepEqual(await store.readRecords(["walk", "__proto__", "head"]), ["2", undefined, '{"at":3}']);
      assert.deepEqual(await store.readRecords([]), []);
    });

    test("`since` stays when the store began", async (t) => {
      const { store, pass } = await setup(t);
      const since = await store.since();
      assert.equal(typeof since, "number");
      await pass(3600);
      assert.equal(await store.since(), since);
    });
  });
}

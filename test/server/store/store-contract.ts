/** Contract tests that every store must pass. */
import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { parseConnection, type Connection } from "../../../src/protocol/connection.js";
import { CLOCK_TOLERANCE_MS, MAX_CONNECTIONS, type Store, type StoreChange } from "../../../src/server/store/store.js";
import { seeded } from "../../support/seeded.js";
import { connectionOf } from "../fake-ofauth.js";

export interface StoreUnderTest {
  readonly store: Store;
  /** Lets time pass, for the store only. */
  readonly pass: (seconds: number) => void | Promise<void>;
}

export const connection = (id: string, extra: object = {}, owner: string | null = "user-1"): Connection =>
  parseConnection(connectionOf(id, owner, extra))!;

const change = (id: string, status = "active"): StoreChange => ({
  clientReferenceId: "user-1",
  type: "connection.updated",
  connectionId: id,
  connection: connection(id, { status }),
});

/** The time at which each test starts, in milliseconds since the epoch. */
const start = Date.parse("2026-01-01T00:00:00Z");

const idsOf = async (store: Store, owner = "user-1") =>
  (await store.listOf(owner)).map((entry) => entry.connection.id).sort();

export function storeContract(name: string, setup: (t: TestContext) => Promise<StoreUnderTest>): void {
  describe(`${name}: claims`, () => {
    test("only one of many simultaneous callers gets a key", async (t) => {
      const { store } = await setup(t);
      const answers = await Promise.all(Array.from({ length: 200 }, () => store.claim("key", 60)));
      assert.equal(answers.filter(Boolean).length, 1);
      assert.equal(await store.isClaimed("key"), true);
      assert.equal(await store.claim("another", 60), true);
    });

    test("end when their time is over, and not before", async (t) => {
      const { store, pass } = await setup(t);
      await store.claim("key", 60);
      await pass(59);
      assert.equal(await store.isClaimed("key"), true);
      assert.equal(await store.claim("key", 60), false);
      // That it was asked for again has not made it longer.
      await pass(2);
      assert.equal(await store.isClaimed("key"), false);
      assert.equal(await store.claim("key", 60), true);
    });

    test("end when they are released", async (t) => {
      const { store } = await setup(t);
      await store.claim("key", 60);
      await store.release("key");
      assert.equal(await store.isClaimed("key"), false);
      assert.equal(await store.claim("key", 60), true);
      await store.release("never taken");
    });

    test("accept any text as a key", async (t) => {
      const { store } = await setup(t);
      for (const key of ["__proto__", "constructor", "", "a b\r\nc", "ü".repeat(500), "{a}:*"]) {
        assert.equal(await store.isClaimed(key), false);
        assert.equal(await store.claim(key, 60), true);
        assert.equal(await store.claim(key, 60), false);
      }
    });
  });

  describe(`${name}: connections`, () => {
    test("are returned as they were stored, and listed for their owner", async (t) => {
      const { store } = await setup(t);
      const own = connection("conn_1", { permissions: [], userData: { id: "7", name: "Zoë 🦊", username: "z" } });
      assert.equal(await store.put({ connection: own, at: start }), true);
      await store.put({ connection: connection("conn_2", {}, "user-2"), at: start });
      await store.put({ connection: connection("conn_3", {}, null), at: start });
      assert.deepEqual(await store.get("conn_1"), { connection: own, at: start });
      assert.deepEqual(await store.listOf("user-1"), [{ connection: own, at: start }]);
      assert.deepEqual(await idsOf(store, "user-2"), ["conn_2"]);
      assert.deepEqual(await store.listOf("__proto__"), []);
      assert.deepEqual(await store.listOf(""), []);
      assert.equal(await store.get("conn_unknown"), undefined);
    });

    test("are copies: changing a returned one does not change the stored one", async (t) => {
      const { store } = await setup(t);
      const own = structuredClone(connection("conn_1"));
      await store.put({ connection: own, at: start });
      (own.permissions as string[]).push("everything");
      (own as { status: string }).status = "changed";
      const received = (await store.get("conn_1"))!.connection;
      // Whether it can be changed or not.
      Reflect.set(received.userData!, "name", "changed");
      assert.deepEqual((await store.get("conn_1"))?.connection, connection("conn_1"));
    });

    test("are replaced by one of the same time or newer, not by an older one", async (t) => {
      const { store } = await setup(t);
      await store.put({ connection: connection("conn_1", { status: "expired" }), at: start });
      assert.equal(await store.put({ connection: connection("conn_1"), at: start - 1 }), false);
      assert.equal((await store.get("conn_1"))?.connection.status, "expired");
      assert.equal(await store.put({ connection: connection("conn_1"), at: start }), true);
      assert.equal((await store.get("conn_1"))?.connection.status, "active");
    });

    test("leave the list of their previous owner when the owner changes", async (t) => {
      const { store } = await setup(t);
      await store.put({ connection: connection("conn_1"), at: start });
      await store.put({ connection: connection("conn_1", {}, "user-2"), at: start + 1 });
      assert.deepEqual([await idsOf(store), await idsOf(store, "user-2")], [[], ["conn_1"]]);
    });

    test("stay removed until something newer than the removal is stored", async (t) => {
      const { store } = await setup(t);
      await store.put({ connection: connection("conn_1"), at: start });
      assert.equal(await store.remove("conn_1", start + 10), true);
      assert.equal(await store.get("conn_1"), undefined);
      assert.deepEqual(await idsOf(store), []);
      assert.equal(await store.put({ connection: connection("conn_1"), at: start + 9 }), false);
      assert.equal(await store.put({ connection: connection("conn_1"), at: start + 10 }), false);
      await store.replaceAll([connection("conn_1")], start + 9);
      assert.equal(await store.get("conn_1"), undefined);
      assert.equal(await store.put({ connection: connection("conn_1"), at: start + 11 }), true);
      assert.deepEqual(await idsOf(store), ["conn_1"]);
    });

    test("are not removed by an older removal; the removal of an unknown one counts", async (t) => {
      const { store } = await setup(t);
      await store.put({ connection: connection("conn_1"), at: start });
      assert.equal(await store.remove("conn_1", start - 1), false);
      assert.deepEqual(await idsOf(store), ["conn_1"]);
      assert.equal(await store.remove("conn_2", start), true);
      assert.equal(await store.remove("conn_2", start - 1), false);
      assert.equal(await store.remove("conn_2", start), true);
    });

    test("can be stored again once the removal is forgotten", async (t) => {
      const { store, pass } = await setup(t);
      await store.remove("conn_1", start);
      await pass(3 * 24 * 3600 - 60);
      assert.equal(await store.put({ connection: connection("conn_1"), at: start }), false);
      await pass(120);
      assert.equal(await store.put({ connection: connection("conn_1"), at: start }), true);
    });

    test("are replaced by a whole list, which removes older ones that are not in it", async (t) => {
      const { store } = await setup(t);
      assert.equal(await store.listedAt(), undefined);
      await store.put({ connection: connection("conn_older"), at: start });
      await store.put({ connection: connection("conn_newer"), at: start + 20 });
      await store.put({ connection: connection("conn_both", { status: "expired" }), at: start + 20 });
      await store.replaceAll([connection("conn_both"), connection("conn_listed")], start + 10);
      assert.deepEqual(await idsOf(store), ["conn_both", "conn_listed", "conn_newer"]);
      assert.equal((await store.get("conn_both"))?.connection.status, "expired");
      assert.equal((await store.get("conn_listed"))?.at, start + 10);
      assert.equal(await store.listedAt(), start + 10);
    });

    test("are not stored by a read that is older than the last list; an older list changes nothing", async (t) => {
      const { store } = await setup(t);
      await store.replaceAll([connection("conn_1")], start);
      assert.equal(await store.put({ connection: connection("conn_2"), at: start - 1 }), false);
      await store.replaceAll([connection("conn_3")], start - 1);
      await store.replaceAll([], start - 1);
      assert.deepEqual(await idsOf(store), ["conn_1"]);
      assert.equal(await store.listedAt(), start);
      assert.equal(await store.put({ connection: connection("conn_2"), at: start }), true);
      await store.replaceAll([], start + 1);
      assert.deepEqual(await idsOf(store), []);
    });

    test("are limited in number: the ones stored longest ago are dropped", async (t) => {
      const { store } = await setup(t);
      const many = Array.from({ length: MAX_CONNECTIONS }, (_, index) => connection(`conn_${index}`));
      await store.replaceAll(many, start);
      await store.put({ connection: connection("conn_0"), at: start + 1 });
      await store.put({ connection: connection("conn_last"), at: start + 2 });
      const ids = new Set(await idsOf(store));
      assert.equal(ids.size, MAX_CONNECTIONS);
      assert.deepEqual([ids.has("conn_0"), ids.has("conn_last")], [true, true]);
    });

    test("do not change `since`, which stays when the store began", async (t) => {
      const { store, pass } = await setup(t);
      const since = await store.since();
      assert.equal(typeof since, "number");
      await pass(3600);
      assert.equal(await store.since(), since);
    });
  });

  describe(`${name}: events of OFAuth`, () => {
    const put = (store: Store, status: string, at: number) =>
      store.put({ connection: connection("conn_1", { status }), at }, true);

    test("in any order, the latest by its own time wins", async (t) => {
      const { store } = await setup(t);
      assert.equal(await put(store, "expired", start + 1), true);
      assert.equal(await put(store, "active", start), false);
      assert.equal((await store.get("conn_1"))?.connection.status, "expired");
      // The delivery is tried again: it is no older than itself.
      assert.equal(await put(store, "expired", start + 1), true);
    });

    test("tolerate clocks that differ by five seconds from a read", async (t) => {
      const { store } = await setup(t);
      await store.put({ connection: connection("conn_1"), at: start });
      // News for the host, but what was read since is newer.
      assert.equal(await put(store, "expired", start - CLOCK_TOLERANCE_MS - 1), true);
      assert.deepEqual(await store.get("conn_1"), { connection: connection("conn_1"), at: start });
      assert.equal(await put(store, "expired", start - CLOCK_TOLERANCE_MS - 2), false);
      assert.equal(await put(store, "expired", start - CLOCK_TOLERANCE_MS), true);
      const kept = await store.get("conn_1");
      assert.equal(kept?.connection.status, "expired");
      // A read of before does not come back because OFAuth's clock is behind.
      assert.equal(kept?.at, start);
      assert.equal(await store.put({ connection: connection("conn_1"), at: start - 1 }), false);
    });

    test("stay ordered when a read comes between them", async (t) => {
      const { store } = await setup(t);
      await put(store, "expired", start + 2);
      await store.put({ connection: connection("conn_1", { status: "expired" }), at: start + 3 });
      assert.equal(await put(store, "active", start + 1), false);
      assert.equal(await put(store, "active", start + 3), true);
    });

    test("about a connection that the last list did not contain are not new", async (t) => {
      const { store } = await setup(t);
      await store.replaceAll([], start);
      assert.equal(await put(store, "active", start - CLOCK_TOLERANCE_MS - 1), false);
      assert.equal(await put(store, "active", start - CLOCK_TOLERANCE_MS), true);
    });

    test("restore a removed connection only if they are clearly newer", async (t) => {
      const { store } = await setup(t);
      await put(store, "active", start);
      assert.equal(await store.remove("conn_1", start + 2, true), true);
      assert.equal(await put(store, "active", start + 1), false);
      assert.equal(await put(store, "active", start + 2 + CLOCK_TOLERANCE_MS), false);
      assert.equal(await store.remove("conn_1", start + 1, true), false);
      assert.equal(await store.remove("conn_1", start + 2, true), true);
    });

    test("count as new after a removal by the host, even if OFAuth's clock is behind", async (t) => {
      const { store } = await setup(t);
      await store.put({ connection: connection("conn_1"), at: start });
      await store.remove("conn_1", start + 100);
      // OFAuth may have taken long to answer, and have done it at the beginning.
      assert.equal(await store.remove("conn_1", start + 99 - CLOCK_TOLERANCE_MS, true), true);
      assert.equal(await store.remove("conn_1", start + 98 - CLOCK_TOLERANCE_MS, true), false);
      assert.equal(await store.put({ connection: connection("conn_1"), at: start + 100 }), false);
    });

    test("lead to the same state in all 24 orders, also when duplicated", async (t) => {
      const { store } = await setup(t);
      const random = seeded(7);
      for (let round = 0; round < 24; round++) {
        const id = `conn_story${round}`;
        const tell = (status: string, at: number) =>
          store.put({ connection: connection(id, { status }), at: start + at }, true);
        const story = [
          () => tell("active", 0),
          () => tell("awaiting_2fa", 1),
          () => tell("expired", 2),
          () => tell("active", 3),
          ...(round % 2 ? [() => store.remove(id, start + 4, true)] : []),
        ];
        const shuffled = [...story, ...story].map((step) => ({ step, order: random.below(1_000_000) }));
        for (const { step } of shuffled.sort((a, b) => a.order - b.order)) await step();
        assert.equal((await store.get(id))?.connection.status, round % 2 ? undefined : "active", `round ${round}`);
      }
    });
  });

  describe(`${name}: changes`, () => {
    test("reach all current listeners, complete and in order", async (t) => {
      const { store } = await setup(t);
      const first = await listen(store);
      const second = await listen(store);
      await store.publish(change("conn_1"));
      await store.publish({ ...change("conn_2"), type: "connection.disconnected", connection: null });
      const expected = [change("conn_1"), { ...change("conn_2"), type: "connection.disconnected", connection: null }];
      assert.deepEqual(await first.next(2), expected);
      assert.deepEqual(await second.next(2), expected);
    });

    test("do not reach an ended subscription, also when one function has subscribed twice", async (t) => {
      const { store } = await setup(t);
      const calls: string[] = [];
      const listener = ({ connectionId }: StoreChange) => void calls.push(connectionId);
      const stop = await store.subscribe(listener);
      await store.subscribe(listener);
      stop();
      stop();
      const last = await listen(store);
      await store.publish(change("conn_1"));
      await last.next(1);
      assert.deepEqual(calls, ["conn_1"]);
    });

    test("reach the other listeners when one throws or unsubscribes", async (t) => {
      const { store } = await setup(t);
      await store.subscribe(() => {
        throw new Error("mine");
      });
      const stop = await store.subscribe(() => stop());
      const last = await listen(store);
      await store.publish(change("conn_1"));
      await store.publish(change("conn_2"));
      assert.deepEqual(
        (await last.next(2)).map(({ connectionId }) => connectionId),
        ["conn_1", "conn_2"],
      );
    });

    test("can be published without listeners", async (t) => {
      const { store } = await setup(t);
      await store.publish(change("conn_1"));
      const late = await listen(store);
      await store.publish(change("conn_2"));
      assert.deepEqual(await late.next(1), [change("conn_2")]);
    });
  });
}

/** Subscribes and collects changes. `next(n)` waits for n changes, and fails if there are more. */
export async function listen(store: Store) {
  const received: StoreChange[] = [];
  let wake = () => {};
  const stop = await store.subscribe((change) => {
    received.push(change);
    wake();
  });
  return {
    stop,
    /** How many changes were received and not returned yet. */
    count: () => received.length,
    async next(count: number): Promise<StoreChange[]> {
      while (received.length < count) await new Promise<void>((resolve) => (wake = resolve));
      assert.equal(received.length, count);
      return received.splice(0);
    },
  };
}

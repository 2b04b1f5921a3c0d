/** Contract of every store: events of OFAuth, which arrive late, twice and in any order. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CLOCK_TOLERANCE_MS, type Store } from "../../../src/server/store/store.js";
import { seeded } from "../../support/seeded.js";
import { connection, start, type SetupStore } from "./contract-setup.js";

const getOne = async (store: Store, id = "conn_1") => (await store.get([id]))[0];
const read = (store: Store, status: string, at: number) =>
  store.put([{ connection: connection("conn_1", { status }), at }]);
const tell = async (store: Store, status: string, at: number, id = "conn_1") =>
  (await store.put([{ connection: connection(id, { status }), at }], true))[0];
const remove = async (store: Store, at: number, byEvent = true) => (await store.remove(["conn_1"], at, byEvent))[0];

export function eventContract(name: string, setup: SetupStore): void {
  describe(`${name}: events of OFAuth`, () => {
    test("in any order, the latest by its own time wins", async (t) => {
      const { store } = await setup(t);
      assert.equal(await tell(store, "expired", start + 1), "new");
      assert.equal(await tell(store, "active", start), "stale");
      assert.equal((await getOne(store))?.connection.status, "expired");
      // The delivery is tried again: it is no older than itself.
      assert.equal(await tell(store, "expired", start + 1), "unchanged");
      assert.equal(await tell(store, "active", start + 2), "changed");
    });

    test("tolerate clocks that differ by five seconds from a read", async (t) => {
      const { store } = await setup(t);
      await read(store, "active", start);
      // News for the host, but what was read since is newer.
      assert.equal(await tell(store, "expired", start - CLOCK_TOLERANCE_MS - 1), "unchanged");
      assert.deepEqual(await getOne(store), { connection: connection("conn_1"), at: start });
      assert.equal(await tell(store, "expired", start - CLOCK_TOLERANCE_MS - 2), "stale");
      assert.equal(await tell(store, "expired", start - CLOCK_TOLERANCE_MS), "changed");
      const kept = await getOne(store);
      assert.equal(kept?.connection.status, "expired");
      // A read of before does not come back because OFAuth's clock is behind.
      assert.equal(kept?.at, start);
      assert.deepEqual(await read(store, "active", start - 1), ["stale"]);
    });

    test("count when they find what a read has found: reads of before are old", async (t) => {
      const { store } = await setup(t);
      await read(store, "active", start);
      assert.equal(await tell(store, "active", start + 10_000), "unchanged");
      assert.equal((await getOne(store))?.at, start + 10_000);
      assert.deepEqual(await read(store, "expired", start + 9999), ["stale"]);
      assert.equal(await tell(store, "expired", start + 9999), "stale");
    });

    test("stay ordered when a read comes between them", async (t) => {
      const { store } = await setup(t);
      await tell(store, "expired", start + 2);
      await read(store, "expired", start + 3);
      await read(store, "other", start + 3);
      assert.equal(await tell(store, "active", start + 1), "stale");
      assert.equal(await tell(store, "active", start + 3), "changed");
    });

    test("restore a removed connection only if they are clearly newer", async (t) => {
      const { store } = await setup(t);
      await tell(store, "active", start);
      assert.equal(await remove(store, start + 2), true);
      assert.equal(await tell(store, "active", start + 1), "stale");
      assert.equal(await tell(store, "active", start + 2 + CLOCK_TOLERANCE_MS), "stale");
      assert.equal(await remove(store, start + 1), false);
      assert.equal(await remove(store, start + 2), true);
    });

    test("count as new after a removal by the host, even if OFAuth's clock is behind", async (t) => {
      const { store } = await setup(t);
      await read(store, "active", start);
      await remove(store, start + 100, false);
      // OFAuth may have taken long to answer, and have done it at the beginning.
      assert.equal(await remove(store, start + 99 - CLOCK_TOLERANCE_MS), true);
      assert.equal(await remove(store, start + 98 - CLOCK_TOLERANCE_MS), false);
      assert.deepEqual(await read(store, "active", start + 100), ["stale"]);
    });

    test("lead to the same state in all 24 orders, also when duplicated", async (t) => {
      const { store } = await setup(t);
      const random = seeded(7);
      for (let round = 0; round < 24; round++) {
        const id = `conn_story${round}`;
        const story = [
          () => tell(store, "active", start, id),
          () => tell(store, "awaiting_2fa", start + 1, id),
          () => tell(store, "expired", start + 2, id),
          () => tell(store, "active", start + 3, id),
          ...(round % 2 ? [() => store.remove([id], start + 4, true)] : []),
        ];
        const shuffled = [...story, ...story].map((step) => ({ step, order: random.below(1_000_000) }));
        for (const { step } of shuffled.sort((a, b) => a.order - b.order)) await step();
        assert.equal((await getOne(store, id))?.connection.status, round % 2 ? undefined : "active", `round ${round}`);
      }
    });
  });
}

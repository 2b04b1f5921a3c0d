/** Contract of every store: connections, their order and their confirmations. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Connection } from "../../../src/protocol/connection.js";
import type { Store } from "../../../src/server/store/store.js";
import { connection, start, type SetupStore } from "./contract-setup.js";

const putOne = async (store: Store, stored: Connection, at: number) =>
  (await store.put([{ connection: stored, at }]))[0];
const getOne = async (store: Store, id = "conn_1") => (await store.get([id]))[0];
const removeOne = async (store: Store, id: string, at: number) => (await store.remove([id], at))[0];
const withUser = (id: string | null, extra: object = {}) =>
  connection("conn_1", { userData: id === null ? null : { id, name: "Zoë" }, ...extra });
const mine = (userId: string | null) => ({ clientReferenceId: "user-1", userId });

export function connectionContract(name: string, setup: SetupStore): void {
  describe(`${name}: connections`, () => {
    test("are returned as they were stored, and listed for their owner", async (t) => {
      const { store } = await setup(t);
      const own = connection("conn_1", { permissions: [], userData: { id: "7", name: "Zoë 🦊\n", username: "z" } });
      const others = [connection("conn_2", {}, "user-2"), connection("conn_3", {}, null)];
      const outcomes = await store.put([own, ...others].map((each) => ({ connection: each, at: start })));
      assert.deepEqual(outcomes, ["new", "new", "new"]);
      assert.deepEqual(await store.get(["conn_3", "conn_unknown", "conn_1"]), [
        { connection: others[1], at: start },
        undefined,
        { connection: own, at: start },
      ]);
      assert.deepEqual(await store.get([]), []);
      assert.deepEqual(await store.put([]), []);
      for (const [owner, ids] of Object.entries({
        "user-1": ["conn_1"],
        "user-2": ["conn_2"],
        constructor: [],
        "": [],
      })) {
        assert.deepEqual(await store.idsOf(owner), ids);
      }
      assert.equal(await store.count(), 3);
    });

    test("are copies: changing a given or returned one does not change the stored one", async (t) => {
      const { store } = await setup(t);
      const own = structuredClone(connection("conn_1"));
      await putOne(store, own, start);
      (own.permissions as string[]).push("everything");
      (own as { status: string }).status = "changed";
      const received = (await getOne(store))!.connection;
      // Whether it can be changed or not.
      Reflect.set(received.userData!, "name", "changed");
      assert.deepEqual((await getOne(store))?.connection, connection("conn_1"));
      assert.ok(Array.isArray(await store.idsOf("user-1")));
      ((await store.idsOf("user-1")) as string[]).push("conn_2");
      assert.deepEqual(await store.idsOf("user-1"), ["conn_1"]);
    });

    test("are replaced by one of the same time or newer, not by an older one", async (t) => {
      const { store } = await setup(t);
      await putOne(store, connection("conn_1", { status: "expired" }), start);
      assert.equal(await putOne(store, connection("conn_1"), start - 1), "stale");
      assert.equal((await getOne(store))?.connection.status, "expired");
      assert.equal(await putOne(store, connection("conn_1"), start), "changed");
      assert.equal(await putOne(store, connection("conn_1", { status: "expired" }), start + 5), "changed");
      assert.equal((await getOne(store))?.at, start + 5);
    });

    test("stay as they were, with their time, when a newer read finds the same", async (t) => {
      const { store } = await setup(t);
      await putOne(store, connection("conn_1"), start);
      const { id, ...fields } = connection("conn_1");
      assert.equal(await putOne(store, { ...fields, id }, start + 5), "unchanged");
      assert.deepEqual(await getOne(store), { connection: connection("conn_1"), at: start });
    });

    test("are put one after another when a batch has the same one twice", async (t) => {
      const { store } = await setup(t);
      const expired = connection("conn_1", { status: "expired" });
      const batch = [connection("conn_1"), expired, expired].map((each) => ({ connection: each, at: start }));
      assert.deepEqual(await store.put(batch), ["new", "changed", "unchanged"]);
      assert.deepEqual(await store.remove(["conn_1", "conn_1", "conn_2"], start), [true, true, true]);
    });

    test("leave the list of their previous owner when the owner changes", async (t) => {
      const { store } = await setup(t);
      await putOne(store, connection("conn_1"), start);
      await putOne(store, connection("conn_1", {}, "user-2"), start + 1);
      assert.deepEqual([await store.idsOf("user-1"), await store.idsOf("user-2")], [[], ["conn_1"]]);
      await putOne(store, connection("conn_1", {}, null), start + 2);
      assert.deepEqual([await store.idsOf("user-1"), await store.idsOf("user-2")], [[], []]);
    });

    test("stay removed until something newer than the removal is stored", async (t) => {
      const { store } = await setup(t);
      await putOne(store, connection("conn_1"), start);
      assert.equal(await removeOne(store, "conn_1", start + 10), true);
      assert.deepEqual([await getOne(store), await store.idsOf("user-1"), await store.count()], [undefined, [], 0]);
      assert.equal(await putOne(store, connection("conn_1"), start + 10), "stale");
      assert.equal(await putOne(store, connection("conn_1"), start + 11), "new");
      assert.deepEqual(await store.idsOf("user-1"), ["conn_1"]);
    });

    test("are not removed by an older removal; the removal of an unknown one counts", async (t) => {
      const { store } = await setup(t);
      await putOne(store, connection("conn_1"), start);
      assert.equal(await removeOne(store, "conn_1", start - 1), false);
      assert.deepEqual(await store.idsOf("user-1"), ["conn_1"]);
      assert.equal(await removeOne(store, "conn_2", start), true);
      assert.equal(await removeOne(store, "conn_2", start - 1), false);
      assert.equal(await removeOne(store, "conn_2", start), true);
    });

    test("can be stored again once the removal is forgotten", async (t) => {
      const { store, pass } = await setup(t);
      await removeOne(store, "conn_1", start);
      await pass(3 * 24 * 3600 - 60);
      assert.equal(await putOne(store, connection("conn_1"), start), "stale");
      await pass(120);
      assert.equal(await putOne(store, connection("conn_1"), start), "new");
    });

    test("are ordered by creation, those without a time last, and by id", async (t) => {
      const { store } = await setup(t);
      const times = {
        b: "2026-01-02T00:00:00Z",
        a: "2026-01-02T01:00:00+01:00",
        d: null,
        c: null,
        newest: "2026-01-03T00:00:00Z",
      };
      for (const [id, createdAt] of Object.entries(times))
        await putOne(store, connection(`conn_${id}`, { createdAt }), start);
      await putOne(store, connection("conn_old", { createdAt: "1969-01-01T00:00:00Z" }, "user-2"), start);
      const expected = ["conn_newest", "conn_a", "conn_b", "conn_c", "conn_d"];
      assert.deepEqual(await store.idsOf("user-1"), expected);
      const all = [...expected.slice(0, 3), "conn_old", ...expected.slice(3), "conn_unknown"];
      assert.deepEqual(await Promise.all(all.map((id) => store.rankOf(id))), [0, 1, 2, 3, 4, 5, undefined]);
      await putOne(store, connection("conn_d", { createdAt: "2026-01-04T00:00:00Z" }), start + 1);
      await removeOne(store, "conn_newest", start + 1);
      assert.deepEqual(await store.idsOf("user-1"), ["conn_d", "conn_a", "conn_b", "conn_c"]);
      assert.deepEqual([await store.rankOf("conn_d"), await store.rankOf("conn_newest")], [0, undefined]);
    });

    test("can be as many as a large site has: none is dropped", async (t) => {
      const { store } = await setup(t);
      const many = Array.from({ length: 12_000 }, (_, index) => connection(`conn_${index}`, {}, `user-${index % 2}`));
      for (const outcome of await store.put(many.map((each) => ({ connection: each, at: start })))) {
        assert.equal(outcome, "new");
      }
      assert.deepEqual([await store.count(), (await store.idsOf("user-1")).length], [12_000, 6000]);
      const all = await store.get([
        ...many.map(({ id }) => id),
        ...Array.from({ length: 140_000 }, () => "conn_unknown"),
      ]);
      assert.deepEqual(
        [all.length, all.filter(Boolean).length, all[11_999]?.connection.id],
        [152_000, 12_000, "conn_11999"],
      );
      const removed = await store.remove(await store.idsOf("user-1"), start);
      assert.ok(removed.length === 6000 && removed.every(Boolean));
      assert.equal(await store.count(), 6000);
    });
  });

  describe(`${name}: confirmations`, () => {
    test("belong to the stored connection, and end only with it", async (t) => {
      const { store, pass } = await setup(t);
      assert.equal(await store.confirm("conn_1", mine("7")), false);
      await putOne(store, withUser("7"), start);
      assert.equal((await getOne(store))?.confirmation, undefined);
      assert.equal(await store.confirm("conn_1", mine("7")), true);
      assert.equal(await store.confirm("conn_1", mine("7")), false);
      await putOne(store, withUser("8", { status: "expired" }), start + 1);
      await pass(20 * 365 * 24 * 3600);
      assert.deepEqual((await getOne(store))?.confirmation, mine("7"));
      assert.equal(await store.confirm("conn_1", mine("8")), true);
      assert.equal(await store.confirm("conn_1", { clientReferenceId: "user-2", userId: "8" }), true);
      assert.deepEqual(await getOne(store), {
        connection: withUser("8", { status: "expired" }),
        at: start + 1,
        confirmation: { clientReferenceId: "user-2", userId: "8" },
      });
      await removeOne(store, "conn_1", start + 2);
      await putOne(store, withUser("8"), start + 3);
      assert.deepEqual(await getOne(store), { connection: withUser("8"), at: start + 3 });
    });

    test("are not set by an entry that is put", async (t) => {
      const { store } = await setup(t);
      await store.put([{ connection: withUser("7"), at: start, confirmation: mine("7") }]);
      assert.equal((await getOne(store))?.confirmation, undefined);
    });

    test("that name no account are bound to the first one that is stored, and to no later one", async (t) => {
      const { store } = await setup(t);
      await putOne(store, withUser(null), start);
      assert.equal(await store.confirm("conn_1", mine(null)), true);
      assert.equal(await store.confirm("conn_1", mine(null)), false);
      await putOne(store, withUser(null, { status: "expired" }), start + 1);
      assert.deepEqual((await getOne(store))?.confirmation, mine(null));
      await putOne(store, withUser("7"), start + 2);
      await putOne(store, withUser("8"), start + 3);
      assert.deepEqual((await getOne(store))?.confirmation, mine("7"));
    });

    test("that name no account, of a connection that does, are bound to that account", async (t) => {
      const { store } = await setup(t);
      await putOne(store, withUser("7"), start);
      await store.confirm("conn_1", mine(null));
      await putOne(store, withUser("8"), start + 1);
      assert.deepEqual((await getOne(store))?.confirmation, mine("7"));
    });

    test("announcements stay until the connection is confirmed", async (t) => {
      const { store } = await setup(t);
      const announce = (at: number) => store.put([{ connection: withUser("7"), at, isAnnounced: true }], true);
      assert.deepEqual(await announce(start), ["new"]);
      await putOne(store, withUser("7", { status: "expired" }), start + 1);
      assert.equal((await getOne(store))?.isAnnounced, true);
      await store.confirm("conn_1", mine("7"));
      assert.equal((await getOne(store))?.isAnnounced, undefined);
      await announce(start + 2);
      assert.equal((await getOne(store))?.isAnnounced, undefined);
    });

    test("an announcement is kept also if it comes late, and none is made of a removed connection", async (t) => {
      const { store } = await setup(t);
      await putOne(store, withUser("7"), start + 100_000);
      await store.put([{ connection: withUser("7"), at: start + 90_000 }], true);
      const late = { connection: withUser("7", { status: "late" }), at: start, isAnnounced: true };
      assert.deepEqual(await store.put([late], true), ["stale"]);
      assert.deepEqual(await getOne(store), { connection: withUser("7"), at: start + 100_000, isAnnounced: true });
      await removeOne(store, "conn_1", start + 100_001);
      assert.deepEqual(await store.put([late]), ["stale"]);
      assert.equal(await getOne(store), undefined);
    });
  });
}

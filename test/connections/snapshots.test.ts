/** Responses in every order: the newest state stays. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectionSnapshots } from "../../src/connections/snapshots.js";
import { connection } from "./client-setup.js";

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((one, at) => permutations(list.toSpliced(at, 1)).map((rest) => [one, ...rest]));
}

const id = "conn_1";

describe("connection snapshots", () => {
  test("keeps the response of the fetch that started last, in whatever order five responses arrive", () => {
    for (const order of permutations([0, 1, 2, 3, 4])) {
      const snapshots = new ConnectionSnapshots();
      const started = order.map(() => snapshots.nextSequence());
      for (const at of order) snapshots.setFetched(id, connection(id, { status: `fetch-${at}` }), started[at]!);
      assert.equal(snapshots.get(id)?.status, "fetch-4", order.join());
    }
  });

  test("keeps a reported change over the responses of fetches that started before it", () => {
    // Three fetches; a change is reported between the starts of the second and the third.
    for (const order of permutations([0, 1, 2])) {
      for (const change of [connection(id, { status: "changed" }), null]) {
        const snapshots = new ConnectionSnapshots();
        const started = [snapshots.nextSequence(), snapshots.nextSequence()];
        snapshots.set(id, change);
        started.push(snapshots.nextSequence());
        const arrived: number[] = [];
        for (const at of order) {
          snapshots.setFetched(id, connection(id, { status: `fetch-${at}` }), started[at]!);
          arrived.push(at);
          const expected = arrived.includes(2) ? "fetch-2" : change?.status;
          assert.equal(snapshots.get(id)?.status, expected, arrived.join());
        }
      }
    }
  });

  test("ignores the responses of fetches that started before a state was set again", () => {
    const snapshots = new ConnectionSnapshots();
    snapshots.setFetched(id, connection(id), snapshots.nextSequence());
    const before = snapshots.nextSequence();
    snapshots.set(id, snapshots.get(id));
    snapshots.setFetched(id, null, before);
    assert.equal(snapshots.get(id)?.status, "active");
  });

  test("reports a change when a known state differs, not for the first state or an equal one", () => {
    const snapshots = new ConnectionSnapshots();
    const setStatus = (status: string) =>
      snapshots.setFetched(id, connection(id, { status }), snapshots.nextSequence());
    assert.deepEqual(["active", "active", "expired", "expired"].map(setStatus), [false, false, true, false]);
    const kept = snapshots.get(id);
    setStatus("expired");
    assert.equal(snapshots.get(id), kept);
  });

  test("compares a push with the known state only when both have updatedAt", () => {
    const updated = (updatedAt: string | null) => connection(id, { updatedAt });
    const [early, late] = ["2026-05-01T12:00:00Z", "2026-05-01T14:00:01+02:00"];
    const isOutdated = (knownAt: string | null, pushedAt: string | null) => {
      const snapshots = new ConnectionSnapshots();
      snapshots.set(id, updated(knownAt));
      return snapshots.isOutdated(updated(pushedAt));
    };
    assert.equal(isOutdated(late, early), true);
    assert.equal(isOutdated(early, late), false);
    assert.equal(isOutdated(early, early), false);
    assert.equal(isOutdated(null, early), false);
    assert.equal(isOutdated(late, null), false);
    assert.equal(new ConnectionSnapshots().isOutdated(updated(early)), false);
  });

  test("removes connections that are no longer observed, but remembers which ones do not exist", () => {
    const snapshots = new ConnectionSnapshots();
    const started = snapshots.nextSequence();
    snapshots.set("conn_1", connection("conn_1"));
    snapshots.set("conn_2", connection("conn_2"));
    snapshots.set("conn_3", null);
    snapshots.prune(new Set(["conn_1"]));
    assert.deepEqual(
      ["conn_1", "conn_2", "conn_3"].map((id) => snapshots.get(id)?.id ?? snapshots.get(id)),
      ["conn_1", undefined, null],
    );
    snapshots.setFetched("conn_3", connection("conn_3"), started);
    assert.equal(snapshots.get("conn_3"), null);
  });
});

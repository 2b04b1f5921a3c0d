/** Answers in every order: what is newest stays. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConnectionSnapshots } from "../../src/connections/snapshots.js";
import { connection } from "./client-setup.js";

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((one, at) => permutations(list.toSpliced(at, 1)).map((rest) => [one, ...rest]));
}

const id = "conn_1";

describe("what is known", () => {
  test("is what the read that began last has said, in whatever order five answers come", () => {
    for (const order of permutations([0, 1, 2, 3, 4])) {
      const known = new ConnectionSnapshots();
      const begun = order.map(() => known.begin());
      for (const at of order) known.answered(id, connection(id, { status: `read-${at}` }), begun[at]!);
      assert.equal(known.get(id)?.status, "read-4", order.join());
    }
  });

  test("is what happened last, and no read that began before", () => {
    // Three reads, and between the second's beginning and the third's, something happens.
    for (const order of permutations([0, 1, 2])) {
      for (const happens of [connection(id, { status: "happened" }), null]) {
        const known = new ConnectionSnapshots();
        const begun = [known.begin(), known.begin()];
        known.happened(id, happens);
        begun.push(known.begin());
        const heard: number[] = [];
        for (const at of order) {
          known.answered(id, connection(id, { status: `read-${at}` }), begun[at]!);
          heard.push(at);
          const expected = heard.includes(2) ? "read-2" : happens?.status;
          assert.equal(known.get(id)?.status, expected, heard.join());
        }
      }
    }
  });

  test("stays when something may have happened; only what was read before does not count", () => {
    const known = new ConnectionSnapshots();
    known.answered(id, connection(id), known.begin());
    const before = known.begin();
    known.happened(id);
    known.answered(id, null, before);
    assert.equal(known.get(id)?.status, "active");
  });

  test("is told as news when it differs from what was known, not when it is the first or the same", () => {
    const known = new ConnectionSnapshots();
    const take = (status: string) => known.answered(id, connection(id, { status }), known.begin());
    assert.deepEqual(["active", "active", "expired", "expired"].map(take), [false, false, true, false]);
    const kept = known.get(id);
    take("expired");
    assert.equal(known.get(id), kept);
  });

  test("outdates what was pushed only by a time that both have", () => {
    const at = (updatedAt: string | null) => connection(id, { updatedAt });
    const [early, late] = ["2026-05-01T12:00:00Z", "2026-05-01T14:00:01+02:00"];
    const isOutdated = (knownAt: string | null, pushedAt: string | null) => {
      const known = new ConnectionSnapshots();
      known.happened(id, at(knownAt));
      return known.isOutdated(at(pushedAt));
    };
    assert.equal(isOutdated(late, early), true);
    assert.equal(isOutdated(early, late), false);
    assert.equal(isOutdated(early, early), false);
    assert.equal(isOutdated(null, early), false);
    assert.equal(isOutdated(late, null), false);
    assert.equal(new ConnectionSnapshots().isOutdated(at(early)), false);
  });

  test("is forgotten when nobody looks at it, but not that it is gone", () => {
    const known = new ConnectionSnapshots();
    const begun = known.begin();
    known.happened("conn_1", connection("conn_1"));
    known.happened("conn_2", connection("conn_2"));
    known.happened("conn_3", null);
    known.keepOnly(new Set(["conn_1"]));
    assert.deepEqual(
      ["conn_1", "conn_2", "conn_3"].map((id) => known.get(id)?.id ?? known.get(id)),
      ["conn_1", undefined, null],
    );
    known.answered("conn_3", connection("conn_3"), begun);
    assert.equal(known.get("conn_3"), null);
  });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import { connection } from "./contract-setup.js";
import { storeContract } from "./store-contract.js";

function setup() {
  const clock = { now: Date.parse("2026-01-01T00:00:00Z") };
  return {
    clock,
    store: createMemoryStore({ now: () => clock.now }),
    pass: (seconds: number) => void (clock.now += seconds * 1000),
  };
}

storeContract("memory store", async () => setup());

test("memory store: since is when it was created", async () => {
  const { store, clock } = setup();
  const began = clock.now;
  clock.now += 5000;
  assert.equal(await store.since(), began);
});

test("memory store: many short marks evict neither long ones nor locks", async () => {
  const { store, pass } = setup();
  await store.mark("for a year", 365 * 24 * 3600);
  await store.lock("lock", "me", 5);
  for (let index = 0; index < 60_000; index++) await store.mark(`short ${index}`, 60);
  assert.deepEqual(await store.marked(["for a year", "short 59999", "short 0"]), [true, true, false]);
  assert.equal(await store.lock("lock", "other", 5), false);
  pass(60);
  assert.deepEqual(await store.marked(["short 59999"]), [false]);
});

test("memory store: locks that were never released are forgotten, and no lock that holds", async () => {
  const { store, pass } = setup();
  for (let index = 0; index < 3000; index++) await store.lock(`ended ${index}`, "me", 5);
  await store.lock("holds", "me", 60);
  pass(5);
  for (let index = 0; index < 3000; index++) assert.equal(await store.lock(`ended ${index}`, "other", 5), true);
  assert.equal(await store.lock("holds", "other", 5), false);
});

test("memory store: many removals do not evict connections", async () => {
  const { store, clock } = setup();
  const ids = Array.from({ length: 250_001 }, (_, index) => `conn_${index}`);
  await store.put([{ connection: connection("conn_kept"), at: clock.now }]);
  await store.remove(ids, clock.now);
  assert.ok((await store.get(["conn_kept"]))[0]);
  assert.deepEqual(await store.put([{ connection: connection("conn_250000"), at: clock.now }]), ["stale"]);
  assert.deepEqual(await store.put([{ connection: connection("conn_0"), at: clock.now }]), ["new"]);
});

test("memory store: the connections stored longest ago are dropped beyond 250,000", async () => {
  const { store, clock } = setup();
  const ids = Array.from({ length: 250_000 }, (_, index) => `conn_${index}`);
  const { id: _, ...fields } = connection("conn_0");
  await store.put(ids.map((id) => ({ connection: { ...fields, id }, at: clock.now })));
  await store.put([{ connection: connection("conn_0", { status: "expired" }), at: clock.now }]);
  await store.put([{ connection: connection("conn_last"), at: clock.now }]);
  assert.equal(await store.count(), 250_000);
  const kept = await store.get(["conn_0", "conn_1", "conn_last"]);
  assert.deepEqual(
    kept.map((entry) => entry?.connection.id),
    ["conn_0", undefined, "conn_last"],
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import { connection, storeContract } from "./store-contract.js";

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

test("memory store: many short claims do not evict long ones", async () => {
  const { store, pass } = setup();
  await store.claim("for a year", 365 * 24 * 3600);
  for (let index = 0; index < 60_000; index++) await store.claim(`short ${index}`, 60);
  assert.equal(await store.isClaimed("for a year"), true);
  assert.equal(await store.isClaimed("short 59999"), true);
  assert.equal(await store.isClaimed("short 0"), false);
  pass(60);
  assert.equal(await store.isClaimed("short 59999"), false);
});

test("memory store: many removals do not evict connections", async () => {
  const { store, clock } = setup();
  await store.put({ connection: connection("conn_kept"), at: clock.now });
  for (let index = 0; index < 10_001; index++) await store.remove(`conn_${index}`, clock.now);
  assert.ok(await store.get("conn_kept"));
  assert.equal(await store.put({ connection: connection("conn_10000"), at: clock.now }), false);
  assert.equal(await store.put({ connection: connection("conn_0"), at: clock.now }), true);
});

/** What the contract tests of the stores share. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { parseConnection, type Connection } from "../../../src/protocol/connection.js";
import type { Store, StoreChange } from "../../../src/server/store/store.js";
import { connectionOf } from "../fake-ofauth.js";

export interface StoreUnderTest {
  readonly store: Store;
  /** Lets time pass, for the store only. */
  readonly pass: (seconds: number) => void | Promise<void>;
}

/** Sets up a store whose clock starts at `start`. */
export type SetupStore = (t: TestContext) => Promise<StoreUnderTest>;

export const connection = (id: string, extra: object = {}, owner: string | null = "user-1"): Connection =>
  parseConnection(connectionOf(id, owner, extra))!;

/** The time at which each test starts, in milliseconds since the epoch. */
export const start = Date.parse("2026-01-01T00:00:00Z");

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

/** The default store: in the memory of one process, and of bounded size. */
import { createMemoryIndex } from "./memory-index.js";
import { createMemoryIntents, createMemoryLocks, createMemoryMarks, createMemoryWalks } from "./memory-keys.js";
import type { Store, StoreChange } from "./store.js";

interface MemoryStoreOptions {
  /** Returns the current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** Creates a store for one process. One contract of tests covers it and the Redis store. */
export function createMemoryStore({ now = Date.now }: MemoryStoreOptions = {}): Store {
  const since = now();
  const { ids, ...index } = createMemoryIndex(now);
  const records = new Map<string, string>();
  const listeners = new Set<(change: StoreChange) => void>();

  return {
    ...createMemoryLocks(now),
    ...createMemoryMarks(now),
    ...createMemoryIntents(now),
    ...index,
    ...createMemoryWalks(now, ids),
    readRecords: async (names) => names.map((name) => records.get(name)),
    writeRecord: async (name, text) => void records.set(name, text),
    since: async () => since,
    async publish(change) {
      for (const listener of Array.from(listeners)) {
        try {
          listener(change);
        } catch {
          // One listener's error must not affect the other listeners or the publisher.
        }
      }
    },
    async subscribe(listener) {
      // A function of its own for each subscription, so that the same listener can subscribe twice.
      const subscription = (change: StoreChange) => listener(change);
      listeners.add(subscription);
      return () => void listeners.delete(subscription);
    },
  };
}

/** The default store: in the memory of one process, and of bounded size. */
import type { Connection } from "../../protocol/connection.js";
import {
  CLOCK_TOLERANCE_MS,
  MAX_CONNECTIONS,
  REMOVAL_RETENTION_MS,
  type Store,
  type StoreChange,
  type StoredConnection,
} from "./store.js";

/** How many keys may be claimed: the marks of all kept connections, and the events of a few days. */
const MAX_CLAIMS = 50_000;

interface Entry {
  /** Null if the connection was removed. */
  readonly connection: Connection | null;
  readonly at: number;
  /** OFAuth's timestamp of the last event that was applied, in milliseconds since the epoch. */
  readonly eventAt: number | undefined;
}

interface MemoryStoreOptions {
  /** Returns the current time in milliseconds since the epoch. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** Creates a store for one process. `redis-scripts.ts` implements the same rules; one contract of tests covers both. */
export function createMemoryStore({ now = Date.now }: MemoryStoreOptions = {}): Store {
  const since = now();
  const claims = createClaims(now);
  const connections = new Map<string, Entry>();
  // Separate from `connections`, so that removals cannot evict connections, nor connections removals.
  const removals = new Map<string, Entry>();
  const listeners = new Set<(change: StoreChange) => void>();
  let listedAt: number | undefined;

  function getRemoval(id: string): Entry | undefined {
    const removal = removals.get(id);
    return removal && removal.at + REMOVAL_RETENTION_MS > now() ? removal : undefined;
  }

  function put({ connection, at }: StoredConnection, byEvent: boolean): boolean {
    const { id } = connection;
    const stored = connections.get(id) ?? getRemoval(id);
    const tolerance = byEvent ? CLOCK_TOLERANCE_MS : 0;
    // A newer list did not contain it.
    if (!stored && listedAt !== undefined && at < listedAt - tolerance) return false;
    // OFAuth never reuses the id of a removed connection, so a slightly newer time only means another clock.
    if (stored?.connection === null && at <= stored.at + tolerance) return false;
    if (stored && byEvent && at < (stored.eventAt ?? at)) return false;
    const isStale = stored !== undefined && at < stored.at - tolerance;
    if (isStale && !byEvent) return false;
    removals.delete(id);
    const newest = isStale ? stored.connection : copyOf(connection);
    setNewest(connections, id, {
      connection: newest,
      at: Math.max(at, stored?.at ?? at),
      eventAt: byEvent ? at : stored?.eventAt,
    });
    return true;
  }

  function remove(id: string, at: number, byEvent: boolean): boolean {
    const stored = connections.get(id) ?? getRemoval(id);
    if (stored && byEvent && at < (stored.eventAt ?? at)) return false;
    // OFAuth's event counts as new even if the host itself has removed the connection.
    const isRemovedBefore = byEvent && stored?.connection === null;
    if (stored && !isRemovedBefore && at < stored.at - (byEvent ? CLOCK_TOLERANCE_MS : 0)) return false;
    connections.delete(id);
    setNewest(removals, id, {
      connection: null,
      at: Math.max(at, stored?.at ?? at),
      eventAt: byEvent ? at : stored?.eventAt,
    });
    return true;
  }

  return {
    claim: async (key, seconds) => claims.claim(key, seconds),
    release: async (key) => claims.release(key),
    isClaimed: async (key) => claims.isClaimed(key),
    get: async (id) => toStoredConnection(connections.get(id)),
    listOf: async (clientReferenceId) =>
      Array.from(connections.values())
        .filter(({ connection }) => connection?.clientReferenceId === clientReferenceId)
        .map(toStoredConnection)
        .filter((entry) => entry !== undefined),
    put: async (entry, byEvent = false) => put(entry, byEvent),
    remove: async (id, at, byEvent = false) => remove(id, at, byEvent),
    async replaceAll(list, at) {
      if (listedAt !== undefined && at < listedAt) return;
      for (const connection of list) put({ connection, at }, false);
      // Every connection of the list now has at least this time; older ones were not in it.
      for (const [id, entry] of connections) if (entry.at < at) connections.delete(id);
      listedAt = at;
    },
    listedAt: async () => listedAt,
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

/** Sets an entry as the newest one, and drops the oldest ones beyond `MAX_CONNECTIONS`. */
function setNewest(map: Map<string, Entry>, id: string, entry: Entry): void {
  map.delete(id);
  map.set(id, entry);
  for (const [oldest] of map) {
    if (map.size <= MAX_CONNECTIONS) return;
    map.delete(oldest);
  }
}

const toStoredConnection = (entry: Entry | undefined): StoredConnection | undefined =>
  entry?.connection ? { connection: copyOf(entry.connection), at: entry.at } : undefined;

/** Copies a connection, so that a host that changes its copy does not change the stored one. Other stores copy, too. */
const copyOf = (connection: Connection): Connection => ({
  ...connection,
  permissions: [...connection.permissions],
  userData: connection.userData && { ...connection.userData },
});

/** The claimed keys, each with the time when its claim ends. */
function createClaims(now: () => number) {
  const endTimes = new Map<string, number>();
  const isClaimed = (key: string) => (endTimes.get(key) ?? 0) > now();

  function evict(): void {
    for (const [key, end] of endTimes) if (end <= now()) endTimes.delete(key);
    if (endTimes.size < MAX_CLAIMS) return;
    // Evicts a tenth at once, those that end first, so that not every further claim has to sort all of them.
    const byEndTime = Array.from(endTimes).sort(([, a], [, b]) => a - b);
    for (const [key] of byEndTime.slice(0, MAX_CLAIMS / 10)) endTimes.delete(key);
  }

  return {
    isClaimed,
    claim(key: string, seconds: number): boolean {
      if (isClaimed(key)) return false;
      if (endTimes.size >= MAX_CLAIMS) evict();
      endTimes.set(key, now() + seconds * 1000);
      return true;
    },
    release: (key: string) => void endTimes.delete(key),
  };
}

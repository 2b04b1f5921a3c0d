/** The store that is built in: for one process, in memory, of bounded size. */
import type { Connection } from "../../protocol/connection.js";
import {
  CLOCK_TOLERANCE_MS,
  MAX_CONNECTIONS,
  REMOVAL_RETENTION_MS,
  type Store,
  type StoreChange,
  type StoredConnection,
} from "./store.js";

/** More than the marks of as many connections as are kept, and of the events of a few days. */
const maxClaims = 50_000;

interface Kept {
  /** Null when it was removed. */
  readonly connection: Connection | null;
  readonly at: number;
  /** OFAuth's timestamp of the last event that is in it. */
  readonly eventAt: number | undefined;
}

export interface MemoryStoreOptions {
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

export function createMemoryStore({ now = Date.now }: MemoryStoreOptions = {}): Store {
  const since = now();
  const claims = createClaims(now);
  const connections = new Map<string, Kept>();
  // Apart from the connections, so that neither of them takes the other's room.
  const removals = new Map<string, Kept>();
  const listeners = new Set<(change: StoreChange) => void>();
  let listedAt: number | undefined;

  function removalOf(id: string): Kept | undefined {
    const removal = removals.get(id);
    return removal && removal.at + REMOVAL_RETENTION_MS > now() ? removal : undefined;
  }

  function put({ connection, at }: StoredConnection, byEvent: boolean): boolean {
    const { id } = connection;
    const kept = connections.get(id) ?? removalOf(id);
    const slack = byEvent ? CLOCK_TOLERANCE_MS : 0;
    // The last list did not have it.
    if (!kept && listedAt !== undefined && at < listedAt - slack) return false;
    // OFAuth gives a removed id to nobody: what claims to be a little newer had another clock.
    if (kept?.connection === null && at <= kept.at + slack) return false;
    if (kept && byEvent && at < (kept.eventAt ?? at)) return false;
    const isStale = kept !== undefined && at < kept.at - slack;
    if (isStale && !byEvent) return false;
    removals.delete(id);
    const newest = isStale ? kept.connection : copyOf(connection);
    keep(connections, id, {
      connection: newest,
      at: Math.max(at, kept?.at ?? at),
      eventAt: byEvent ? at : kept?.eventAt,
    });
    return true;
  }

  function remove(id: string, at: number, byEvent: boolean): boolean {
    const kept = connections.get(id) ?? removalOf(id);
    if (kept && byEvent && at < (kept.eventAt ?? at)) return false;
    // What we have removed ourselves is news from OFAuth all the same.
    const isOurs = byEvent && kept?.connection === null;
    if (kept && !isOurs && at < kept.at - (byEvent ? CLOCK_TOLERANCE_MS : 0)) return false;
    connections.delete(id);
    keep(removals, id, { connection: null, at: Math.max(at, kept?.at ?? at), eventAt: byEvent ? at : kept?.eventAt });
    return true;
  }

  return {
    claim: async (key, seconds) => claims.take(key, seconds),
    release: async (key) => claims.release(key),
    isClaimed: async (key) => claims.isTaken(key),
    get: async (id) => entryOf(connections.get(id)),
    listOf: async (clientReferenceId) =>
      Array.from(connections.values())
        .filter(({ connection }) => connection?.clientReferenceId === clientReferenceId)
        .map(entryOf)
        .filter((entry) => entry !== undefined),
    put: async (entry, byEvent = false) => put(entry, byEvent),
    remove: async (id, at, byEvent = false) => remove(id, at, byEvent),
    async replaceAll(list, at) {
      if (listedAt !== undefined && at < listedAt) return;
      for (const connection of list) put({ connection, at }, false);
      // What was in the list is as new as the list now, unless it was removed since.
      for (const [id, kept] of connections) if (kept.at < at) connections.delete(id);
      listedAt = at;
    },
    listedAt: async () => listedAt,
    since: async () => since,
    async publish(change) {
      for (const listener of Array.from(listeners)) {
        try {
          listener(change);
        } catch {
          // Somebody else's fault is no reason to keep the change from the others, or to fail the one who tells it.
        }
      }
    },
    async subscribe(listener) {
      const own = (change: StoreChange) => listener(change);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
}

function keep(map: Map<string, Kept>, id: string, kept: Kept): void {
  map.delete(id);
  map.set(id, kept);
  for (const [oldest] of map) {
    if (map.size <= MAX_CONNECTIONS) return;
    map.delete(oldest);
  }
}

const entryOf = (kept: Kept | undefined): StoredConnection | undefined =>
  kept?.connection ? { connection: copyOf(kept.connection), at: kept.at } : undefined;

/** What is kept and what the host was given are two things, as in any other store. */
const copyOf = (connection: Connection): Connection => ({
  ...connection,
  permissions: [...connection.permissions],
  userData: connection.userData && { ...connection.userData },
});

function createClaims(now: () => number) {
  const ends = new Map<string, number>();
  const isTaken = (key: string) => (ends.get(key) ?? 0) > now();

  function makeRoom(): void {
    for (const [key, end] of ends) if (end <= now()) ends.delete(key);
    if (ends.size < maxClaims) return;
    // A tenth at once, so that not each further claim has to sort them all.
    const soonest = Array.from(ends).sort(([, a], [, b]) => a - b);
    for (const [key] of soonest.slice(0, maxClaims / 10)) ends.delete(key);
  }

  return {
    isTaken,
    take(key: string, seconds: number): boolean {
      if (isTaken(key)) return false;
      if (ends.size >= maxClaims) makeRoom();
      ends.set(key, now() + seconds * 1000);
      return true;
    },
    release: (key: string) => void ends.delete(key),
  };
}

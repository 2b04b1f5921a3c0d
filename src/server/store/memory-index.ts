/** The connections of the memory store. `redis-scripts.ts` implements the same rules. */
import type { Connection } from "../../protocol/connection.js";
import { compareNewestFirst, stringifyConnection, userIdOf } from "./stored-connection.js";
import {
  CLOCK_TOLERANCE_MS,
  REMOVAL_RETENTION_MS,
  type Confirmation,
  type PutOutcome,
  type Store,
  type StoredConnection,
} from "./store.js";

/** How many connections and removals are kept. Beyond that, those that were stored longest ago are dropped. */
const MAX_CONNECTIONS = 250_000;

interface Entry {
  connection: Connection;
  at: number;
  /** OFAuth's timestamp of the last event that was applied. */
  eventAt: number | undefined;
  confirmation?: Confirmation | undefined;
  isAnnounced?: boolean | undefined;
}

interface Removal {
  readonly at: number;
  readonly eventAt: number | undefined;
}

type ConnectionIndex = Pick<Store, "get" | "idsOf" | "put" | "confirm" | "remove" | "rankOf" | "count">;

interface MemoryIndex extends ConnectionIndex {
  /** Returns all stored ids. */
  readonly ids: () => Iterable<string>;
}

export function createMemoryIndex(now: () => number, maxConnections = MAX_CONNECTIONS): MemoryIndex {
  const entries = new Map<string, Entry>();
  // Separate from `entries`, so that removals cannot evict connections, nor connections removals.
  const removals = new Map<string, Removal>();
  const owners = createOwners((id) => entries.get(id)?.connection);

  function getRemoval(id: string): Removal | undefined {
    const removal = removals.get(id);
    return removal && removal.at + REMOVAL_RETENTION_MS > now() ? removal : undefined;
  }

  function drop(id: string): void {
    owners.delete(id, entries.get(id)?.connection.clientReferenceId);
    entries.delete(id);
  }

  function write(id: string, entry: Entry): void {
    drop(id);
    entries.set(id, entry);
    owners.add(id, entry.connection.clientReferenceId);
    for (const [oldest] of entries) {
      if (entries.size <= maxConnections) break;
      drop(oldest);
    }
  }

  function put({ connection, at, isAnnounced }: StoredConnection, byEvent: boolean): PutOutcome {
    const { id } = connection;
    const tolerance = byEvent ? CLOCK_TOLERANCE_MS : 0;
    const stored = entries.get(id);
    const removal = stored ? undefined : getRemoval(id);
    // OFAuth never reuses the id of a removed connection, so a slightly newer time only means another clock.
    if (removal && at <= removal.at + tolerance) return "stale";
    if (stored && isAnnounced && !stored.confirmation) stored.isAnnounced = true;
    const lastEventAt = (stored ?? removal)?.eventAt;
    if (byEvent && at < (lastEventAt ?? at)) return "stale";
    const eventAt = byEvent ? at : lastEventAt;
    if (!stored) {
      removals.delete(id);
      write(id, { connection: copyOf(connection), at, eventAt, isAnnounced: isAnnounced || undefined });
      return "new";
    }
    const isOlder = at < stored.at - tolerance;
    if (isOlder && !byEvent) return "stale";
    stored.eventAt = eventAt;
    if (byEvent) stored.at = Math.max(at, stored.at);
    if (isOlder || stringifyConnection(stored.connection) === stringifyConnection(connection)) return "unchanged";
    const confirmation = stored.confirmation && bindAccount(stored.confirmation, stored.connection, connection);
    write(id, { ...stored, connection: copyOf(connection), at: Math.max(at, stored.at), confirmation });
    return "changed";
  }

  function remove(id: string, at: number, byEvent: boolean): boolean {
    const stored = entries.get(id) ?? getRemoval(id);
    if (stored && byEvent && at < (stored.eventAt ?? at)) return false;
    // OFAuth's event counts as new even if the host itself has removed the connection.
    const isRemovedBefore = byEvent && !entries.has(id);
    if (stored && !isRemovedBefore && at < stored.at - (byEvent ? CLOCK_TOLERANCE_MS : 0)) return false;
    drop(id);
    removals.delete(id);
    removals.set(id, { at: Math.max(at, stored?.at ?? at), eventAt: byEvent ? at : stored?.eventAt });
    for (const [oldest] of removals) {
      if (removals.size <= maxConnections) break;
      removals.delete(oldest);
    }
    return true;
  }

  return {
    get: async (ids) => ids.map((id) => toStoredConnection(entries.get(id))),
    idsOf: async (clientReferenceId) => owners.idsOf(clientReferenceId),
    put: async (list, byEvent = false) => list.map((entry) => put(entry, byEvent)),
    async confirm(id, { clientReferenceId, userId }) {
      const stored = entries.get(id);
      const before = stored?.confirmation;
      if (!stored || (before?.clientReferenceId === clientReferenceId && before.userId === userId)) return false;
      stored.confirmation = Object.freeze({ clientReferenceId, userId });
      stored.isAnnounced = undefined;
      return true;
    },
    remove: async (ids, at, byEvent = false) => ids.map((id) => remove(id, at, byEvent)),
    async rankOf(id) {
      const connection = entries.get(id)?.connection;
      if (!connection) return undefined;
      let rank = 0;
      for (const other of entries.values()) if (compareNewestFirst(other.connection, connection) < 0) rank += 1;
      return rank;
    },
    count: async () => entries.size,
    ids: () => entries.keys(),
  };
}

/** Returns the confirmation, bound to the account that was known first if it names none yet. */
const bindAccount = (confirmation: Confirmation, before: Connection, after: Connection): Confirmation =>
  confirmation.userId === null
    ? Object.freeze({ ...confirmation, userId: userIdOf(before) ?? userIdOf(after) })
    : confirmation;

function toStoredConnection(entry: Entry | undefined): StoredConnection | undefined {
  if (!entry) return undefined;
  const { connection, at, confirmation, isAnnounced } = entry;
  return { connection, at, ...(confirmation && { confirmation }), ...(isAnnounced && { isAnnounced }) };
}

/** Copies a connection and freezes the copy: no one can change the stored one, and every caller gets the same object. */
const copyOf = (connection: Connection): Connection =>
  Object.freeze({
    ...connection,
    permissions: Object.freeze([...connection.permissions]),
    userData: connection.userData && Object.freeze({ ...connection.userData }),
  });

/** The ids of each owner, sorted when they are asked for. */
function createOwners(getConnection: (id: string) => Connection | undefined) {
  const owners = new Map<string, { readonly ids: Set<string>; sorted?: readonly string[] | undefined }>();

  return {
    add(id: string, owner: string | null): void {
      if (!owner) return;
      const owned = owners.get(owner) ?? { ids: new Set() };
      owned.ids.add(id);
      owned.sorted = undefined;
      owners.set(owner, owned);
    },
    delete(id: string, owner: string | null | undefined): void {
      const owned = owner ? owners.get(owner) : undefined;
      if (!owner || !owned?.ids.delete(id)) return;
      owned.sorted = undefined;
      if (owned.ids.size === 0) owners.delete(owner);
    },
    idsOf(owner: string): readonly string[] {
      const owned = owners.get(owner);
      if (!owned) return [];
      owned.sorted ??= Array.from(owned.ids, getConnection)
        .filter((connection) => connection !== undefined)
        .sort(compareNewestFirst)
        .map(({ id }) => id);
      return [...owned.sorted];
    },
  };
}

/**
 * Which user has which connection, answered from an index in the store. OFAuth lists all connections of the API key, with
 * no filter by owner and no lookup by id: reading that list is work behind the requests (`head-reads.ts`, `walk.ts`), and
 * only what the index cannot answer waits for it.
 */
import { isConnectionId, type Connection } from "../../protocol/connection.js";
import type { ConnectionListParams, ConnectionPage } from "../../protocol/connections-contract.js";
import { compareNewestFirst } from "../store/stored-connection.js";
import type { Store, StoredConnection } from "../store/store.js";
import type { ConfirmedConnections } from "./confirmed.js";
import { completeSince, isComplete, type IndexState, type IndexStateStore } from "./index-state.js";
import type { Lookups, RequestScope } from "./lookups.js";

/** How many entries are read in addition to a page, for those that are hidden. */
const SPARE_ENTRIES = 10;

/** A connection with its age. */
interface DatedConnection {
  readonly connection: Connection;
  /** Since when the connection has been in this state at least (RFC 3339); null when that is unknown. */
  readonly asOf: string | null;
}

/**
 * Reads the connections of one owner. One that is unknown, another user's, without an owner or unconfirmed counts as
 * missing, whichever it is.
 */
export interface ConnectionDirectory {
  list(owner: string, params: ConnectionListParams, scope: RequestScope): Promise<ConnectionPage>;
  find(owner: string, id: string, scope: RequestScope): Promise<DatedConnection | undefined>;
  /** Like `find`, but nothing is read behind it: for a caller that needs only the ownership. */
  findKnown(owner: string, id: string, client: AbortSignal): Promise<Connection | undefined>;
  findMany(owner: string, ids: readonly string[], scope: RequestScope): Promise<ConnectionPage>;
  /** The connection with this id, of any user; looked for in OFAuth's list if the index does not have it. */
  findAny(id: string, client: AbortSignal): Promise<StoredConnection | undefined>;
}

interface DirectoryDeps {
  readonly store: Pick<Store, "get" | "idsOf">;
  readonly state: IndexStateStore;
  readonly confirmed: Pick<ConfirmedConnections, "split" | "askHost">;
  readonly lookups: Lookups;
  /** Called with the owner's unconfirmed connections. It reports its own errors. */
  readonly onSeen: (entries: readonly StoredConnection[]) => Promise<void>;
  /** Called when connections are hidden from their owner because no browser has confirmed them. */
  readonly onHidden: () => void;
}

export function createConnectionDirectory(deps: DirectoryDeps): ConnectionDirectory {
  const { store, state, confirmed, lookups, onSeen, onHidden } = deps;

  /** The entries with these ids that the owner may see, in the order of `ids`. */
  async function getVisible(owner: string, ids: readonly string[]): Promise<readonly StoredConnection[]> {
    const own = (await store.get(ids)).filter(
      // Exactly equal: a store that the host provides may find more, such as a database that ignores case.
      (entry) => entry?.connection.clientReferenceId === owner,
    ) as StoredConnection[];
    const { visible, hidden } = await confirmed.split(own);
    if (hidden.length === 0) return visible;
    const known = await confirmed.askHost(hidden);
    if (known.length < hidden.length) await onSeen(hidden.filter((entry) => !known.includes(entry)));
    // Both may have confirmed some of them.
    const later = await confirmed.split(await getAll(hidden));
    if (later.hidden.length > 0) onHidden();
    const changed = new Map(later.visible.map((entry) => [entry.connection.id, entry]));
    const shown = new Map(visible.map((entry) => [entry.connection.id, entry]));
    return ids.map((id) => shown.get(id) ?? changed.get(id)).filter((entry) => entry !== undefined);
  }

  async function getAll(entries: readonly StoredConnection[]): Promise<StoredConnection[]> {
    const stored = await store.get(entries.map(({ connection }) => connection.id));
    return stored.filter((entry) => entry !== undefined);
  }

  /** The owner's ids. Waits for OFAuth only when nothing is known of the owner and the index is not complete. */
  async function readIds(owner: string, scope: RequestScope): Promise<readonly [readonly string[], IndexState]> {
    const [ids, current] = await Promise.all([store.idsOf(owner), state.read()]);
    if (ids.length > 0 || isComplete(current)) return [ids, current];
    await lookups.untilKnown(async () => (await store.idsOf(owner)).length > 0, scope);
    return Promise.all([store.idsOf(owner), state.read()]);
  }

  async function findMany(owner: string, requested: readonly string[], scope: RequestScope) {
    const ids = requested.filter(isConnectionId);
    if (ids.length === 0) return { entries: [], current: await state.read(), isCertain: true };
    const [entries, current] = await Promise.all([getVisible(owner, ids), state.read()]);
    if (entries.length === ids.length) return { entries, current, isCertain: true };
    try {
      const isFound = async () => (await getVisible(owner, ids)).length === ids.length;
      if (!(await lookups.lookUp(current, isFound, scope))) return { entries, current, isCertain: true };
    } catch (error) {
      // What is known is answered, also while OFAuth is down; the page must not take the others for gone.
      if (entries.length === 0) throw error;
      return { entries, current, isCertain: false };
    }
    const [found, now] = await Promise.all([getVisible(owner, ids), state.read()]);
    return { entries: found, current: now, isCertain: true };
  }

  return {
    async list(owner, { limit, offset, status, imported }, scope) {
      const [ids, current] = await readIds(owner, scope);
      const isFiltered = status !== undefined || imported !== undefined;
      const end = offset + limit;
      const first = isFiltered ? ids : ids.slice(0, end + 1 + SPARE_ENTRIES);
      let entries = await getVisible(owner, first);
      if (entries.length <= end && first.length < ids.length) {
        entries = [...entries, ...(await getVisible(owner, ids.slice(first.length)))];
      }
      const matching = entries.filter(
        ({ connection }) =>
          (status === undefined || connection.status === status) &&
          (imported === undefined || connection.imported === imported),
      );
      await lookups.readBehind(current, scope);
      return pageOf(matching.slice(offset, end), matching.length > end, current);
    },

    async find(owner, id, scope) {
      if (!isConnectionId(id)) return undefined;
      const { entries, current } = await findMany(owner, [id], scope);
      await lookups.readBehind(current, scope);
      const [entry] = entries;
      return entry && { connection: entry.connection, asOf: asOf([entry], current) };
    },

    async findKnown(owner, id, client) {
      const { entries } = await findMany(owner, [id], { client });
      return entries[0]?.connection;
    },

    async findAny(id, client) {
      const [[stored], current] = await Promise.all([store.get([id]), state.read()]);
      const isFound = async () => (await store.get([id]))[0] !== undefined;
      if (stored || !(await lookups.lookUp(current, isFound, { client }))) return stored;
      return (await store.get([id]))[0];
    },

    async findMany(owner, ids, scope) {
      const { entries, current, isCertain } = await findMany(owner, ids, scope);
      await lookups.readBehind(current, scope);
      const page = pageOf(
        entries.slice().sort((a, b) => compareNewestFirst(a.connection, b.connection)),
        false,
        current,
      );
      return { ...page, complete: page.complete && isCertain };
    },
  };
}

function pageOf(entries: readonly StoredConnection[], hasMore: boolean, current: IndexState): ConnectionPage {
  const list = entries.map(({ connection }) => connection);
  return { list, hasMore, asOf: asOf(entries, current), complete: isComplete(current) };
}

/** The oldest of the entries decides: each is as old as its own last change or the last read of the whole list. */
function asOf(entries: readonly StoredConnection[], current: IndexState): string | null {
  const listedAt = completeSince(current);
  const times = entries.map(({ at }) => Math.max(at, listedAt ?? at));
  const oldest = times.length > 0 ? Math.min(...times) : listedAt;
  return oldest === undefined ? null : new Date(oldest).toISOString();
}

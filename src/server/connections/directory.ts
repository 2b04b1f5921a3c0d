/**
 * Which user has which connection. OFAuth lists all connections of the API key, with no filter by owner and no lookup
 * by id: the whole list is read (a refresh), kept in the store for a while, and each user sees their own part of it.
 */
import { isConnectionId, type Connection } from "../../protocol/connection.js";
import type { ConnectionListParams, ConnectionPage } from "../../protocol/connections-contract.js";
import { HttpError } from "../http/http-error.js";
import { singleFlight } from "../http/single-flight.js";
import type { StartTimer } from "../http/timeout.js";
import type { OFAuthApi } from "../ofauth/api.js";
import { rateLimitedError } from "../ofauth/call.js";
import { listAllConnections } from "../ofauth/list-all.js";
import type { Store } from "../store/store.js";
import type { ConfirmedConnections } from "./confirmed.js";

/** How old the list may be when it shows that a connection does not exist. */
const MISSING_MAX_AGE_MS = 10_000;
/** The record of when the last whole list was requested. */
const LIST_RECORD = "list";

/**
 * Reads the connections of one owner. One that is unknown, another user's, without an owner or unconfirmed counts as
 * missing, whichever it is.
 */
export interface ConnectionDirectory {
  list(owner: string, params: ConnectionListParams, client: AbortSignal): Promise<ConnectionPage>;
  find(owner: string, id: string, client: AbortSignal): Promise<Connection | undefined>;
  /** Like `find`, but its state may be old: for a caller that needs only the ownership. */
  findKnown(owner: string, id: string, client: AbortSignal): Promise<Connection | undefined>;
  findMany(owner: string, ids: readonly string[], client: AbortSignal): Promise<readonly Connection[]>;
  /** Reads OFAuth's whole list, or waits for the read in progress. */
  refresh(client: AbortSignal): Promise<void>;
  /** When the last whole list was requested, in milliseconds since the epoch; undefined before the first one. */
  listedAt(): Promise<number | undefined>;
}

interface DirectoryDeps {
  readonly api: Pick<OFAuthApi, "listConnections">;
  readonly store: Store;
  readonly confirmed: ConfirmedConnections;
  readonly timer: StartTimer;
  readonly now: () => number;
  /** How old the list may be when connections are shown. */
  readonly maxAgeMs: number;
  /** Called with the whole list after each refresh. */
  readonly onRefresh: (connections: readonly Connection[]) => void;
}

export function createConnectionDirectory(deps: DirectoryDeps): ConnectionDirectory {
  const { api, store, confirmed, now, maxAgeMs, onRefresh } = deps;

  /**
   * OFAuth's last 429. Until its time is over OFAuth is not asked: repeated requests would prolong it for all users.
   */
  let rateLimited = { at: 0, seconds: 0 };

  const readList = singleFlight(async (signal) => {
    const startedAt = now();
    const connections: Connection[] = [];
    try {
      for await (const connection of listAllConnections(api, signal)) connections.push(connection);
    } catch (error) {
      if (error instanceof HttpError && error.status === 429) {
        rateLimited = { at: now(), seconds: error.retryAfter ?? 1 };
      }
      throw error;
    }
    await store.put(connections.map((connection) => ({ connection, at: startedAt })));
    const walk = `list ${startedAt}`;
    await store.addSeen(
      walk,
      connections.map(({ id }) => id),
    );
    await store.remove(await store.unseenBy(walk), startedAt);
    await store.dropSeen(walk);
    await store.writeRecord(LIST_RECORD, String(startedAt));
    onRefresh(connections);
  }, deps.timer);

  async function refresh(client: AbortSignal): Promise<void> {
    const secondsSince = Math.abs(now() - rateLimited.at) / 1000;
    if (secondsSince < rateLimited.seconds) throw rateLimitedError(Math.ceil(rateLimited.seconds - secondsSince));
    await readList(client);
  }

  async function readListedAt(): Promise<number | undefined> {
    const [text] = await store.readRecords([LIST_RECORD]);
    return text === undefined ? undefined : Number(text);
  }

  async function isFresh(ageMs: number): Promise<boolean> {
    const listedAt = await readListedAt();
    return listedAt !== undefined && Math.abs(now() - listedAt) < ageMs;
  }

  async function getOwn(owner: string, id: string): Promise<Connection | undefined> {
    const connection = (await store.get([id]))[0]?.connection;
    return connection?.clientReferenceId === owner && (await confirmed.isVisible(connection)) ? connection : undefined;
  }

  async function findMany(owner: string, requestedIds: readonly string[], client: AbortSignal, ageMs = maxAgeMs) {
    const ids = requestedIds.filter(isConnectionId);
    if (ids.length === 0) return [];
    const getAll = async () =>
      (await Promise.all(ids.map((id) => getOwn(owner, id)))).filter((connection) => connection !== undefined);
    const isStale = !(await isFresh(ageMs));
    if (isStale) await refresh(client);
    const found = await getAll();
    if (isStale || found.length === ids.length || (await isFresh(MISSING_MAX_AGE_MS))) return found;
    await refresh(client);
    return getAll();
  }

  return {
    refresh,
    listedAt: readListedAt,
    async list(owner, { limit, offset, status, imported }, client) {
      if (!(await isFresh(maxAgeMs))) await refresh(client);
      const entries = await store.get(await store.idsOf(owner));
      const connections = entries.filter((entry) => entry !== undefined).map(({ connection }) => connection);
      const matching = connections.filter(
        (connection) =>
          // Exactly equal: a store that the host provides may find more, such as a database that ignores case.
          connection.clientReferenceId === owner &&
          (status === undefined || connection.status === status) &&
          (imported === undefined || connection.imported === imported),
      );
      const all = (await confirmed.filterVisible(matching)).sort(newestFirst);
      return { list: all.slice(offset, offset + limit), hasMore: all.length > offset + limit };
    },
    find: async (owner, id, client) => (await findMany(owner, [id], client))[0],
    findKnown: async (owner, id, client) => (await findMany(owner, [id], client, Infinity))[0],
    findMany: async (owner, ids, client) => (await findMany(owner, ids, client)).sort(newestFirst),
  };
}

/** Connections of the same moment are ordered by id, so that two pages never show the same one. */
function newestFirst(a: Connection, b: Connection): number {
  const time = ({ createdAt }: Connection) => (createdAt === null ? 0 : Date.parse(createdAt));
  return time(b) - time(a) || (a.id < b.id ? -1 : 1);
}

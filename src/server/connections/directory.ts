/**
 * Who has which connection. OFAuth lists all connections of the API key, knows no owner and no id to ask for: so the list
 * is read as a whole (a sweep), kept in the store for a while, and everybody is shown his own part of it.
 */
import { isConnectionId, type Connection } from "../../protocol/connection.js";
import type { ConnectionPage, ConnectionListParams } from "../../protocol/connections-contract.js";
import type { ConfirmedConnections } from "./confirmed.js";
import type { OFAuthApi } from "../ofauth/api.js";
import { rateLimitedError } from "../ofauth/call.js";
import { listAllConnections } from "./list-all.js";
import { HttpError } from "../http/http-error.js";
import { singleFlight } from "../http/single-flight.js";
import type { StartTimer } from "../http/timeout.js";
import type { Store } from "../store/store.js";

/** How old an answer may be that says that something is not there. */
const missMs = 10_000;

/** Of one owner's connections. Unknown, somebody else's, nobody's and unconfirmed ones are all the same: not there. */
export interface ConnectionDirectory {
  list(owner: string, query: ConnectionListParams, client: AbortSignal): Promise<ConnectionPage>;
  find(owner: string, id: string, client: AbortSignal): Promise<Connection | undefined>;
  /** Like `find`, but it may be long ago that it was like this: for those who only need to know whose it is. */
  findKnown(owner: string, id: string, client: AbortSignal): Promise<Connection | undefined>;
  findMany(owner: string, ids: readonly string[], client: AbortSignal): Promise<readonly Connection[]>;
  /** Reads OFAuth's whole list now, or waits for the reading that is under way. */
  sweep(client: AbortSignal): Promise<void>;
}

export interface DirectoryParts {
  readonly api: OFAuthApi;
  readonly store: Store;
  readonly claims: ConfirmedConnections;
  readonly timer: StartTimer;
  readonly now: () => number;
  /** How old an answer may be, in milliseconds. */
  readonly maxAge: number;
  /** Told of each whole list. */
  readonly swept: (connections: readonly Connection[]) => void;
}

export function createConnectionDirectory(parts: DirectoryParts): ConnectionDirectory {
  const { api, store, claims, now, maxAge, swept } = parts;

  /** OFAuth wants to be left alone: whoever asks us again and again must not prolong that for everybody. */
  let refused = { at: 0, seconds: 0 };

  const read = singleFlight(async (signal) => {
    const begunAt = now();
    const connections: Connection[] = [];
    try {
      for await (const connection of listAllConnections(api, signal)) connections.push(connection);
    } catch (error) {
      if (error instanceof HttpError && error.status === 429) refused = { at: now(), seconds: error.retryAfter ?? 1 };
      throw error;
    }
    await store.replaceAll(connections, begunAt);
    swept(connections);
  }, parts.timer);

  async function sweep(client: AbortSignal): Promise<void> {
    const waited = Math.abs(now() - refused.at) / 1000;
    if (waited < refused.seconds) throw rateLimitedError(Math.ceil(refused.seconds - waited));
    await read(client);
  }

  async function isFresh(ms: number): Promise<boolean> {
    const listedAt = await store.listedAt();
    return listedAt !== undefined && Math.abs(now() - listedAt) < ms;
  }

  async function own(owner: string, id: string): Promise<Connection | undefined> {
    const known = (await store.get(id))?.connection;
    return known?.clientReferenceId === owner && !(await claims.isHidden(known)) ? known : undefined;
  }

  async function findMany(owner: string, named: readonly string[], client: AbortSignal, age = maxAge) {
    const ids = named.filter(isConnectionId);
    if (ids.length === 0) return [];
    const look = async () =>
      (await Promise.all(ids.map((id) => own(owner, id)))).filter((connection) => connection !== undefined);
    const isOld = !(await isFresh(age));
    if (isOld) await sweep(client);
    const found = await look();
    if (isOld || found.length === ids.length || (await isFresh(missMs))) return found;
    await sweep(client);
    return look();
  }

  return {
    sweep,
    async list(owner, { limit, offset, status, imported }, client) {
      if (!(await isFresh(maxAge))) await sweep(client);
      const known = (await store.listOf(owner)).map(({ connection }) => connection);
      const wanted = known.filter(
        (connection) =>
          // To the letter: a host's own store may find more, such as a database that takes `Ann` for `ann`.
          connection.clientReferenceId === owner &&
          (status === undefined || connection.status === status) &&
          (imported === undefined || connection.imported === imported),
      );
      const all = (await claims.filterVisible(wanted)).sort(newestFirst);
      return { list: all.slice(offset, offset + limit), hasMore: all.length > offset + limit };
    },
    find: async (owner, id, client) => (await findMany(owner, [id], client))[0],
    findKnown: async (owner, id, client) => (await findMany(owner, [id], client, Infinity))[0],
    findMany: async (owner, ids, client) => (await findMany(owner, ids, client)).sort(newestFirst),
  };
}

/** Two of the same moment keep an order, so that a page never shows one of them twice. */
function newestFirst(a: Connection, b: Connection): number {
  const time = ({ createdAt }: Connection) => (createdAt === null ? 0 : Date.parse(createdAt));
  return time(b) - time(a) || (a.id < b.id ? -1 : 1);
}

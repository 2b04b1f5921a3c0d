/** Puts pages of OFAuth's list into the index, and passes on what that changes. */
import { isConnectionId, parseConnection } from "../../protocol/connection.js";
import { asRecord } from "../../protocol/record.js";
import { evictOldest } from "../http/evict-oldest.js";
import { HttpError } from "../http/http-error.js";
import type { ListedConnections } from "../ofauth/api.js";
import { CLOCK_TOLERANCE_MS, type Store, type StoredConnection } from "../store/store.js";
import type { ConfirmedConnections } from "./confirmed.js";
import { markConfirmedRemoval, markUnlisted, restoreUnlisted } from "./removed-mark.js";

/** How many connections are removed and published together. */
const BATCH = 100;

/** A page that has been put into the index. */
export interface IndexedPage {
  /** The ids on the page, also of entries that cannot be read otherwise. */
  readonly ids: readonly string[];
  /** For each id whether the index knew it before. */
  readonly isKnown: readonly boolean[];
  /** Whether every entry has an id. */
  readonly isReadable: boolean;
  /** `createdAt` of the entries that have one, in milliseconds since the epoch, in the page's order. */
  readonly times: readonly number[];
}

export interface IndexPages {
  /**
   * Puts a page that was requested at `at` into the index.
   *
   * @param isFirstWalk No page can have shown what is new: it is not published.
   */
  add(page: ListedConnections, at: number, isFirstWalk?: boolean): Promise<IndexedPage>;
  /** Removes stored connections that OFAuth did not list at `at`, and publishes it. */
  remove(ids: readonly string[], at: number): Promise<void>;
  /**
   * Reports, once, that a page does not say how the list goes on. Returns the error; undefined when it does say.
   *
   * @param isStuck The page has only what the page before had.
   */
  checkShape(page: ListedConnections, isStuck?: boolean): HttpError | undefined;
}

interface IndexPagesDeps {
  readonly store: Pick<Store, "get" | "put" | "confirm" | "mark" | "marked" | "remove" | "publish">;
  readonly confirmed: Pick<ConfirmedConnections, "bind" | "split">;
  /** Called with the connections of each page that are unconfirmed or have changed. It reports its own errors. */
  readonly onSeen: (entries: readonly StoredConnection[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

export function createIndexPages({ store, confirmed, onSeen, onError }: IndexPagesDeps): IndexPages {
  const reported = new Set<string>();

  function reportOnce(key: string, message: string): HttpError {
    const error = new HttpError(502, "bad_response", message);
    if (!reported.has(key)) onError(error);
    reported.add(key);
    evictOldest(reported);
    return error;
  }

  function publish(entries: readonly StoredConnection[], isNew: (id: string) => boolean) {
    return Promise.all(
      entries.map(async ({ connection }) => {
        const { clientReferenceId, id: connectionId, status } = connection;
        if (!clientReferenceId) return;
        const change = status === "expired" ? "connection.expired" : "connection.updated";
        const type = isNew(connectionId) ? "connection.created" : change;
        await store.publish({ clientReferenceId, type, connectionId, connection });
      }),
    );
  }

  return {
    checkShape({ list, hasMore }, isStuck) {
      if (hasMore === undefined) return reportOnce("hasMore", "OFAuth's list does not say whether it goes on.");
      if (hasMore && list.length === 0) return reportOnce("empty", "OFAuth's list has an empty page in between.");
      return hasMore && isStuck ? reportOnce("stuck", "OFAuth's list repeats a page.") : undefined;
    },

    async add({ list }, at, isFirstWalk = false) {
      const listed = list.map((entry) => ({ id: asRecord(entry)?.id, connection: parseConnection(entry) }));
      for (const { id, connection } of listed) {
        if (!connection) reportOnce(`entry ${String(id)}`, "An entry of OFAuth's list cannot be read.");
      }
      const ids = listed.map(({ id }) => id).filter(isConnectionId);
      const connections = listed.map(({ connection }) => connection).filter((connection) => connection !== undefined);
      const outcomes = await store.put(connections.map((connection) => ({ connection, at })));
      const outcomeOf = new Map(connections.map(({ id }, index) => [id, outcomes[index]]));
      const readEntries = async () =>
        (await store.get(connections.map(({ id }) => id))).filter((entry) => entry !== undefined);
      const entries = await readEntries();
      await confirmed.bind(entries);
      const first = await confirmed.split(entries);
      const hasRestored = await restoreUnlisted(store, first.hidden);
      const { visible, hidden } = hasRestored ? await confirmed.split(await readEntries()) : first;
      const isNew = (id: string) => outcomeOf.get(id) === "new";
      const changed = visible.filter(
        ({ connection: { id } }) => outcomeOf.get(id) === "changed" || (isNew(id) && !isFirstWalk),
      );
      await publish(changed, isNew);
      const seen = [...hidden, ...changed];
      if (seen.length > 0) await onSeen(seen);
      return {
        ids,
        isKnown: ids.map((id) => !isNew(id)),
        isReadable: ids.length === list.length,
        times: connections.map(({ createdAt }) => (createdAt === null ? NaN : Date.parse(createdAt))),
      };
    },

    async remove(ids, at) {
      for (let start = 0; start < ids.length; start += BATCH) {
        const batch = ids.slice(start, start + BATCH);
        const entries = await store.get(batch);
        for (const entry of entries) if (entry) await markUnlisted(store, entry);
        const removed = await store.remove(batch, at);
        const gone = entries.filter((_, index) => removed[index]).filter((entry) => entry !== undefined);
        const { visible } = await confirmed.split(gone);
        for (const { connection } of visible) {
          const { clientReferenceId, id: connectionId } = connection;
          if (!clientReferenceId) continue;
          await markConfirmedRemoval(store, connectionId);
          await store.publish({ clientReferenceId, type: "connection.disconnected", connectionId, connection: null });
        }
      }
    },
  };
}

/**
 * Returns whether `times` are in the order of a list with the newest first, apart from what differing clocks explain.
 * Undefined when they show no order.
 */
export function isNewestFirst(times: readonly number[]): boolean | undefined {
  let oldest = Infinity;
  let hasOrder = false;
  for (const time of times) {
    if (Number.isNaN(time)) continue;
    if (time > oldest + CLOCK_TOLERANCE_MS) return false;
    if (time < oldest && oldest !== Infinity) hasOrder = true;
    oldest = Math.min(oldest, time);
  }
  return hasOrder ? true : undefined;
}

/**
 * The head read: the newest pages of OFAuth's list, until one holds only connections that the index knows. At up to one
 * page of connections it is the whole list.
 */
import { HttpError } from "../http/http-error.js";
import { TimeoutError, neverAborted, withTimeout, type StartTimer } from "../http/timeout.js";
import type { OFAuthApi } from "../ofauth/api.js";
import type { Store } from "../store/store.js";
import { isNewestFirst, type IndexedPage, type IndexPages } from "./index-pages.js";
import { isComplete, type IndexState, type HeadState } from "./index-state.js";

/** How long a head read may take, with all its pages. */
const HEAD_READ_MS = 15_000;
/** Pages beyond these are left to the walk. */
const MAX_PAGES = 10;
/** So many known connections at the end of a page show that nothing new follows. */
const KNOWN_TAIL = 10;
/** More stored connections than these cannot all have gone at once: the walk decides about them. */
const MAX_REMOVED = 200;

interface HeadReadResult {
  readonly head: HeadState;
  /** The ids that it has seen. */
  readonly ids: ReadonlySet<string>;
  /** Whether the walk has to find what it did not. */
  readonly needsWalk: boolean;
}

interface HeadReadDeps {
  readonly api: Pick<OFAuthApi, "listConnections">;
  readonly pages: IndexPages;
  readonly store: Pick<Store, "addSeen" | "unseenBy" | "dropSeen" | "count">;
  readonly timer: StartTimer;
  readonly now: () => number;
}

/** Reads the head of the list once. Rejects with the `HttpError` of a request, or a 504 after 15 seconds. */
export type ReadHead = (state: IndexState) => Promise<HeadReadResult>;

export function createReadHead({ api, pages, store, timer, now }: HeadReadDeps): ReadHead {
  async function readPages(state: IndexState, signal: AbortSignal): Promise<HeadReadResult> {
    const startedAt = now();
    const ids = new Set<string>();
    const times: number[] = [];
    // A list of which nothing is known yet is read by the walk.
    const maxPages = isComplete(state) ? MAX_PAGES : 1;
    let offset = 0;
    for (let page = 1; ; page++) {
      const requestedAt = now();
      const listed = await api.listConnections(offset, signal);
      const indexed = await pages.add(listed, requestedAt, !isComplete(state));
      for (const id of indexed.ids) ids.add(id);
      times.push(...indexed.times);
      pages.checkShape(listed);
      const isWholeList = listed.hasMore === false && page === 1;
      const order = isNewestFirst(times);
      const hasEnd = listed.hasMore === false || (order !== false && isTailKnown(indexed));
      if (!hasEnd && listed.hasMore === true && listed.list.length > 0 && order !== false && page < maxPages) {
        // One connection again: those behind it may have moved up in between.
        offset += Math.max(1, listed.list.length - 1);
        continue;
      }
      if (isWholeList && indexed.isReadable) await removeUnlisted(ids, startedAt);
      const wholeAt = isWholeList ? startedAt : state.head.wholeAt;
      const head = {
        at: startedAt,
        wholeAt,
        isNewestFirst: isWholeList ? undefined : (order ?? state.head.isNewestFirst),
      };
      return { head, ids, needsWalk: !isWholeList && (!hasEnd || head.isNewestFirst === false) };
    }
  }

  /** Removes what is stored and not in the whole list. */
  async function removeUnlisted(ids: ReadonlySet<string>, at: number): Promise<void> {
    const count = await store.count();
    if (count <= ids.size || count > MAX_REMOVED) return;
    const name = `head-${crypto.randomUUID()}`;
    await store.addSeen(name, Array.from(ids));
    const unlisted = await store.unseenBy(name);
    await store.dropSeen(name);
    await pages.remove(unlisted, at);
  }

  return async (state) => {
    try {
      return await withTimeout((signal) => readPages(state, signal), {
        ms: HEAD_READ_MS,
        timer,
        client: neverAborted(),
      });
    } catch (error) {
      if (error instanceof TimeoutError) throw new HttpError(504, "timeout", "OFAuth did not answer in time.");
      throw error;
    }
  };
}

const isTailKnown = ({ isKnown }: IndexedPage): boolean => isKnown.slice(-KNOWN_TAIL).every(Boolean);

/**
 * What happens when the walk has reached the end of OFAuth's list: connections that neither this run nor the one before
 * has seen are removed. One run alone may have missed a connection that moved between its pages.
 */
import type { Store } from "../store/store.js";
import type { IndexPages } from "./index-pages.js";
import { newRun, type WalkRun, type WalkState } from "./index-state.js";

/** How many connections are read from the store together. */
const BATCH = 100;

interface WalkEndDeps {
  readonly pages: Pick<IndexPages, "remove">;
  readonly store: Pick<Store, "get" | "unseenBy" | "dropSeen">;
  readonly now: () => number;
}

/** Ends `run`. Returns the walk's state afterwards: with a second run, if this one missed something. */
type EndWalk = (before: WalkState, run: WalkRun) => Promise<WalkState>;

export function createWalkEnd({ pages, store, now }: WalkEndDeps): EndWalk {
  /** Those of `ids` that were stored before `time`: newer ones may have come in behind the run. */
  async function storedBefore(ids: readonly string[], time: number): Promise<string[]> {
    const old: string[] = [];
    for (let start = 0; start < ids.length; start += BATCH) {
      const entries = await store.get(ids.slice(start, start + BATCH));
      for (const entry of entries) if (entry && entry.at < time) old.push(entry.connection.id);
    }
    return old;
  }

  return async ({ previous, ...before }, run) => {
    const completed = { ...before, run: undefined, completedAt: run.startedAt };
    // An entry without an id may have been any of those that it has not seen.
    const unseen = run.isReadable ? await storedBefore(await store.unseenBy(run.id), run.startedAt) : [];
    let missed = unseen;
    if (previous && unseen.length > 0) {
      const unseenBefore = new Set(await store.unseenBy(previous.id));
      const gone = await storedBefore(
        unseen.filter((id) => unseenBefore.has(id)),
        previous.startedAt,
      );
      await pages.remove(gone, previous.startedAt);
      const removed = new Set(gone);
      missed = unseen.filter((id) => !removed.has(id));
    }
    if (previous) await store.dropSeen(previous.id);
    if (missed.length === 0) {
      await store.dropSeen(run.id);
      return completed;
    }
    const state = { ...completed, previous: { id: run.id, startedAt: run.startedAt } };
    if (run.isSecondLook) return state;
    const secondLook = { ...newRun(now()), isSecondLook: true };
    return { ...state, startedAt: secondLook.startedAt, run: secondLook };
  };
}

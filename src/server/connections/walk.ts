/**
 * The walk: reads OFAuth's whole list slowly, page by page, in one process at a time. It can stop after any page and go
 * on in another process. It alone removes what OFAuth no longer lists, and only when it has reached the end
 * (`walk-end.ts`).
 */
import { neverAborted, type StartTimer } from "../http/timeout.js";
import type { OFAuthApi } from "../ofauth/api.js";
import { holdLock } from "../store/hold-lock.js";
import type { Store } from "../store/store.js";
import type { IndexPages } from "./index-pages.js";
import {
  errorWhilePausing,
  failureOf,
  isWhole,
  newRun,
  type IndexState,
  type IndexStateStore,
  type WalkRun,
  type WalkState,
} from "./index-state.js";
import { createWalkEnd } from "./walk-end.js";

const INTERVAL_MS = 10 * 60_000;
/** With webhooks a change arrives as soon as it happens, and the walk only repairs what a lost webhook left out. */
const INTERVAL_WITH_WEBHOOKS_MS = 6 * 60 * 60_000;
/** How soon a walk may follow another one when a head read asks for it. */
const MIN_INTERVAL_MS = 60_000;
const LOCK = "walk";
/** How often one run goes back a page, which bounds its requests while others remove connections. */
const MAX_STEPS_BACK = 50;
/** A run that was left for so long begins again: the store forgets after a day what it has seen. */
const MAX_RUN_MS = 12 * 60 * 60_000;

/** Limits of one call. */
interface WalkBudget {
  readonly pages: number;
  readonly ms: number;
  readonly isStopped: () => boolean;
}

export interface Walk {
  isDue(state: IndexState): boolean;
  /**
   * Starts the walk if it is due, or goes on with it, until it has ended or the budget is used up. Does nothing while
   * another process walks. Rejects with the error of a request; the next call goes on at the same page.
   */
  proceed(budget: WalkBudget): Promise<void>;
}

interface WalkDeps {
  readonly api: Pick<OFAuthApi, "listConnections">;
  readonly pages: IndexPages;
  readonly state: IndexStateStore;
  readonly store: Pick<Store, "lock" | "renew" | "unlock" | "get" | "addSeen" | "unseenBy" | "dropSeen">;
  readonly hasWebhooks: boolean;
  /** Timer that renews the lock. */
  readonly backgroundTimer: StartTimer;
  readonly now: () => number;
}

export function createWalk(deps: WalkDeps): Walk {
  const { api, pages, state, store, hasWebhooks, backgroundTimer, now } = deps;
  const endWalk = createWalkEnd(deps);
  const interval = hasWebhooks ? INTERVAL_WITH_WEBHOOKS_MS : INTERVAL_MS;

  function isDue({ head, walk }: IndexState): boolean {
    // The head read is the whole list then.
    if (isWhole(head)) return false;
    if (walk.run || walk.completedAt === undefined) return true;
    // Both ways: after a clock was set back, a time in the future must not put the walk off.
    const age = Math.abs(now() - (walk.startedAt ?? -Infinity));
    const isRequested = (head.walkRequestedAt ?? -Infinity) > (walk.startedAt ?? 0);
    return age >= (isRequested ? MIN_INTERVAL_MS : interval);
  }

  const resumable = (run: WalkRun | undefined) => (run && now() - run.startedAt < MAX_RUN_MS ? run : undefined);

  /** Reads one page. Returns the state afterwards; without a run when the walk has ended. */
  async function step(before: WalkState, run: WalkRun): Promise<WalkState> {
    const requestedAt = now();
    const page = await api.listConnections(run.offset, neverAborted());
    const { ids, isReadable } = await pages.add(page, requestedAt, before.completedAt === undefined);
    await store.addSeen(run.id, ids);
    const isStuck = !run.isStepBack && ids.length > 0 && ids.every((id) => run.lastIds.includes(id));
    const problem = pages.checkShape(page, isStuck);
    if (problem) {
      // The end was not reached, and what follows cannot be read: the next run begins again.
      const failure = failureOf(problem, before.failure, now());
      return { ...before, run: undefined, failure: { ...failure, retryAt: now() + INTERVAL_MS } };
    }
    const hasGap = run.lastIds.length > 1 && !run.lastIds.some((id) => ids.includes(id));
    if (hasGap && run.stepsBack < MAX_STEPS_BACK) {
      // Connections before this page were removed in between, and those behind them moved up: read what was skipped.
      const offset = Math.max(0, run.offset - (run.lastIds.length - 1));
      const lastIds = offset === 0 ? [] : run.lastIds;
      return { ...before, run: { ...run, offset, lastIds, isStepBack: true, stepsBack: run.stepsBack + 1 } };
    }
    const next = { ...run, isReadable: run.isReadable && isReadable, lastIds: ids, isStepBack: false };
    if (!page.hasMore) return endWalk(before, next);
    // One connection again, to notice when others have moved.
    return { ...before, run: { ...next, offset: run.offset + Math.max(1, page.list.length - 1) } };
  }

  async function proceedLocked(budget: WalkBudget): Promise<void> {
    const endsAt = now() + budget.ms;
    for (let page = 0; page < budget.pages && now() < endsAt && !budget.isStopped(); page++) {
      const before = await state.read();
      if (!isDue(before) || errorWhilePausing(before.walk.failure, now())) return;
      const run = resumable(before.walk.run) ?? newRun(now());
      const walk: WalkState = { ...before.walk, startedAt: run.startedAt, failure: undefined };
      try {
        const after = await step(walk, run);
        await state.writeWalk(after);
        if (!after.run) return;
      } catch (error) {
        await state.writeWalk({ ...walk, run, failure: failureOf(error, before.walk.failure, now()) });
        throw error;
      }
    }
  }

  return {
    isDue,
    async proceed(budget) {
      await holdLock({ store, backgroundTimer }, LOCK, () => proceedLocked(budget));
    },
  };
}

/**
 * Work on the index that no request waits for: the walk in long-lived processes, and one bounded step of it for hosts whose
 * code ends with the answer (`handler.maintain()`, `waitUntil`).
 */
import type { StartTimer } from "../http/timeout.js";
import type { HeadReads } from "./head-reads.js";
import { errorWhilePausing, type IndexStateStore } from "./index-state.js";
import type { Walk } from "./walk.js";

/** How often a process looks whether a walk is due. */
const CHECK_MS = 60_000;
/** Bounds one step where the host limits how long code runs, and how many requests it may send. */
const STEP = { pages: 40, ms: 20_000 };

export interface Background {
  /** Starts to look after the index, unless that has begun. Stops when the handler is closed. */
  start(): void;
  /** Walks now if a walk is due, unless this process does already. Never rejects. */
  walk(): Promise<void>;
  /** One bounded step: a head read if one is due, then pages of the walk. Never rejects. */
  maintain(): Promise<void>;
}

interface BackgroundDeps {
  readonly walk: Walk;
  readonly headReads: Pick<HeadReads, "isDue" | "readBehind">;
  readonly state: IndexStateStore;
  readonly backgroundTimer: StartTimer;
  /** Whether the host's code ends with the answer: no timer runs there. */
  readonly endsWithAnswer: boolean;
  readonly now: () => number;
  /** Aborted when the handler is closed: then the timers end, and the walk after the page that it is reading. */
  readonly closing: AbortSignal;
  readonly onError: (error: unknown) => void;
}

export function createBackground(deps: BackgroundDeps): Background {
  const { walk, headReads, state, backgroundTimer, endsWithAnswer, now, closing, onError } = deps;
  let walking: Promise<void> | undefined;
  let cancelTimer: (() => void) | undefined;
  const isStopped = () => closing.aborted;
  closing.addEventListener("abort", () => cancelTimer?.(), { once: true });

  async function reportErrors(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      onError(error);
    }
  }

  function proceed(): Promise<void> {
    const budget = endsWithAnswer ? { ...STEP, isStopped } : { pages: Infinity, ms: Infinity, isStopped };
    walking ??= reportErrors(() => walk.proceed(budget)).finally(() => {
      walking = undefined;
    });
    return walking;
  }

  async function walkIfDue(): Promise<void> {
    const current = await state.read();
    if (walk.isDue(current) && !errorWhilePausing(current.walk.failure, now())) await proceed();
  }

  function schedule(): void {
    if (isStopped()) return;
    cancelTimer = backgroundTimer(CHECK_MS, () => {
      void reportErrors(walkIfDue).finally(schedule);
    });
  }

  return {
    start() {
      if (!endsWithAnswer && !cancelTimer) schedule();
    },
    walk: () => reportErrors(walkIfDue),
    maintain: () =>
      reportErrors(async () => {
        const { head } = await state.read();
        if (headReads.isDue(head) && !errorWhilePausing(head.failure, now())) await headReads.readBehind();
        const current = await state.read();
        if (walk.isDue(current)) await walk.proceed({ ...STEP, isStopped });
      }),
  };
}

/** How a request waits for OFAuth, when the index cannot answer it, and what is read behind the other ones. */
import { HttpError } from "../http/http-error.js";
import { pause, TimeoutError, withTimeout, type StartTimer } from "../http/timeout.js";
import type { Background } from "./background.js";
import type { HeadReads } from "./head-reads.js";
import { errorWhilePausing, isComplete, isWhole, type IndexState, type IndexStateStore } from "./index-state.js";

/** A head read shows that a connection does not exist if it is younger. */
const UNKNOWN_MAX_AGE_MS = 10_000;
/** How long a request waits for a head read. */
const HEAD_WAIT_MS = 10_000;
/** How long a request waits for the first walk. */
const COLD_WAIT_MS = 5000;
/** When a page should ask again while the index is being built, in seconds. */
const COLD_RETRY_SECONDS = 5;
const POLL_MS = 250;
/** How long a call of `maintain()` shows that the host calls it regularly. */
const MAINTAINED_MS = 10 * 60_000;

/** What a request lends to work on its behalf. */
export interface RequestScope {
  readonly client: AbortSignal;
  /** Keeps the host's code running until the work is done. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
}

export interface Lookups {
  /**
   * Waits for a head read of the last 10 seconds; on a cold start also for the walk, until `isFound`. False if `current`
   * is new enough, and nothing was read.
   */
  lookUp(current: IndexState, isFound: () => Promise<boolean>, scope: RequestScope): Promise<boolean>;
  /** Waits until `isFound` or the index is complete. Rejects with a 503 when that takes too long. */
  untilKnown(isFound: () => Promise<boolean>, scope: RequestScope): Promise<void>;
  /** Reads behind the request what is due. Resolves at once, unless the host's code would end before it is read. */
  readBehind(current: IndexState, scope: RequestScope): Promise<void>;
  /** Records that the host calls `maintain()`. */
  noteMaintenance(): void;
}

interface LookupDeps {
  readonly headReads: HeadReads;
  readonly background: Background;
  readonly state: IndexStateStore;
  readonly endsWithAnswer: boolean;
  readonly timer: StartTimer;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

export function createLookups(deps: LookupDeps): Lookups {
  const { headReads, background, state, endsWithAnswer, timer, now, onError } = deps;
  const recently = () => now() - UNKNOWN_MAX_AGE_MS + 1;
  let maintainedAt = -Infinity;
  let isReading = false;

  async function readHead(): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      await headReads.readBehind();
      const after = await state.read();
      if (isWhole(after.head)) return;
      background.start();
      await background.walk();
    } catch (error) {
      onError(error);
    } finally {
      isReading = false;
    }
  }

  /** Waits for the first walk, until it has found what is asked for. */
  async function waitForWalk(isFound: () => Promise<boolean>, scope: RequestScope, signal: AbortSignal) {
    let walking: Promise<void> | undefined;
    let hasWalked = false;
    while (!signal.aborted) {
      if ((await isFound()) || isComplete(await state.read())) return;
      if (!walking) {
        background.start();
        walking = background.walk().then(() => void (hasWalked = true));
        scope.waitUntil?.(walking);
      }
      // Once this process's walk has ended, or another process walks, only the store shows how far it is.
      await pause(POLL_MS, timer, signal, hasWalked ? undefined : walking);
    }
  }

  async function untilKnown(isFound: () => Promise<boolean>, scope: RequestScope): Promise<void> {
    const { client } = scope;
    await headReads.ensure(recently(), { reason: "unknown", ms: HEAD_WAIT_MS, client });
    try {
      await withTimeout((signal) => waitForWalk(isFound, scope, signal), { ms: COLD_WAIT_MS, timer, client });
    } catch (error) {
      throw error instanceof TimeoutError ? coldError() : error;
    }
  }

  return {
    untilKnown,
    noteMaintenance: () => void (maintainedAt = now()),
    async lookUp(current, isFound, scope) {
      const since = recently();
      if (!isComplete(current)) await untilKnown(isFound, scope);
      else if ((current.head.at ?? -Infinity) >= since && (current.head.at ?? 0) <= now()) return false;
      else await headReads.ensure(since, { reason: "unknown", ms: HEAD_WAIT_MS, client: scope.client });
      return true;
    },
    async readBehind(current, { waitUntil }) {
      const { head, walk } = current;
      if (!isWhole(head) && (head.at !== undefined || walk.startedAt !== undefined)) background.start();
      if (!isComplete(current)) {
        const walking = background.walk();
        waitUntil?.(walking);
      }
      if (isReading || !headReads.isDue(head) || errorWhilePausing(head.failure, now())) return;
      const work = readHead();
      if (waitUntil) waitUntil(work);
      else if (endsWithAnswer && Math.abs(now() - maintainedAt) > MAINTAINED_MS) await work;
    },
  };
}

const coldError = () =>
  new HttpError(503, "server_error", "The list of connections is being read for the first time.", {
    retryAfter: COLD_RETRY_SECONDS,
  });

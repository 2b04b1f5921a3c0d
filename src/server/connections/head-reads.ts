/**
 * When OFAuth's list is read: one head read for all processes, through a lock, at most one at a time and none during the
 * pause after a failure. A read that no request waits for any more goes on.
 */
import { HttpError } from "../http/http-error.js";
import { pause, withTimeout, TimeoutError, type StartTimer } from "../http/timeout.js";
import { holdLock } from "../store/hold-lock.js";
import type { Store } from "../store/store.js";
import type { ReadHead } from "./head-read.js";
import {
  errorWhilePausing,
  failureOf,
  isWhole,
  type HeadState,
  type IndexStateStore,
  type UrgentReason,
} from "./index-state.js";

/** Between two head reads for unknown ids, and between two for confirmations. */
const URGENT_INTERVAL_MS = 10_000;
/** How old the index may be before it is read behind a request. */
const MAX_AGE_MS = 60_000;
/** The same without webhooks, while the head read is the whole list and so finds every change. */
const MAX_AGE_WHOLE_MS = 10_000;
const POLL_MS = 250;
const LOCK = "head-read";

interface Wait {
  /** Why the list is read. Reads for one reason keep their distance, and do not hold up those for the other one. */
  readonly reason: UrgentReason;
  readonly ms: number;
  readonly client: AbortSignal;
}

export interface HeadReads {
  /** Whether the index is so old that it should be read behind a request. */
  isDue(head: HeadState): boolean;
  /** Reads the head, unless another process does or OFAuth must not be asked now. */
  readBehind(): Promise<void>;
  /**
   * Waits until a head read has ended that began at `since` or later. Rejects with the error of the last read while OFAuth
   * must not be asked, and with a 504 when the time is over.
   */
  ensure(since: number, wait: Wait): Promise<void>;
  /** Reads the head for `reason` if that may be done now, or waits for the read in progress. Rejects when it fails. */
  readNow(reason: UrgentReason): Promise<void>;
  /** When this process last saw the id in a head read. */
  seenAt(id: string): number | undefined;
}

interface HeadReadsDeps {
  readonly readHead: ReadHead;
  readonly state: IndexStateStore;
  readonly store: Pick<Store, "lock" | "renew" | "unlock">;
  readonly hasWebhooks: boolean;
  readonly timer: StartTimer;
  /** Timer that renews the lock. */
  readonly backgroundTimer: StartTimer;
  readonly now: () => number;
}

export function createHeadReads(deps: HeadReadsDeps): HeadReads {
  const { readHead, state, store, hasWebhooks, timer, backgroundTimer, now } = deps;
  let running: Promise<boolean> | undefined;
  let seen: { readonly at: number; readonly ids: ReadonlySet<string> } = { at: 0, ids: new Set() };

  /** Reads once. Resolves with false when another process holds the lock. */
  function run(reason?: UrgentReason): Promise<boolean> {
    const work = (running ??= readLocked(reason).finally(() => {
      running = undefined;
    }));
    // It may fail when no request waits for it.
    work.catch(() => undefined);
    return work;
  }

  const readLocked = async (reason?: UrgentReason) =>
    (await holdLock({ store, backgroundTimer }, LOCK, () => readOnce(reason))).isLocked;

  async function readOnce(reason?: UrgentReason): Promise<void> {
    const before = await state.read();
    const mayRead = reason ? canReadFor(reason, before.head) : isDue(before.head);
    // Another process has read, or failed, since this one looked.
    if (!mayRead || errorWhilePausing(before.head.failure, now())) return;
    const urgentAt = { ...before.head.urgentAt, ...(reason && { [reason]: now() }) };
    try {
      const { head, ids, needsWalk } = await readHead(before);
      seen = { at: head.at ?? 0, ids };
      // A list in another order needs one only for what a request waits for.
      const isRequest = needsWalk && (reason !== undefined || head.isNewestFirst !== false);
      await state.writeHead({ ...head, urgentAt, walkRequestedAt: isRequest ? now() : before.head.walkRequestedAt });
    } catch (error) {
      // The pause after a failure is distance enough for the next one.
      await state.writeHead({ ...before.head, failure: failureOf(error, before.head.failure, now()) });
      throw error;
    }
  }

  // Both ways: after a clock was set back, a time in the future must not keep an old index for long.
  const isOlderThan = (time: number | undefined, ms: number) => time === undefined || Math.abs(now() - time) >= ms;
  const canReadFor = (reason: UrgentReason, { urgentAt }: HeadState) =>
    isOlderThan(urgentAt?.[reason], URGENT_INTERVAL_MS);
  const isDue = (head: HeadState): boolean =>
    isOlderThan(head.at, isWhole(head) && !hasWebhooks ? MAX_AGE_WHOLE_MS : MAX_AGE_MS);

  async function waitForRead(since: number, reason: UrgentReason, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { head } = await state.read();
      if (head.at !== undefined && head.at >= since && head.at <= now()) return;
      const error = errorWhilePausing(head.failure, now());
      if (error) throw error;
      // A read in progress may have begun too early; then the next one is started when it has ended.
      const work = running ?? (canReadFor(reason, head) ? run(reason) : undefined);
      if (!(await work)) await pause(POLL_MS, timer, signal);
    }
  }

  return {
    isDue,
    readBehind: async () => void (await run()),
    readNow: async (reason) => void (await run(reason)),
    seenAt: (id) => (seen.ids.has(id) ? seen.at : undefined),
    async ensure(since, { reason, ms, client }) {
      try {
        await withTimeout((signal) => waitForRead(since, reason, signal), { ms, timer, client });
      } catch (error) {
        if (error instanceof TimeoutError) throw new HttpError(504, "timeout", "OFAuth did not answer in time.");
        throw error;
      }
    },
  };
}

/** Holds a lock of the store for as long as some work takes. When the process dies, the lock ends seconds later. */
import type { StartTimer } from "../http/timeout.js";
import type { Store } from "./store.js";

/** How long a lock holds that its process does not renew any more, in seconds. */
export const LOCK_SECONDS = 5;
/** How often a held lock is renewed, in milliseconds: one failed renewal does not lose it. */
const RENEW_INTERVAL_MS = 1500;

interface HoldLockDeps {
  readonly store: Pick<Store, "lock" | "renew" | "unlock">;
  /** Timer for work that no request waits for. */
  readonly backgroundTimer: StartTimer;
}

/**
 * Runs `work` while this caller holds the lock `key`, renewing it, and releases it afterwards.
 *
 * @returns `{ isLocked: false }` without calling `work` if another caller, in this or another process, holds the lock.
 * @throws What `work` throws, and what the store throws when it is asked for the lock.
 */
export async function holdLock<T>(
  { store, backgroundTimer }: HoldLockDeps,
  key: string,
  work: () => Promise<T>,
): Promise<{ readonly isLocked: true; readonly result: T } | { readonly isLocked: false }> {
  const owner = crypto.randomUUID();
  if (!(await store.lock(key, owner, LOCK_SECONDS))) return { isLocked: false };
  let isDone = false;
  let cancelTimer: () => void;
  const renewLater = () => {
    cancelTimer = backgroundTimer(RENEW_INTERVAL_MS, () => {
      // After a failure the next renewal follows. One that finds another owner has lost the lock for good.
      const renewed = store.renew(key, owner, LOCK_SECONDS).catch(() => true);
      void renewed.then((isHeld) => {
        if (isHeld && !isDone) renewLater();
      });
    });
  };
  renewLater();
  try {
    return { isLocked: true, result: await work() };
  } finally {
    isDone = true;
    cancelTimer!();
    // What the work did counts, also when the store fails just now: the lock ends by itself.
    await store.unlock(key, owner).catch(() => undefined);
  }
}

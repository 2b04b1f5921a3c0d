/** Handles each webhook event once, in however many processes its deliveries arrive. */
import { HttpError } from "../http/http-error.js";
import type { Store } from "../store/store.js";

/** How long a handled event is remembered, in seconds: 3 days, longer than OFAuth retries a delivery. */
const DONE_SECONDS = 3 * 24 * 60 * 60;
/** How long an event stays locked, in seconds, if the process that handles it ends before it releases the lock. */
const LOCK_SECONDS = 60;

/**
 * Runs `handle` unless it has already succeeded for `key`. Uses two store keys: a lock while the event is being
 * handled, released afterwards so that the next delivery retries a failure, and a lasting mark for an event that is
 * done.
 *
 * @throws {HttpError} 503 `busy` while another delivery of the same event is being handled.
 */
export async function handleOnce(store: Store, key: string, handle: () => Promise<void>): Promise<void> {
  const done = `done:${key}`;
  const lock = `lock:${key}`;
  if (!(await store.claim(lock, LOCK_SECONDS))) {
    if (await store.isClaimed(done)) return;
    throw new HttpError(503, "busy", "This event is being handled; deliver it again.", { retryAfter: 1 });
  }
  try {
    // Checked after taking the lock: another delivery may have marked the event as done just before it released the
    // lock.
    if (await store.isClaimed(done)) return;
    await handle();
    await store.claim(done, DONE_SECONDS);
  } finally {
    await store.release(lock);
  }
}

/**
 * Each event is handled once, on however many machines it arrives. Two marks: one while it is being handled, so that a
 * failure lets the next delivery try again, and one for what is done.
 */
import { HttpError } from "../http/http-error.js";
import type { Store } from "../store/store.js";

/** Longer than OFAuth tries to deliver. */
const doneSeconds = 3 * 24 * 60 * 60;
/** A process that ends in the middle blocks its event for no longer than this. */
const lockSeconds = 60;

/** Runs `handle` unless it has succeeded for `key` before. Throws a 503 while another delivery is in its midst. */
export async function handleOnce(store: Store, key: string, handle: () => Promise<void>): Promise<void> {
  const done = `done:${key}`;
  const lock = `lock:${key}`;
  if (!(await store.claim(lock, lockSeconds))) {
    if (await store.isClaimed(done)) return;
    throw new HttpError(503, "busy", "This event is being handled; deliver it again.", { retryAfter: 1 });
  }
  try {
    // Asked only now: another delivery may have ended between the two questions.
    if (await store.isClaimed(done)) return;
    await handle();
    await store.claim(done, doneSeconds);
  } finally {
    await store.release(lock);
  }
}

/** Handles each webhook event once, in however many processes its deliveries arrive. */
import type { ParsedWebhookEvent } from "../../protocol/webhook-event.js";
import { HttpError } from "../http/http-error.js";
import type { Store } from "../store/store.js";
import type { VerifiedDelivery } from "./signature.js";

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
  const owner = crypto.randomUUID();
  const isDone = async () => (await store.marked([done]))[0];
  if (!(await store.lock(lock, owner, LOCK_SECONDS))) {
    if (await isDone()) return;
    throw new HttpError(503, "busy", "This event is being handled; deliver it again.", { retryAfter: 1 });
  }
  try {
    // Checked after taking the lock: another delivery may have marked the event as done just before it released the
    // lock.
    if (await isDone()) return;
    await handle();
    await store.mark(done, DONE_SECONDS);
  } finally {
    await store.unlock(lock, owner);
  }
}

/**
 * Returns a key that all deliveries of one event share: the Svix id where there is one, else a hash of the body. A
 * retry is signed again with a new time, so the signature cannot serve.
 */
export async function idempotencyKey(
  event: ParsedWebhookEvent,
  { id, sentAt }: VerifiedDelivery,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string> {
  if (id !== undefined) return `id:${id}`;
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  // Without a timestamp in the body, the same body can be a second event: the time of sending tells them apart.
  return event.timestamp === undefined ? `sent:${sentAt}:${hex}` : `body:${hex}`;
}

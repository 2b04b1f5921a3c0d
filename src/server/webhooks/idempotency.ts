/** Handles each webhook event once, in however many processes its deliveries arrive. */
import type { ParsedWebhookEvent } from "../../protocol/webhook-event.js";
import { HttpError } from "../http/http-error.js";
import type { StartTimer } from "../http/timeout.js";
import { holdLock } from "../store/hold-lock.js";
import type { Store } from "../store/store.js";
import type { VerifiedDelivery } from "./signature.js";

/** How long a handled event is remembered, in seconds: 3 days, longer than OFAuth retries a delivery. */
const DONE_SECONDS = 3 * 24 * 60 * 60;

/** What an event is recognized by when it is delivered again. Persisted: do not change the form of the keys. */
interface EventKeys {
  /** Locked while the event is being handled. */
  readonly lock: string;
  /** Any of these marks shows that the event is done. */
  readonly doneIf: readonly string[];
  /** Marked when the event is done. */
  readonly marks: readonly string[];
}

interface HandleOnceDeps {
  readonly store: Store;
  /** Timer for work that no request waits for. */
  readonly backgroundTimer: StartTimer;
}

/**
 * Runs `handle` unless it has already succeeded for these keys. A lock while the event is being handled ends with it,
 * or seconds after its process has died, so that the next delivery retries a failure; a mark lasts.
 *
 * @throws {HttpError} 503 `busy` while another delivery of the same event is being handled.
 */
export async function handleOnce(deps: HandleOnceDeps, keys: EventKeys, handle: () => Promise<void>): Promise<void> {
  const { store } = deps;
  const isDone = async () => (await store.marked(keys.doneIf)).includes(true);
  const { isLocked } = await holdLock(deps, keys.lock, async () => {
    // Checked with the lock held: another delivery may have marked the event as done just before it released the lock.
    if (await isDone()) return;
    await handle();
    for (const mark of keys.marks) await store.mark(mark, DONE_SECONDS);
  });
  if (isLocked || (await isDone())) return;
  throw new HttpError(503, "busy", "This event is being handled; deliver it again.", { retryAfter: 1 });
}

/**
 * Returns the keys that all deliveries of one event share: the id in its headers where there is one, and a hash of its
 * body. A retry is signed again with a new time, so the signature cannot serve.
 *
 * A delivery that had the id and is delivered again without its header is the same event, and so is one that gets it
 * the second time. Two ids with equal bodies are two events.
 */
export async function eventKeys(
  event: ParsedWebhookEvent,
  { id, sentAt }: VerifiedDelivery,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<EventKeys> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  // Without a timestamp in the body, the same body can be a second event: the time of sending tells them apart.
  const bodies =
    event.timestamp === undefined
      ? Array.from(new Set(sentAt), (seconds) => `sent:${seconds}:${hex}`)
      : [`body:${hex}`];
  const withoutId = bodies.map((key) => `done:${key}`);
  const withId = bodies.map((key) => `done:with-id:${key}`);
  const lock = `lock:${hex}`;
  return id === undefined
    ? { lock, doneIf: [...withoutId, ...withId], marks: withoutId }
    : { lock, doneIf: [`done:id:${id}`, ...withoutId], marks: [`done:id:${id}`, ...withId] };
}

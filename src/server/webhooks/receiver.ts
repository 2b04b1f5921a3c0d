/** Takes OFAuth's deliveries: reads, verifies, and hands on each event once. */
import { parseWebhookEvent, type ParsedWebhookEvent } from "../../protocol/webhook-event.js";
import { TimeoutError, withTimeout, type StartTimer } from "../http/timeout.js";
import { HttpError } from "../http/http-error.js";
import type { Settings } from "../settings.js";
import { CLOCK_TOLERANCE_MS, type Store } from "../store/store.js";
import { parseSignedJson, readSignedBytes } from "./signed-body.js";
import type { ApplyEvent } from "./apply-event.js";
import { handleOnce } from "./idempotency.js";
import { createWebhookVerifier, type VerifiedDelivery } from "./signature.js";

// Together below the 10 seconds after which OFAuth gives up.
const readMs = 3000;
const handleMs = 5000;

/** Takes one delivery: resolves when it was handled, now or before. */
export type ReceiveWebhook = (request: Request) => Promise<void>;

export interface WebhookReceiverDeps {
  readonly settings: Settings;
  readonly store: Store;
  readonly applyEvent: ApplyEvent;
  readonly timer: StartTimer;
  /** Told of what has failed when nobody was waiting any more. */
  readonly onBackgroundError: (error: unknown) => void;
}

/** Undefined without a `webhookSecret`. */
export function createWebhookReceiver(parts: WebhookReceiverDeps): ReceiveWebhook | undefined {
  const { settings, store, applyEvent, timer, onBackgroundError } = parts;
  const { webhookKeys, apiKey, now } = settings;
  if (!webhookKeys) return undefined;
  const verify = createWebhookVerifier(webhookKeys, now);
  const isLive = !apiKey.startsWith("sk_sandbox_");

  async function handle(event: ParsedWebhookEvent, sentAt: number): Promise<void> {
    const at = Math.min(event.timestamp ?? sentAt * 1000, now() + CLOCK_TOLERANCE_MS);
    const { type, data, live, connectionEvent } = event;
    await settings.onEvent?.({ type, timestamp: new Date(at).toISOString(), live, data });
    // Sandbox data must not change live connections, nor the other way round.
    if (connectionEvent && (live ?? isLive) === isLive) await applyEvent(connectionEvent, at);
  }

  return async (request) => {
    const within = <T>(work: (signal: AbortSignal) => Promise<T>, ms: number, late: () => HttpError) =>
      inTime(withTimeout(work, { ms, timer, client: request.signal }), late);
    const bytes = await within((signal) => readSignedBytes(request, signal), readMs, tooSlow);
    const signed = await verify(request.headers, bytes);
    if (!signed) throw new HttpError(400, "verify_failed", "The signature is not OFAuth's, or not of this moment.");
    const event = parseWebhookEvent(parseSignedJson(bytes));
    if (!event) throw new HttpError(400, "bad_response", "The body is not an event of OFAuth's.");
    const handled = handleOnce(store, await keyOf(event, signed, bytes), () => toldHost(handle(event, signed.sentAt)));
    let isAwaited = true;
    handled.catch((error: unknown) => {
      if (!isAwaited) onBackgroundError(error);
    });
    try {
      // It goes on when time is up, and OFAuth's next delivery hears how it ended.
      await within(() => handled, handleMs, notDone);
    } finally {
      isAwaited = false;
    }
  };
}

const tooSlow = () => new HttpError(408, "timeout", "The body did not arrive in time.");
const notDone = () => new HttpError(504, "timeout", "The event was not handled in time.");

async function inTime<T>(work: Promise<T>, late: () => HttpError): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof TimeoutError ? late() : error;
  }
}

async function toldHost(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(500, "server_error", "The host could not handle the event.", { cause: error });
  }
}

/** What two deliveries of one event have in common. Signed anew, they differ in the time of sending. */
async function keyOf(
  event: ParsedWebhookEvent,
  { id, sentAt }: VerifiedDelivery,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string> {
  if (id !== undefined) return `id:${id}`;
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  // An event that does not say when it happened can happen again, word for word.
  return event.timestamp === undefined ? `sent:${sentAt}:${hex}` : `body:${hex}`;
}

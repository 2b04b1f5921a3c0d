/** Receives OFAuth's webhook deliveries: reads the body, verifies the signature and handles each event once. */
import { parseWebhookEvent, type ParsedWebhookEvent } from "../../protocol/webhook-event.js";
import { HttpError } from "../http/http-error.js";
import { TimeoutError, withTimeout, type StartTimer } from "../http/timeout.js";
import type { OFAuthHandlerOptions } from "../options.js";
import { CLOCK_TOLERANCE_MS, type Store } from "../store/store.js";
import type { ApplyEvent } from "./apply-event.js";
import { handleOnce } from "./idempotency.js";
import type { WebhookKeys } from "./secrets.js";
import { createWebhookVerifier, type VerifiedDelivery } from "./signature.js";
import { parseSignedJson, readSignedBytes } from "./signed-body.js";

// OFAuth waits 10 seconds for an answer (its webhook guide); both timeouts together stay below that.
/** How long the body may take to arrive, in milliseconds. */
const READ_TIMEOUT_MS = 3000;
/** How long a delivery waits for the event to be handled, in milliseconds. */
const HANDLE_TIMEOUT_MS = 5000;

/** Handles one delivery. Resolves when its event has been handled, by this delivery or an earlier one. */
type ReceiveWebhook = (request: Request) => Promise<void>;

export interface WebhookReceiverDeps {
  readonly settings: {
    readonly apiKey: string;
    /** Undefined: the handler receives no webhooks. */
    readonly webhookKeys: WebhookKeys | undefined;
    readonly onEvent: OFAuthHandlerOptions["onEvent"];
    readonly now: () => number;
  };
  readonly store: Store;
  readonly applyEvent: ApplyEvent;
  readonly timer: StartTimer;
  /** Called with an error that occurs after the delivery was answered. */
  readonly onBackgroundError: (error: unknown) => void;
}

/** Creates the receiver, or returns undefined if there is no `webhookSecret`. */
export function createWebhookReceiver(deps: WebhookReceiverDeps): ReceiveWebhook | undefined {
  const { settings, store, applyEvent, timer, onBackgroundError } = deps;
  const { webhookKeys, apiKey, now } = settings;
  if (!webhookKeys) return undefined;
  const verify = createWebhookVerifier(webhookKeys, now);
  const hasLiveKey = !apiKey.startsWith("sk_sandbox_");

  async function handle(event: ParsedWebhookEvent, sentAtSeconds: number): Promise<void> {
    const at = Math.min(event.timestamp ?? sentAtSeconds * 1000, now() + CLOCK_TOLERANCE_MS);
    const { type, data, live, connectionEvent } = event;
    await settings.onEvent?.({ type, timestamp: new Date(at).toISOString(), live, data });
    // Sandbox events must not change live connections, nor live events sandbox ones.
    if (connectionEvent && (live ?? hasLiveKey) === hasLiveKey) await applyEvent(connectionEvent, at);
  }

  return async (request) => {
    const withLimit = <T>(work: (signal: AbortSignal) => Promise<T>, ms: number, timeoutError: () => HttpError) =>
      replaceTimeout(withTimeout(work, { ms, timer, client: request.signal }), timeoutError);
    const bytes = await withLimit((signal) => readSignedBytes(request, signal), READ_TIMEOUT_MS, readTimeoutError);
    const delivery = await verify(request.headers, bytes);
    if (!delivery) throw new HttpError(400, "verify_failed", "The signature is missing, wrong or too old.");
    const event = parseWebhookEvent(parseSignedJson(bytes));
    if (!event) throw new HttpError(400, "bad_response", "The body is not a webhook event of OFAuth.");
    const key = await idempotencyKey(event, delivery, bytes);
    const handled = handleOnce(store, key, () => wrapHostError(handle(event, delivery.sentAt)));
    let isAnswered = false;
    handled.catch((error: unknown) => {
      if (isAnswered) onBackgroundError(error);
    });
    try {
      // Handling continues after a timeout, and OFAuth's next delivery gets its outcome.
      await withLimit(() => handled, HANDLE_TIMEOUT_MS, handleTimeoutError);
    } finally {
      isAnswered = true;
    }
  };
}

const readTimeoutError = () => new HttpError(408, "timeout", "The body did not arrive in time.");
const handleTimeoutError = () => new HttpError(504, "timeout", "The event was not handled in time.");

async function replaceTimeout<T>(work: Promise<T>, timeoutError: () => HttpError): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof TimeoutError ? timeoutError() : error;
  }
}

/** Rethrows what the host's functions throw as a 500, so that OFAuth delivers the event again. */
async function wrapHostError(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(500, "server_error", "The host could not handle the event.", { cause: error });
  }
}

/**
 * Returns a key that all deliveries of one event share: the Svix id where there is one, else a hash of the body. A
 * retry is signed again with a new time, so the signature cannot serve.
 */
async function idempotencyKey(
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

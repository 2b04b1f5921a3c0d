/**
 * `POST webhooks`: reads a delivery of OFAuth, verifies its signature and handles its event once. No user is signed in
 * there; the signature alone authenticates the sender.
 */
import { connectionRoutes } from "../../protocol/connections-contract.js";
import { parseWebhookEvent, type ParsedWebhookEvent } from "../../protocol/webhook-event.js";
import type { Activity } from "../http/activity.js";
import { HttpError } from "../http/http-error.js";
import { READ_TIMEOUT_MS, readTimeoutError } from "../http/json-body.js";
import { jsonResponse } from "../http/responses.js";
import type { RouteDefinition, RouteHandler } from "../http/route.js";
import { TimeoutError, waitAtMost, withTimeout, type StartTimer } from "../http/timeout.js";
import type { OFAuthHandlerOptions } from "../options.js";
import { CLOCK_TOLERANCE_MS } from "../store/store.js";
import { createApplyEvent, type ApplyEventDeps } from "./apply-event.js";
import { eventKeys, handleOnce } from "./idempotency.js";
import type { WebhookKeys } from "./secrets.js";
import { createWebhookVerifier } from "./signature.js";
import { parseSignedJson, readSignedBytes } from "./signed-body.js";

/** How long a delivery may take in all, in milliseconds: OFAuth waits 10 seconds for an answer (its webhook guide). */
const DELIVERY_TIMEOUT_MS = 9000;

interface WebhookRouteDeps extends Omit<ApplyEventDeps, "settings"> {
  readonly settings: ApplyEventDeps["settings"] & {
    readonly apiKey: string;
    /** Undefined: the handler receives no webhooks. */
    readonly webhookKeys: WebhookKeys | undefined;
    readonly onEvent: OFAuthHandlerOptions["onEvent"];
    readonly now: () => number;
  };
  readonly timer: StartTimer;
  readonly backgroundTimer: StartTimer;
  /** Counts work as in progress, also when its request has been answered. */
  readonly track: Activity["track"];
  /** Called with an error that occurs after the delivery was answered. */
  readonly onBackgroundError: (error: unknown) => void;
}

/** Returns the route of webhooks. Without `webhookSecret` it answers 404. */
export function createWebhookRoutes(deps: WebhookRouteDeps): readonly RouteDefinition[] {
  const receive = deps.settings.webhookKeys && createReceiver(deps, deps.settings.webhookKeys);

  const receiveWebhook: RouteHandler = async (request) => {
    if (!receive) throw new HttpError(404, "not_found", "This route does not exist.");
    await receive(request);
    return jsonResponse({ received: true });
  };

  return [{ path: connectionRoutes.webhooks, methods: { POST: receiveWebhook } }];
}

/** Handles one delivery. Resolves when its event has been handled, by this delivery or an earlier one. */
type ReceiveWebhook = (request: Request) => Promise<void>;

function createReceiver(deps: WebhookRouteDeps, webhookKeys: WebhookKeys): ReceiveWebhook {
  const { settings, timer, track, onBackgroundError } = deps;
  const { apiKey, now } = settings;
  const applyEvent = createApplyEvent(deps);
  const readSignatures = createWebhookVerifier(webhookKeys, now);
  const hasLiveKey = !apiKey.startsWith("sk_sandbox_");

  async function handle(event: ParsedWebhookEvent, sentAtSeconds: number): Promise<void> {
    const at = Math.min(event.timestamp ?? sentAtSeconds * 1000, now() + CLOCK_TOLERANCE_MS);
    const { type, data, live, connectionEvent } = event;
    await settings.onEvent?.({ type, timestamp: new Date(at).toISOString(), live, data });
    // Sandbox events must not change live connections, nor live events sandbox ones.
    if (connectionEvent && (live ?? hasLiveKey) === hasLiveKey) await applyEvent(connectionEvent, at);
  }

  return async (request) => {
    const startedAt = now();
    const limit = (ms: number) => ({ ms, timer, client: request.signal });
    const verify = readSignatures(request.headers);
    // The body of a request that no one has signed is not read.
    if (!verify) throw signatureError();
    const reading = withTimeout((signal) => readSignedBytes(request, signal), limit(READ_TIMEOUT_MS));
    const bytes = await replaceTimeout(reading, readTimeoutError);
    const delivery = await verify(bytes);
    if (!delivery) throw signatureError();
    const event = parseWebhookEvent(parseSignedJson(bytes));
    if (!event) throw new HttpError(400, "bad_response", "The body is not a webhook event of OFAuth.");
    const keys = await eventKeys(event, delivery, bytes);
    const handled = track(handleOnce(deps, keys, () => wrapHostError(handle(event, delivery.sentAt[0]))));
    let isAnswered = false;
    handled.catch((error: unknown) => {
      if (isAnswered) onBackgroundError(error);
    });
    try {
      // Handling continues after a timeout, and OFAuth's next delivery gets its outcome. A clock that was set must not
      // change the time by more than the body can have taken.
      const elapsed = Math.min(Math.max(0, now() - startedAt), READ_TIMEOUT_MS);
      const waiting = waitAtMost(() => handled, limit(DELIVERY_TIMEOUT_MS - elapsed));
      await replaceTimeout(waiting, handleTimeoutError);
    } finally {
      isAnswered = true;
    }
  };
}

const signatureError = () => new HttpError(400, "verify_failed", "The signature is missing, wrong or too old.");
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

/** One delivery of an event to one endpoint: attempted until the host accepts it, up to five times. */
import type { WebhookEndpoint } from "./endpoints.js";
import { signatureHeaders } from "./signature.js";

/** One attempt of a delivery. */
export interface WebhookAttempt {
  /** When it was sent (RFC 3339). */
  readonly at: string;
  /** Status of the host's answer; null if there was none. */
  readonly status: number | null;
  /** Why it failed, as a sentence; null if it succeeded. */
  readonly failure: string | null;
}

/** A delivery and its attempts. */
export interface WebhookDelivery {
  /** `del_…` */
  readonly id: string;
  /** Id of the event, the same for all its deliveries. Sent as `svix-id`. */
  readonly eventId: string;
  /** URL of the endpoint. */
  readonly url: string;
  /** Type of the event, such as `connection.created`. */
  readonly type: string;
  /** Id of the connection; null if the event is not about one. */
  readonly connectionId: string | null;
  /** When the event happened (RFC 3339). */
  readonly timestamp: string;
  /** Body of the request: JSON. */
  readonly body: string;
  /** `held`: waits for `release()`. `cancelled`: the endpoint was removed, or the emulator was reset or closed. */
  readonly state: "held" | "pending" | "delivered" | "failed" | "cancelled";
  /** All attempts, oldest first. */
  readonly attempts: readonly WebhookAttempt[];
}

/** A delivery that can still change. */
export type DeliveryRecord = { -readonly [Name in keyof WebhookDelivery]: WebhookDelivery[Name] } & {
  attempts: WebhookAttempt[];
};

/** What deliveries need from outside; replaced in tests. */
export interface DeliveryPorts {
  /** Returns the current time in milliseconds since the epoch. */
  readonly now: () => number;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Resolves after this many milliseconds. May reject when the signal aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
  /** Returns a signal that aborts after this many milliseconds. */
  readonly timeout: (milliseconds: number) => AbortSignal;
}

/** How long a host has to answer an attempt, in milliseconds (webhook guide). */
const ATTEMPT_TIMEOUT_MS = 10_000;
/**
 * Delays before the second to fifth attempt, in milliseconds. OFAuth documents only that the backoff is exponential.
 */
const BACKOFF_MS: readonly number[] = [1000, 2000, 4000, 8000];

/** Sends `delivery` and records its attempts and state. Ends early when `stop` aborts or the endpoint is removed. */
export async function deliver(
  delivery: DeliveryRecord,
  findEndpoint: (url: string) => WebhookEndpoint | undefined,
  ports: DeliveryPorts,
  stop: AbortSignal,
): Promise<void> {
  for (const delay of [0, ...BACKOFF_MS]) {
    if (delay > 0) await unlessAborted(ports.wait(delay, stop), stop);
    const endpoint = findEndpoint(delivery.url);
    if (stop.aborted || !endpoint) {
      delivery.state = "cancelled";
      return;
    }
    const attempt = await attemptDelivery(delivery, endpoint, ports, stop);
    if (attempt) delivery.attempts.push(attempt);
    if (attempt?.failure === null) {
      delivery.state = "delivered";
      return;
    }
  }
  delivery.state = stop.aborted ? "cancelled" : "failed";
}

/**
 * Sends one attempt; resolves with undefined if it was stopped. Each attempt gets a new signature, because hosts reject
 * one that is five minutes old.
 */
async function attemptDelivery(
  delivery: DeliveryRecord,
  { secret, signature = "ofauth" }: WebhookEndpoint,
  { now, fetch, timeout }: DeliveryPorts,
  stop: AbortSignal,
): Promise<WebhookAttempt | undefined> {
  const { url, eventId, body } = delivery;
  const at = new Date(now()).toISOString();
  const headers = signatureHeaders(secret, signature, { eventId, seconds: Math.floor(now() / 1000), body });
  const timeoutSignal = timeout(ATTEMPT_TIMEOUT_MS);
  const signal = AbortSignal.any([stop, timeoutSignal]);
  const send = async () => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
      // A redirect is not a 2xx status, and following it could send the webhook to another machine.
      redirect: "manual",
      signal,
    });
    await response.arrayBuffer();
    return response;
  };
  try {
    const { status, ok } = (await unlessAborted(send(), signal)) ?? {};
    if (status !== undefined) return { at, status, failure: ok ? null : `The host answered ${status}.` };
    const isTimeout = timeoutSignal.aborted && !stop.aborted;
    return isTimeout ? { at, status: null, failure: "No answer within 10 seconds." } : undefined;
  } catch (error) {
    return { at, status: null, failure: `The host could not be reached: ${describeError(error)}` };
  }
}

/**
 * Resolves like `work`, or with undefined as soon as `signal` aborts: a replaced `fetch` or `wait` may ignore the
 * signal.
 */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const onAbort = () => resolve(undefined);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work
      .then(resolve, (error: unknown) => (signal.aborted ? onAbort() : reject(error)))
      .finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** Returns an error's message. Node's `fetch` reports only "fetch failed"; the actual error code is in its `cause`. */
function describeError(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  return typeof cause?.code === "string" ? `${cause.code}.` : String(error instanceof Error ? error.message : error);
}

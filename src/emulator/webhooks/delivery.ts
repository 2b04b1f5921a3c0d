/** One delivery: sent until the host has it, up to five times. */
import { signatureHeaders } from "./signature.js";
import type { WebhookEndpoint } from "./endpoints.js";

/** One try of a delivery. */
export interface WebhookAttempt {
  readonly at: string;
  /** What the host answered; null when it did not. */
  readonly status: number | null;
  /** Why that was no success, in words; null when it was one. */
  readonly failure: string | null;
}

export interface WebhookDelivery {
  readonly id: string;
  /** The same for every delivery of one event; the Svix family sends it along. */
  readonly eventId: string;
  readonly url: string;
  readonly type: string;
  /** Null when the event is not about a connection. */
  readonly connectionId: string | null;
  readonly timestamp: string;
  readonly body: string;
  /** `cancelled`: its endpoint is gone, or the emulator was reset or closed. */
  readonly state: "held" | "pending" | "delivered" | "failed" | "cancelled";
  readonly attempts: readonly WebhookAttempt[];
}

/** A delivery while it is under way. */
export type DeliveryRecord = { -readonly [Name in keyof WebhookDelivery]: WebhookDelivery[Name] } & {
  attempts: WebhookAttempt[];
};

export interface DeliveryPorts {
  readonly now: () => number;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Resolves after so many milliseconds; may reject when the signal aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
  /** A signal that aborts after so many milliseconds. */
  readonly timeout: (milliseconds: number) => AbortSignal;
}

/** The host has this long to answer. */
export const attemptTimeoutMs = 10_000;
/** Between the five attempts. "Exponential" is all that the docs say of it. */
export const backoffMs: readonly number[] = [1000, 2000, 4000, 8000];

/** Sends `delivery` and writes down in it what became of it. Ends early when `stop` aborts or the endpoint goes. */
export async function deliver(
  delivery: DeliveryRecord,
  endpointOf: (url: string) => WebhookEndpoint | undefined,
  ports: DeliveryPorts,
  stop: AbortSignal,
): Promise<void> {
  for (const pause of [0, ...backoffMs]) {
    if (pause > 0) await untilStopped(ports.wait(pause, stop), stop);
    const endpoint = endpointOf(delivery.url);
    if (stop.aborted || !endpoint) {
      delivery.state = "cancelled";
      return;
    }
    const attempt = await tryOnce(delivery, endpoint, ports, stop);
    if (attempt) delivery.attempts.push(attempt);
    if (attempt?.failure === null) {
      delivery.state = "delivered";
      return;
    }
  }
  delivery.state = stop.aborted ? "cancelled" : "failed";
}

/** One attempt, or undefined when it was stopped. Signed anew each time: hosts refuse a signature that is five minutes old. */
async function tryOnce(
  delivery: DeliveryRecord,
  { secret, signature = "ofauth" }: WebhookEndpoint,
  { now, fetch, timeout }: DeliveryPorts,
  stop: AbortSignal,
): Promise<WebhookAttempt | undefined> {
  const { url, eventId, body } = delivery;
  const at = new Date(now()).toISOString();
  const headers = signatureHeaders(secret, signature, { eventId, seconds: Math.floor(now() / 1000), body });
  const late = timeout(attemptTimeoutMs);
  const signal = AbortSignal.any([stop, late]);
  const send = async () => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
      // A redirect is no 2xx, and following it would lead who knows where.
      redirect: "manual",
      signal,
    });
    await response.arrayBuffer();
    return response;
  };
  try {
    const { status, ok } = (await untilStopped(send(), signal)) ?? {};
    if (status !== undefined) return { at, status, failure: ok ? null : `The host answered ${status}.` };
    return late.aborted && !stop.aborted ? { at, status: null, failure: "No answer within 10 seconds." } : undefined;
  } catch (error) {
    return { at, status: null, failure: `The host could not be reached: ${reasonOf(error)}` };
  }
}

/** What `work` resolves to, or undefined as soon as `signal` aborts: whoever was given the signal may not have heeded it. */
function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stopped = () => resolve(undefined);
    if (signal.aborted) stopped();
    signal.addEventListener("abort", stopped, { once: true });
    work
      .then(resolve, (error: unknown) => (signal.aborted ? stopped() : reject(error)))
      .finally(() => signal.removeEventListener("abort", stopped));
  });
}

/** Undici says "fetch failed" and has the reason in the cause. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  return typeof cause?.code === "string" ? `${cause.code}.` : String(error instanceof Error ? error.message : error);
}

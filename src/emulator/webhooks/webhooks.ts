/**
 * Delivers every event to every endpoint at least once, in order for each connection. Switches send deliveries twice or
 * out of order.
 */
import { prefixedRandomId } from "../random-id.js";
import { deliver, type DeliveryPorts, type DeliveryRecord, type WebhookDelivery } from "./delivery.js";
import { WebhookEndpoints, type ShownEndpoint, type WebhookEndpoint } from "./endpoints.js";
import { webhookBody, type ConnectionEvent, type OtherEvent } from "./event.js";

/** A failed attempt and its delivery. */
export interface WebhookFailure {
  /** Id of the delivery (`del_…`). */
  readonly deliveryId: string;
  /** URL of the endpoint. */
  readonly url: string;
  /** Type of the event. */
  readonly type: string;
  /** When the attempt was sent (RFC 3339). */
  readonly at: string;
  /** Why it failed, as a sentence. */
  readonly failure: string;
}

/** How many deliveries are kept. */
const MAX_DELIVERIES = 1000;

/** The webhooks of one emulator. */
export class Webhooks {
  /** Whether every event is delivered twice, as "at least once" delivery allows. Default: false. */
  duplicate = false;

  readonly #endpoints = new WebhookEndpoints();
  readonly #ports: DeliveryPorts;
  readonly #deliveries: DeliveryRecord[] = [];
  /** The held deliveries; undefined while deliveries are not held. */
  #held: DeliveryRecord[] | undefined;
  /** Last delivery of each connection to each endpoint. The next one waits for it, which keeps them in order. */
  readonly #lastDeliveries = new Map<string, Promise<void>>();
  readonly #pending = new Set<Promise<void>>();
  #stop = new AbortController();
  #isClosed = false;

  constructor(endpoints: readonly WebhookEndpoint[], ports: DeliveryPorts) {
    this.#ports = ports;
    for (const endpoint of endpoints) this.register(endpoint);
  }

  /**
   * Adds an endpoint, or replaces the one with the same URL.
   *
   * @throws {TypeError} If the URL, the secret or another field is not valid.
   */
  register(endpoint: WebhookEndpoint): void {
    this.#endpoints.register(endpoint);
  }

  /** Returns the endpoints, without their secrets. */
  list(): readonly ShownEndpoint[] {
    return this.#endpoints.list();
  }

  /** Removes all endpoints and cancels their pending deliveries. */
  clear(): void {
    this.#endpoints.clear();
  }

  /** All deliveries, oldest first, at most 1,000. */
  get deliveries(): readonly WebhookDelivery[] {
    return this.#deliveries.map((delivery) => structuredClone(delivery));
  }

  /** All failed attempts, by delivery. */
  get failures(): readonly WebhookFailure[] {
    return this.#deliveries.flatMap(({ id, url, type, attempts }) =>
      attempts.flatMap(({ at, failure }) => (failure === null ? [] : [{ deliveryId: id, url, type, at, failure }])),
    );
  }

  /** Whether deliveries are held. */
  get holding(): boolean {
    return this.#held !== undefined;
  }

  /** Holds deliveries from now on, until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  /** Sends the held deliveries, the last one first; with `reverse: false`, in their original order. */
  release({ reverse = true }: { reverse?: boolean } = {}): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const delivery of reverse ? held.reverse() : held) this.#enqueue(delivery);
  }

  /**
   * Sends an event that is not about a connection to every endpoint.
   *
   * @param type Event type: `rules.updated`, or one that OFAuth does not have yet.
   * @param data The event's `data`. Default: `{}`.
   */
  send(type: string, data: Readonly<Record<string, unknown>> = {}): void {
    this.announce({ type, data });
  }

  /** Sends an event to every endpoint. */
  announce(event: ConnectionEvent | OtherEvent): void {
    const timestamp = new Date(this.#ports.now()).toISOString();
    const eventId = prefixedRandomId("msg");
    const connectionId = "connection" in event ? event.connection.id : null;
    for (const { url, spelling } of this.#endpoints.list()) {
      const body = webhookBody(event, timestamp, spelling);
      const fields = { eventId, url, type: event.type, connectionId, timestamp, body };
      for (let times = this.duplicate ? 2 : 1; times > 0; times -= 1) this.#add(fields);
    }
  }

  /**
   * Repeats a delivery: the same event with a new signature.
   *
   * @param id Id of the delivery (`del_…`). Default: the last one.
   * @returns The new delivery; undefined if there is no delivery with this id.
   */
  redeliver(id?: string): WebhookDelivery | undefined {
    const original = this.#deliveries.findLast((delivery) => id === undefined || delivery.id === id);
    if (!original) return undefined;
    const { eventId, url, type, connectionId, timestamp, body } = original;
    return structuredClone(this.#add({ eventId, url, type, connectionId, timestamp, body }));
  }

  /** Resolves when no delivery is pending. Held deliveries do not count. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /**
   * Cancels pending and held deliveries, deletes all deliveries, and turns off `duplicate` and holding. Endpoints stay.
   */
  reset(): void {
    this.#stop.abort();
    if (!this.#isClosed) this.#stop = new AbortController();
    this.#lastDeliveries.clear();
    this.#deliveries.length = 0;
    this.#held = undefined;
    this.duplicate = false;
  }

  /** Cancels pending deliveries. Nothing is sent after that. */
  close(): void {
    this.#isClosed = true;
    this.#stop.abort();
  }

  #add(fields: Omit<DeliveryRecord, "id" | "state" | "attempts">): DeliveryRecord {
    const delivery: DeliveryRecord = { ...fields, id: prefixedRandomId("del"), state: "held", attempts: [] };
    this.#deliveries.push(delivery);
    if (this.#deliveries.length > MAX_DELIVERIES) this.#deliveries.shift();
    if (this.#held) this.#held.push(delivery);
    else this.#enqueue(delivery);
    return delivery;
  }

  #enqueue(delivery: DeliveryRecord): void {
    delivery.state = "pending";
    const { signal } = this.#stop;
    const queueKey = `${delivery.connectionId ?? ""} ${delivery.url}`;
    const previous = this.#lastDeliveries.get(queueKey) ?? Promise.resolve();
    const current = previous
      .then(() => deliver(delivery, (url) => this.#endpoints.get(url), this.#ports, signal))
      .finally(() => {
        this.#pending.delete(current);
        if (this.#lastDeliveries.get(queueKey) === current) this.#lastDeliveries.delete(queueKey);
      });
    this.#lastDeliveries.set(queueKey, current);
    this.#pending.add(current);
  }
}

/**
 * OFAuth's webhooks: every event goes to every endpoint, at least once, in order per connection. Switches deliver twice or
 * out of order on command.
 */
import { prefixedRandomId } from "../random-id.js";
import { deliver, type DeliveryPorts, type DeliveryRecord, type WebhookDelivery } from "./delivery.js";
import { WebhookEndpoints, type ShownEndpoint, type WebhookEndpoint } from "./endpoints.js";
import { webhookBody, type ConnectionEvent, type OtherEvent } from "./event.js";

/** An attempt that failed, and what it was an attempt of. */
export interface WebhookFailure {
  readonly deliveryId: string;
  readonly url: string;
  readonly type: string;
  readonly at: string;
  readonly failure: string;
}

/** How many deliveries are remembered. */
const memory = 1000;

export class Webhooks {
  /** Whether everything is delivered twice. "At least once" is all that a host is promised. */
  duplicate = false;

  readonly #endpoints = new WebhookEndpoints();
  readonly #ports: DeliveryPorts;
  readonly #deliveries: DeliveryRecord[] = [];
  /** While deliveries are held: those that wait. */
  #held: DeliveryRecord[] | undefined;
  /** The last delivery of each connection at each endpoint: the next one waits for it. */
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #underWay = new Set<Promise<void>>();
  #stop = new AbortController();
  #closed = false;

  constructor(endpoints: readonly WebhookEndpoint[], ports: DeliveryPorts) {
    this.#ports = ports;
    for (const endpoint of endpoints) this.register(endpoint);
  }

  /** Adds an endpoint, or replaces the one with the same URL. Throws `TypeError` for one that cannot be. */
  register(endpoint: WebhookEndpoint): void {
    this.#endpoints.register(endpoint);
  }

  /** The endpoints, without their secrets. */
  list(): readonly ShownEndpoint[] {
    return this.#endpoints.list();
  }

  /** Removes every endpoint: what was still to be sent there is not. */
  clear(): void {
    this.#endpoints.clear();
  }

  /** What was sent or is to be, oldest first, at most 1,000. */
  get deliveries(): readonly WebhookDelivery[] {
    return this.#deliveries.map((delivery) => structuredClone(delivery));
  }

  /** Every attempt that failed, delivery by delivery. */
  get failures(): readonly WebhookFailure[] {
    return this.#deliveries.flatMap(({ id, url, type, attempts }) =>
      attempts.flatMap(({ at, failure }) => (failure === null ? [] : [{ deliveryId: id, url, type, at, failure }])),
    );
  }

  get holding(): boolean {
    return this.#held !== undefined;
  }

  /** Keeps back what comes from now on, until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  /** Sends what was held, the last one first, or in its own order with `reverse: false`. */
  release({ reverse = true }: { reverse?: boolean } = {}): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const delivery of reverse ? held.reverse() : held) this.#enqueue(delivery);
  }

  /** Sends an event that is not about a connection: `rules.updated`, or a type that OFAuth may have one day. */
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
      for (let times = this.duplicate ? 2 : 1; times > 0; times -= 1) this.#take(fields);
    }
  }

  /** Delivers once more what was delivered as `id` (left out: as the last one): the same event, signed anew. */
  redeliver(id?: string): WebhookDelivery | undefined {
    const original = this.#deliveries.findLast((delivery) => id === undefined || delivery.id === id);
    if (!original) return undefined;
    const { eventId, url, type, connectionId, timestamp, body } = original;
    return structuredClone(this.#take({ eventId, url, type, connectionId, timestamp, body }));
  }

  /** Resolves when nothing is under way: what was sent has been taken or given up. What is held is not under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** Gives up what is under way or held, forgets all deliveries, and switches `duplicate` and holding off. Endpoints stay. */
  reset(): void {
    this.#stop.abort();
    if (!this.#closed) this.#stop = new AbortController();
    this.#lanes.clear();
    this.#deliveries.length = 0;
    this.#held = undefined;
    this.duplicate = false;
  }

  /** Gives up what is under way; nothing is sent from now on. */
  close(): void {
    this.#closed = true;
    this.#stop.abort();
  }

  #take(fields: Omit<DeliveryRecord, "id" | "state" | "attempts">): DeliveryRecord {
    const delivery: DeliveryRecord = { ...fields, id: prefixedRandomId("del"), state: "held", attempts: [] };
    this.#deliveries.push(delivery);
    if (this.#deliveries.length > memory) this.#deliveries.shift();
    if (this.#held) this.#held.push(delivery);
    else this.#enqueue(delivery);
    return delivery;
  }

  #enqueue(delivery: DeliveryRecord): void {
    delivery.state = "pending";
    const { signal } = this.#stop;
    const lane = `${delivery.connectionId ?? ""} ${delivery.url}`;
    const before = this.#lanes.get(lane) ?? Promise.resolve();
    const run = before
      .then(() => deliver(delivery, (url) => this.#endpoints.get(url), this.#ports, signal))
      .finally(() => {
        this.#underWay.delete(run);
        if (this.#lanes.get(lane) === run) this.#lanes.delete(lane);
      });
    this.#lanes.set(lane, run);
    this.#underWay.add(run);
  }
}

/** Sets up a handler with webhooks, signed deliveries from OFAuth, and a host that records its callbacks. */
import { parseConnection } from "../../../src/protocol/connection.js";
import type { ChangedEvent, DisconnectedEvent, WebhookEvent } from "../../../src/server/host-events.js";
import type { OFAuthHandlerOptions } from "../../../src/server/options.js";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import type { Store, StoreChange } from "../../../src/server/store/store.js";
import { ofauthHeaders, plainSecret, svixHeaders, svixSecret } from "../../support/sign-webhook.js";
import { connectionOf } from "../fake-ofauth.js";
import { origin, setupHandler, settle, waitUntil } from "../handler-setup.js";

export const webhooksPath = "/api/ofauth/webhooks";

/** Fields of a connection event. */
interface EventFields {
  readonly id?: string;
  readonly status?: string;
  readonly owner?: string | null;
  /** Milliseconds after the clock's start. */
  readonly at?: number;
  readonly connection?: object;
}

export function setupWebhooks(options: Partial<OFAuthHandlerOptions> = {}) {
  const start = Date.parse("2026-01-01T00:00:00Z");
  const recorded = {
    changed: [] as ChangedEvent[],
    disconnected: [] as DisconnectedEvent[],
    events: [] as WebhookEvent[],
    published: [] as StoreChange[],
  };
  // Replaced by the handler's own clock below.
  let clock = { now: start };
  const baseStore = options.store ?? createMemoryStore({ now: () => clock.now });
  const released: string[] = [];
  const store: Store = {
    ...baseStore,
    unlock: async (key, owner) => {
      await baseStore.unlock(key, owner);
      released.push(key);
    },
  };
  const parts = setupHandler({
    webhookSecret: [plainSecret, svixSecret],
    onChanged: (event) => void recorded.changed.push(event),
    onDisconnected: (event) => void recorded.disconnected.push(event),
    onEvent: (event) => void recorded.events.push(event),
    ...options,
    store,
  });
  ({ clock } = parts);
  const subscribed = store.subscribe((change) => void recorded.published.push(change));
  const seconds = () => Math.floor(clock.now / 1000);

  async function post(body: BodyInit, headers: Record<string, string>, more: RequestInit = {}): Promise<Response> {
    await subscribed;
    const init = { method: "POST", headers, body, duplex: "half", ...more };
    return parts.handler(new Request(origin + webhooksPath, init));
  }

  const eventOf = (
    type: string,
    { id = "conn_1", status = "active", owner = "user-1", at = 0, connection }: EventFields = {},
  ) => ({
    type,
    timestamp: new Date(start + at).toISOString(),
    data: { clientReferenceId: owner, connection: { id, status, ...connection } },
  });

  return {
    ...parts,
    ...recorded,
    start,
    store,
    post,
    eventOf,
    seconds,
    /** Delivers an event with `OFAuth-Signature`. Equal bodies are the same event. */
    deliver: (event: object) => {
      const body = JSON.stringify(event);
      return post(body, ofauthHeaders(body, seconds()));
    },
    /** Delivers an event with the svix-* headers; `id` is its `svix-id`. */
    deliverSvix: (event: object, id?: string) => {
      const body = JSON.stringify(event);
      return post(body, svixHeaders(body, seconds(), id === undefined ? {} : { id }));
    },
    /** Adds a connection at OFAuth that is as old as the store, and so needs no confirmation. */
    connect: async (id = "conn_1", owner = "user-1", extra: object = {}) => {
      parts.ofauth.connections.push(connectionOf(id, owner, extra));
    },
    /** Lets the user's browser have confirmed a connection. */
    confirm: async (id = "conn_1", owner = "user-1") => {
      const connection = parseConnection(connectionOf(id, owner))!;
      await store.put([{ connection, at: start }]);
      await store.confirm(id, { clientReferenceId: owner, userId: connection.userData?.id ?? null });
    },
    statusOf: async (id = "conn_1") => (await store.get([id]))[0]?.connection.status,
    settle,
    /** Waits until the handling of an event has ended, that is until its lock is released. */
    lockReleased: () => waitUntil(() => released.some((key) => key.startsWith("lock:"))),
  };
}

/** A handler that takes webhooks, the OFAuth that delivers them, and a host that writes down what it is told. */
import type {
  ChangedEvent,
  DisconnectedEvent,
  OFAuthHandlerOptions,
  WebhookEvent,
} from "../../../src/server/options.js";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import type { Store, StoreChange } from "../../../src/server/store/store.js";
import { ofauthHeaders, plainSecret, svixHeaders, svixSecret } from "../../support/sign-webhook.js";
import { connectionOf } from "../fake-ofauth.js";
import { origin, settle, setupHandler } from "../handler-setup.js";

export const webhooksPath = "/api/ofauth/webhooks";

/** What OFAuth sends of a connection. */
export interface News {
  readonly id?: string;
  readonly status?: string;
  readonly owner?: string | null;
  /** Milliseconds after the clock's start. */
  readonly at?: number;
  readonly connection?: object;
}

export function setupWebhooks(options: Partial<OFAuthHandlerOptions> = {}) {
  const start = Date.parse("2026-01-01T00:00:00Z");
  const told = {
    changed: [] as ChangedEvent[],
    disconnected: [] as DisconnectedEvent[],
    events: [] as WebhookEvent[],
    published: [] as StoreChange[],
  };
  // Until the handler's own is there.
  let clock = { now: start };
  const store: Store = options.store ?? createMemoryStore({ now: () => clock.now });
  const parts = setupHandler({
    webhookSecret: [plainSecret, svixSecret],
    onChanged: (event) => void told.changed.push(event),
    onDisconnected: (event) => void told.disconnected.push(event),
    onEvent: (event) => void told.events.push(event),
    store,
    ...options,
  });
  ({ clock } = parts);
  const ready = store.subscribe((change) => void told.published.push(change));
  const seconds = () => Math.floor(clock.now / 1000);

  async function post(body: BodyInit, headers: Record<string, string>, more: RequestInit = {}): Promise<Response> {
    await ready;
    const init = { method: "POST", headers, body, duplex: "half", ...more };
    return parts.handler(new Request(origin + webhooksPath, init));
  }

  const eventOf = (
    type: string,
    { id = "conn_1", status = "active", owner = "user-1", at = 0, connection }: News = {},
  ) => ({
    type,
    timestamp: new Date(start + at).toISOString(),
    data: { clientReferenceId: owner, connection: { id, status, ...connection } },
  });

  return {
    ...parts,
    ...told,
    start,
    store,
    post,
    eventOf,
    seconds,
    /** Signed by OFAuth's own header; each one is another event unless it says the same. */
    deliver: (event: object) => {
      const body = JSON.stringify(event);
      return post(body, ofauthHeaders(body, seconds()));
    },
    deliverSvix: (event: object, id?: string) => {
      const body = JSON.stringify(event);
      return post(body, svixHeaders(body, seconds(), id === undefined ? {} : { id }));
    },
    /** OFAuth has it, and its user's browser has confirmed it. */
    connect: async (id = "conn_1", owner = "user-1", extra: object = {}) => {
      parts.ofauth.connections.push(connectionOf(id, owner, extra));
      await store.claim(`claimed:${id}`, 1000);
    },
    statusOf: async (id = "conn_1") => (await store.get(id))?.connection.status,
    settle,
  };
}

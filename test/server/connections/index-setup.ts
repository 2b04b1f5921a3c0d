/** Sets up the index of connections alone, with a fake OFAuth and a fake clock. */
import { parseConnection, type Connection } from "../../../src/protocol/connection.js";
import { createConfirmedConnections } from "../../../src/server/connections/confirmed.js";
import { createConnectionIndex } from "../../../src/server/connections/connection-index.js";
import { createOFAuthApi } from "../../../src/server/ofauth/api.js";
import type { OFAuthHandlerOptions } from "../../../src/server/options.js";
import { createMemoryStore } from "../../../src/server/store/memory-store.js";
import type { Store, StoredConnection } from "../../../src/server/store/store.js";
import { connectionOf, fakeOFAuth } from "../fake-ofauth.js";
import { apiKey, settle } from "../handler-setup.js";

export const startedAt = Date.parse("2026-01-01T00:00:00Z");

interface IndexOptions {
  readonly ofauth?: ReturnType<typeof fakeOFAuth>;
  readonly clock?: { now: number };
  readonly store?: Store;
  readonly hasWebhooks?: boolean;
  readonly endsWithAnswer?: boolean;
  readonly isKnown?: OFAuthHandlerOptions["isKnown"];
  readonly onSeen?: (entries: readonly StoredConnection[]) => Promise<void>;
}

export function setupIndex(options: IndexOptions = {}) {
  const { ofauth = fakeOFAuth(), clock = { now: startedAt } } = options;
  const now = () => clock.now;
  const store = options.store ?? createMemoryStore({ now });
  const errors: unknown[] = [];
  const published: string[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const timers = new Map<() => void, number>();
  const timer = (ms: number, onEnd: () => void) => {
    timers.set(onEnd, clock.now + ms);
    return () => timers.delete(onEnd);
  };
  const closing = new AbortController();
  const confirmed = createConfirmedConnections({ store, unconfirmed: "hide", isKnown: options.isKnown, now, onError });
  const index = createConnectionIndex({
    api: createOFAuthApi(
      { apiKey, apiUrl: "https://api.ofauth.test", fetch: ofauth.fetch },
      () => () => undefined,
      now,
    ),
    store,
    confirmed,
    hasWebhooks: options.hasWebhooks ?? false,
    timer,
    backgroundTimer: timer,
    endsWithAnswer: options.endsWithAnswer ?? false,
    now,
    closing: closing.signal,
    onSeen: options.onSeen ?? (async () => undefined),
    onHidden: () => undefined,
    onError,
  });
  const subscribed = store.subscribe(({ type, connectionId }) => void published.push(`${type} ${connectionId}`));
  return {
    ofauth,
    clock,
    store,
    index,
    errors,
    published,
    subscribed,
    closing,
    prove: index.prove,
    openTimers: () => timers.size,
    /** Advances the clock, and ends the timers that are due. */
    advance: async (ms: number) => {
      clock.now += ms;
      for (const [onEnd, at] of timers) {
        if (at > clock.now) continue;
        timers.delete(onEnd);
        onEnd();
      }
      await settle();
    },
  };
}

/** The connection as the store has it. */
export const parsed = (id: string, owner: string, extra: object = {}) =>
  parseConnection(connectionOf(id, owner, extra)) as Connection;

/** A list with the newest first: `conn_0` of `user-0` is the newest, and each is a minute older than the one before. */
export const many = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) =>
    connectionOf(`conn_${from + index}`, `user-${from + index}`, {
      createdAt: new Date(startedAt - (from + index) * 60_000).toISOString(),
    }),
  );

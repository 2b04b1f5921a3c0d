/** A hub in a fake world: every request waits for the test to answer it. */
import { CachedConnectionsClient } from "../../src/connections/client.js";
import type { ConnectionsApi, EventSourceListener } from "../../src/connections/ports.js";
import type { ChangeCause, ConnectionView, PageView } from "../../src/connections/types.js";
import { unconfirmedConnection, type Connection } from "../../src/protocol/connection.js";
import type { ConnectionPage, ConnectionListParams } from "../../src/protocol/connections-contract.js";
import { FakeClock, flushPromises as heard } from "../support/fake-ports.js";

export const connection = (id: string, fields: Partial<Connection> = {}): Connection => ({
  ...unconfirmedConnection(id),
  status: "active",
  ...fields,
});

export interface FakeRequest {
  /** `one conn_1`, `several conn_1,conn_2`, `page {"limit":1,…}`, `invalidate conn_1`, `disconnect conn_1` */
  readonly what: string;
  readonly ids: readonly string[];
  readonly query: ConnectionListParams | undefined;
  readonly signal: AbortSignal | undefined;
  readonly settled: boolean;
  /** Resolves when the hub has heard of it. */
  answer(value: unknown): Promise<void>;
  refuse(error: unknown): Promise<void>;
}

class FakeConnections implements ConnectionsApi {
  readonly requests: FakeRequest[] = [];

  one = (id: string, signal: AbortSignal) => this.#ask<Connection | undefined>(`one ${id}`, [id], signal);
  several = (ids: readonly string[], signal: AbortSignal) =>
    this.#ask<readonly Connection[] | undefined>(`several ${ids.join()}`, ids, signal);
  page = (query: ConnectionListParams, signal: AbortSignal) =>
    this.#ask<ConnectionPage>(`page ${JSON.stringify(query)}`, [], signal, query);
  invalidate = (id: string) => this.#ask<Connection>(`invalidate ${id}`, [id]);
  disconnect = (id: string) => this.#ask<void>(`disconnect ${id}`, [id]);

  #ask<T>(what: string, ids: readonly string[], signal?: AbortSignal, query?: ConnectionListParams): Promise<T> {
    let settled = false;
    return new Promise<T>((resolve, reject) => {
      const end = (settle: () => void) => {
        settled = true;
        settle();
        return heard();
      };
      this.requests.push({
        what,
        ids,
        query,
        signal,
        get settled() {
          return settled;
        },
        answer: (value) => end(() => resolve(value as T)),
        refuse: (error) => end(() => reject(error)),
      });
    });
  }
}

export function connectionWorld({ live = true, random = (): number => 0.5 } = {}) {
  const clock = new FakeClock();
  const backend = new FakeConnections();
  const told: unknown[] = [];
  const streams: (EventSourceListener & { open: boolean })[] = [];
  let presence: (() => void) | undefined;
  let tab: ((message: unknown) => void) | undefined;
  let flows: ((id: unknown) => void) | undefined;
  const page = {
    visible: true,
    online: true,
    watch(changed: () => void) {
      presence = changed;
      return () => (presence = undefined);
    },
  };
  const hub = new CachedConnectionsClient({
    backend,
    clock,
    random,
    page,
    tabs: {
      tell: (change) => told.push(change),
      listen(heard) {
        tab = heard;
        return () => (tab = undefined);
      },
    },
    openLive(listener) {
      if (!live) return undefined;
      const stream = Object.assign(listener, { open: true });
      streams.push(stream);
      return () => (stream.open = false);
    },
    watchFlows(connected) {
      flows = connected;
      return () => (flows = undefined);
    },
  });
  let answered = 0;
  /** What has been asked since the last time. */
  const asked = () => backend.requests.slice(answered, (answered = backend.requests.length)).map(({ what }) => what);
  const views: string[] = [];
  const note = (name: string) => (view: ConnectionView | PageView, cause: ChangeCause) =>
    views.push(`${name} ${say(view)} (${cause})`);
  return {
    hub,
    clock,
    backend,
    page,
    told,
    streams,
    asked,
    /** What watchers have been told since the last time. */
    news: () => views.splice(0),
    watch: (id: string | undefined, refresh = 0, name = id ?? "newest") => hub.observe(id, { refresh }, note(name)),
    watchPage: (query: Partial<ConnectionListParams> = {}, refresh = 0, name = "page") =>
      hub.observePage({ limit: 20, offset: 0, ...query }, { refresh }, note(name)),
    /** Lets `ms` pass, and what follows from it be heard. */
    pass: async (ms = 0) => {
      clock.advance(ms);
      await heard();
    },
    last: () => backend.requests.at(-1)!,
    setPresence: (fields: { visible?: boolean; online?: boolean }) => {
      Object.assign(page, fields);
      presence?.();
    },
    otherTab: (message: unknown) => tab?.(message),
    flowConnected: (id: unknown) => flows?.(id),
    /** What is held of the world: timers, listeners, streams. */
    get held() {
      const listeners = [presence, tab, flows].filter(Boolean).length;
      return clock.running + listeners + streams.filter(({ open }) => open).length;
    },
  };
}

/** A view in a few words. */
export function say(view: ConnectionView | PageView): string {
  switch (view.name) {
    case "known": {
      const stale = view.stale ? " stale" : "";
      if ("connection" in view) return `${view.connection.status}${stale}`;
      const rows = view.connections.map(({ id, status }) => `${id}=${status}`).join();
      return `[${rows}]${view.hasMore ? "+" : ""}${stale}`;
    }
    case "failed":
      return `failed ${view.error.code}`;
    default:
      return view.name;
  }
}

export const page = (list: readonly Connection[], hasMore = false): ConnectionPage => ({ list, hasMore });

/** For what is started and not waited for. */
export const unheard = (promise: Promise<unknown>): void => void promise.catch(() => undefined);

export const expired = { status: "expired" };

/** A page with conn_1 and conn_2, and conn_1 watched by itself as well. */
export async function knownWorld(options: Parameters<typeof connectionWorld>[0] = {}, refresh = 0) {
  const world = connectionWorld(options);
  const { watch, watchPage, pass, backend, asked, news, streams } = world;
  const list = watchPage({}, refresh);
  const one = watch("conn_1", refresh);
  await pass();
  await backend.requests[0]!.answer(page([connection("conn_1"), connection("conn_2")]));
  await backend.requests[1]!.answer(connection("conn_1"));
  asked();
  news();
  return Object.assign(world, { list, one, stream: streams[0]! });
}

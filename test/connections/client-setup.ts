/** Sets up a connections client with fake ports. Every request waits until the test responds to it. */
import { CachedConnectionsClient } from "../../src/connections/client.js";
import type { ConnectionsApi, ConnectionsPorts, EventSourceListener } from "../../src/connections/ports.js";
import type { ChangeCause, ConnectionView, PageView } from "../../src/connections/types.js";
import { unconfirmedConnection, type Connection } from "../../src/protocol/connection.js";
import type { ConnectionPage, ConnectionListParams } from "../../src/protocol/connections-contract.js";
import { FakeClock, flushPromises } from "../support/fake-ports.js";

export const connection = (id: string, fields: Partial<Connection> = {}): Connection => ({
  ...unconfirmedConnection(id),
  status: "active",
  ...fields,
});

export interface FakeRequest {
  /** Method and argument: `getOne conn_1`, `getMany conn_1,conn_2`, `getPage {"limit":1,…}`, `invalidate conn_1`. */
  readonly name: string;
  readonly ids: readonly string[];
  readonly params: ConnectionListParams | undefined;
  readonly signal: AbortSignal | undefined;
  readonly settled: boolean;
  /** Resolves once the client has applied `value`. */
  resolve(value: unknown): Promise<void>;
  /** Resolves once the client has applied `error`. */
  reject(error: unknown): Promise<void>;
}

class FakeConnectionsApi implements ConnectionsApi {
  readonly requests: FakeRequest[] = [];

  getOne = (id: string, signal: AbortSignal) => this.#request<Connection | undefined>(`getOne ${id}`, [id], signal);
  getMany = (ids: readonly string[], signal: AbortSignal) =>
    this.#request<readonly Connection[] | undefined>(`getMany ${ids.join()}`, ids, signal);
  getPage = (params: ConnectionListParams, signal: AbortSignal) =>
    this.#request<ConnectionPage>(`getPage ${JSON.stringify(params)}`, [], signal, params);
  invalidate = (id: string) => this.#request<Connection>(`invalidate ${id}`, [id]);
  disconnect = (id: string) => this.#request<void>(`disconnect ${id}`, [id]);

  #request<T>(name: string, ids: readonly string[], signal?: AbortSignal, params?: ConnectionListParams): Promise<T> {
    let settled = false;
    return new Promise<T>((resolve, reject) => {
      const settle = (callback: () => void) => {
        settled = true;
        callback();
        return flushPromises();
      };
      this.requests.push({
        name,
        ids,
        params,
        signal,
        get settled() {
          return settled;
        },
        resolve: (value) => settle(() => resolve(value as T)),
        reject: (error) => settle(() => reject(error)),
      });
    });
  }
}

/** Creates a client with a fake clock, API, page, tab channel and live-updates stream. */
export function setupClient({
  hasEventSource = true,
  random = (): number => 0.5,
  connectPeers = (): ReturnType<ConnectionsPorts["connectPeers"]> => undefined,
}: Partial<Pick<ConnectionsPorts, "random" | "connectPeers"> & { hasEventSource: boolean }> = {}) {
  const clock = new FakeClock();
  const api = new FakeConnectionsApi();
  const posted: unknown[] = [];
  const streams: (EventSourceListener & { open: boolean })[] = [];
  let onVisibilityChange: (() => void) | undefined;
  let onTabMessage: ((message: unknown) => void) | undefined;
  let onConnected: ((id: unknown) => void) | undefined;
  let onUserChanged: (() => void) | undefined;
  const page = {
    visible: true,
    online: true,
    subscribe(onChange: () => void) {
      onVisibilityChange = onChange;
      return () => (onVisibilityChange = undefined);
    },
  };
  const client = new CachedConnectionsClient({
    api,
    clock,
    random,
    page,
    tabs: {
      post: (change) => posted.push(change),
      subscribe(onMessage) {
        onTabMessage = onMessage;
        return () => (onTabMessage = undefined);
      },
    },
    openEventSource(listener) {
      if (!hasEventSource) return undefined;
      const stream = Object.assign(listener, { open: true });
      streams.push(stream);
      return () => (stream.open = false);
    },
    connectPeers,
    onConnected(listener) {
      onConnected = listener;
      return () => (onConnected = undefined);
    },
    onUserChanged(listener) {
      onUserChanged = listener;
      return () => (onUserChanged = undefined);
    },
  });
  let taken = 0;
  const changes: string[] = [];
  const record = (name: string) => (view: ConnectionView | PageView, cause: ChangeCause) =>
    changes.push(`${name} ${describeView(view)} (${cause})`);
  return {
    client,
    clock,
    api,
    page,
    /** Messages that the client posted to other tabs. */
    posted,
    /** Live-updates streams that the client opened. */
    streams,
    /** Returns the names of the requests that were sent since the last call. */
    takeRequests: () => api.requests.slice(taken, (taken = api.requests.length)).map(({ name }) => name),
    /** Returns what observers were notified of since the last call, as `name view (cause)`. */
    takeChanges: () => changes.splice(0),
    observe: (id: string | undefined, refresh = 0, name = id ?? "newest") =>
      client.observe(id, { refresh }, record(name)),
    observePage: (params: Partial<ConnectionListParams> = {}, refresh = 0, name = "page") =>
      client.observePage({ limit: 20, offset: 0, ...params }, { refresh }, record(name)),
    /** Advances the clock by `ms` and waits until the promises that settle by then are handled. */
    advance: async (ms = 0) => {
      clock.advance(ms);
      await flushPromises();
    },
    lastRequest: () => api.requests.at(-1)!,
    setVisibility: (fields: { visible?: boolean; online?: boolean }) => {
      Object.assign(page, fields);
      onVisibilityChange?.();
    },
    otherTabPosts: (message: unknown) => onTabMessage?.(message),
    flowConnects: (id: unknown) => onConnected?.(id),
    userChanges: () => onUserChanged?.(),
    /** Number of timers, listeners and streams that the client holds. */
    get heldResources() {
      const listeners = [onVisibilityChange, onTabMessage, onConnected, onUserChanged].filter(Boolean).length;
      return clock.running + listeners + streams.filter(({ open }) => open).length;
    },
  };
}

/** Formats a view as short text. */
export function describeView(view: ConnectionView | PageView): string {
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

export const pageOf = (list: readonly Connection[], hasMore = false, complete = true): ConnectionPage => ({
  list,
  hasMore,
  asOf: null,
  complete,
});

/** Marks a promise as started on purpose without awaiting it. */
export const ignoreRejection = (promise: Promise<unknown>): void => void promise.catch(() => undefined);

export const expired = { status: "expired" };

/** Creates a client that observes a page with conn_1 and conn_2, and conn_1 on its own. Both have been fetched once. */
export async function setupLoadedClient(options: Parameters<typeof setupClient>[0] = {}, refresh = 0) {
  const setup = setupClient(options);
  const { observe, observePage, advance, api, takeRequests, takeChanges, streams } = setup;
  const pageObservation = observePage({}, refresh);
  const observation = observe("conn_1", refresh);
  await advance();
  await api.requests[0]!.resolve(pageOf([connection("conn_1"), connection("conn_2")]));
  await api.requests[1]!.resolve(connection("conn_1"));
  takeRequests();
  takeChanges();
  return Object.assign(setup, { pageObservation, observation, stream: streams[0]! });
}

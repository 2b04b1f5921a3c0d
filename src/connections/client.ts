/**
 * Client-side connection cache shared by all elements on the page: subscriptions, fetching, mutations, live updates and
 * cross-tab sync. Uses no DOM, so that it runs and is tested in any JavaScript runtime.
 */
import { isConnectionId, type Connection } from "../protocol/connection.js";
import {
  disconnectedStatus,
  parseConnectionChange,
  type ConnectionListParams,
} from "../protocol/connections-contract.js";
import type { ConnectError } from "../protocol/error-codes.js";
import { ConnectionCache } from "./cache.js";
import { Fetcher } from "./fetcher.js";
import { LiveUpdates } from "./live-updates.js";
import { invalidConnectionId, Mutations } from "./mutations.js";
import { createObservation, failedObservation } from "./observation.js";
import type { ConnectionsPorts } from "./ports.js";
import type { Observer, Query, QueryKey } from "./query.js";
import { Refetcher } from "./refetch.js";
import type { ChangeCause, ConnectionsClient, ConnectionView, Observation, ObserveOptions, PageView } from "./types.js";

export class CachedConnectionsClient implements ConnectionsClient {
  readonly #ports: ConnectionsPorts;
  readonly #cache: ConnectionCache;
  readonly #fetcher: Fetcher;
  readonly #refetcher: Refetcher;
  readonly #liveUpdates: LiveUpdates;
  readonly #mutations: Mutations;
  /** Functions that unsubscribe from the page, other tabs and connect flows. Empty while nothing is observed. */
  #subscriptions: (() => void)[] = [];
  /** Whether the host lets this user read. `denied` after a 401 or 403; `unknown` before the first response. */
  #access: "unknown" | "granted" | "denied" = "unknown";

  constructor(ports: ConnectionsPorts) {
    this.#ports = ports;
    this.#cache = new ConnectionCache(ports);
    this.#fetcher = new Fetcher(ports, this.#cache.snapshots, this.#cache.queries, {
      onSuccess: (queries, result, sequence) => {
        this.#refetcher.scheduleRefetch(this.#cache.applyFetchResult(queries, result, sequence), "refresh");
        this.#grantAccess();
      },
      onError: (queries, error) => this.#fetchFailed(queries, error),
      onSettled: () => this.#collectGarbage(),
    });
    this.#refetcher = new Refetcher(ports, this.#fetcher);
    this.#mutations = new Mutations({
      onSuccess: (id, connection) => this.#mutationSucceeded(id, connection),
      onError: (id) => this.#mutationFailed(id),
    });
    this.#liveUpdates = new LiveUpdates({
      ...ports,
      onChange: (change) => this.#refetcher.scheduleRefetch(this.#cache.applyPush(change), "push"),
      onPeerChange: ({ connectionId }) => this.#refetcher.scheduleRefetch(this.#cache.queriesFor(connectionId), "push"),
      onMissed: () => this.#refetcher.scheduleRefetch(this.#cache.all, "push"),
      // The next fetch shows whether the host still lets this user read.
      onPeerRefused: () => this.#updateLiveUpdates("unknown"),
    });
  }

  observe(
    id: string | undefined,
    options: ObserveOptions,
    onChange: (view: ConnectionView, cause: ChangeCause) => void,
  ): Observation<ConnectionView> {
    if (id === undefined) return this.#observe({ params: { limit: 1, offset: 0 }, newest: true }, options, onChange);
    if (isConnectionId(id)) return this.#observe({ id }, options, onChange);
    return failedObservation(invalidConnectionId());
  }

  observePage(
    { limit, offset, status, imported }: ConnectionListParams,
    options: ObserveOptions,
    onChange: (view: PageView, cause: ChangeCause) => void,
  ): Observation<PageView> {
    return this.#observe({ params: { limit, offset, status, imported }, newest: false }, options, onChange);
  }

  #observe<View extends ConnectionView | PageView>(
    key: QueryKey,
    { refresh }: ObserveOptions,
    onChange: (view: View, cause: ChangeCause) => void,
  ): Observation<View> {
    const now = this.#ports.clock.now();
    const { query, isNew } = this.#cache.getOrCreate(key);
    const pollInterval = refresh > 0 ? refresh * 1000 : 0;
    const observer: Observer = { pollInterval, onChange: onChange as Observer["onChange"] };
    query.observers.add(observer);
    // A connection on a page was just fetched with it. A new observer restarts a query whose retries have ended.
    const needsFetch = isNew ? !this.#cache.isOnPage(key.id) : query.hasGivenUp;
    if (needsFetch) query.fetchNow(now, "refresh");
    else query.reschedule(now);
    this.#fetcher.scheduleFlush(query.dueAt);
    this.#subscribe();
    const refetch = () => this.#refetcher.refetchNow([query], "refresh");
    // Deferred: an element that is only moved in the document stops and observes again in the same task.
    const onStop = () => void Promise.resolve().then(() => this.#collectGarbage());
    return createObservation<View>(query, observer, refetch, onStop);
  }

  invalidate(id: string): Promise<Connection> {
    return this.#mutations.run("invalidate", id, (id) => this.#ports.api.invalidate(id));
  }

  disconnect(id: string): Promise<void> {
    return this.#mutations.run("disconnect", id, (id) => this.#ports.api.disconnect(id));
  }

  refetchConnection(id: string): void {
    if (!isConnectionId(id)) return;
    this.#refetcher.refetchNow(this.#cache.queriesFor(id), "action");
    this.#ports.tabs.post({ connectionId: id, status: this.#cache.snapshots.get(id)?.status ?? "unknown" });
  }

  #mutationSucceeded(id: string, connection: Connection | null): void {
    this.#ports.tabs.post({ connectionId: id, status: connection?.status ?? disconnectedStatus });
    // Without access (nothing is observed, or the user may no longer see it) the result is not kept.
    const queries =
      this.#access === "granted" ? this.#cache.applyChange(id, connection, "action") : this.#cache.queriesFor(id);
    this.#refetcher.refetchNow(queries, "action");
  }

  #mutationFailed(id: string): void {
    // It may have been carried out all the same, so responses to fetches that started earlier are ignored.
    if (this.#access === "granted") this.#cache.snapshots.set(id, this.#cache.snapshots.get(id));
    this.#refetcher.refetchNow(this.#cache.queriesFor(id), "action");
  }

  #grantAccess(): void {
    if (this.#access === "granted") return;
    // After a denial, the user may have signed in again: the queries that failed are fetched once more.
    if (this.#access === "denied") {
      const failed = this.#cache.all.filter(({ hasGivenUp }) => hasGivenUp);
      this.#refetcher.refetchNow(failed, "refresh");
    }
    this.#updateLiveUpdates("granted");
  }

  #fetchFailed(queries: readonly Query[], error: ConnectError): void {
    if (error.code === "unauthorized" || error.code === "forbidden") this.#forget(error);
    else this.#cache.applyError(queries, error);
  }

  /** Removes everything that is known. Without an error, fetches what is observed. */
  #forget(error?: ConnectError): void {
    if (error && this.#access !== "denied") this.#liveUpdates.refuse();
    this.#updateLiveUpdates(error ? "denied" : "unknown");
    const resolvers = this.#fetcher.cancelAll();
    this.#cache.clear(error);
    if (!error) this.#refetcher.refetchNow(this.#cache.all, "refresh");
    for (const resolve of resolvers) resolve();
  }

  #tabMessageReceived(message: unknown): void {
    const change = parseConnectionChange(message);
    // Any script of the origin can post a message, so it only causes a refetch of the connection that it names.
    if (change && this.#access !== "denied") {
      this.#refetcher.scheduleRefetch(this.#cache.queriesFor(change.connectionId), "tab");
    }
  }

  #updateLiveUpdates(access = this.#access): void {
    this.#access = access;
    const { visible, online } = this.#ports.page;
    this.#liveUpdates.setEnabled(this.#subscriptions.length > 0 && this.#access === "granted" && visible && online);
  }

  #subscribe(): void {
    if (this.#subscriptions.length) return;
    const { page, tabs, ...ports } = this.#ports;
    this.#subscriptions = [
      page.subscribe(() => {
        this.#updateLiveUpdates();
        this.#refetcher.visibilityChanged(this.#cache.all);
      }),
      tabs.subscribe((message) => this.#tabMessageReceived(message)),
      ports.onConnected((id) => isConnectionId(id) && this.refetchConnection(id)),
      ports.onUserChanged(() => this.#forget()),
    ];
  }

  /** Removes queries without observers. When no query has one, cancels all fetches and unsubscribes from everything. */
  #collectGarbage(): void {
    const isUnused = !this.#cache.all.some(({ observers }) => observers.size);
    if (isUnused) {
      for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
      this.#updateLiveUpdates("unknown");
    }
    const resolvers = isUnused ? this.#fetcher.cancelAll() : [];
    for (const query of this.#cache.all) {
      // A query that is being fetched stays, so that a new observer of it does not start a second fetch.
      if (query.observers.size || query.isFetching) continue;
      this.#cache.remove(query);
      resolvers.push(...query.cancel());
    }
    if (isUnused) this.#cache.snapshots.clear();
    else if (this.#fetcher.isIdle) this.#cache.pruneSnapshots();
    for (const resolve of resolvers) resolve();
  }
}

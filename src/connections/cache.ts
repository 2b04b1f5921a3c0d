/** All queries and their snapshots. Applies fetch results, mutations and pushes, and notifies the observers. */
import type { Connection } from "../protocol/connection.js";
import { disconnectedStatus, type ConnectionChange } from "../protocol/connections-contract.js";
import type { ConnectError } from "../protocol/error-codes.js";
import type { FetchResult } from "./fetcher.js";
import type { ConnectionsPorts } from "./ports.js";
import { Query, type QueryKey } from "./query.js";
import { ConnectionSnapshots } from "./snapshots.js";
import type { ChangeCause } from "./types.js";

const hashKey = (key: QueryKey): string => key.id ?? JSON.stringify(key);

export class ConnectionCache {
  readonly queries = new Map<string, Query>();
  readonly snapshots = new ConnectionSnapshots();
  // Kept apart from the many queries of single connections, because each new query looks through the pages.
  readonly #pages = new Set<Query>();
  readonly #ports: Pick<ConnectionsPorts, "clock" | "random">;

  constructor(ports: Pick<ConnectionsPorts, "clock" | "random">) {
    this.#ports = ports;
  }

  get all(): Query[] {
    return [...this.queries.values()];
  }

  get pages(): Query[] {
    return [...this.#pages];
  }

  /** Returns the query for `key`, creating it if necessary. */
  getOrCreate(key: QueryKey): { readonly query: Query; readonly isNew: boolean } {
    const hash = hashKey(key);
    const existing = this.queries.get(hash);
    const query = existing ?? new Query(key, this.snapshots);
    if (!existing) this.queries.set(hash, query);
    if (key.params) this.#pages.add(query);
    return { query, isNew: !existing };
  }

  remove(query: Query): void {
    this.queries.delete(hashKey(query.key));
    this.#pages.delete(query);
  }

  /** Returns the queries that a change of `id` can affect: its own, and every page, which may now contain it. */
  queriesFor(id: string): Query[] {
    const query = this.queries.get(id);
    return query ? [query, ...this.#pages] : this.pages;
  }

  isOnPage(id: string | undefined): boolean {
    return id !== undefined && this.pages.some((page) => page.has(id));
  }

  /** Applies the result of a fetch of `queries` that started at `sequence`. Returns the queries to refetch then. */
  applyFetchResult(queries: readonly Query[], { connections, content }: FetchResult, sequence: number): Query[] {
    const now = this.#ports.clock.now();
    const random = this.#ports.random();
    const fetched = new Map<string, Connection | null>(connections.map((connection) => [connection.id, connection]));
    for (const { key } of queries) if (key.id !== undefined && !fetched.has(key.id)) fetched.set(key.id, null);
    const changed = [...fetched].filter(([id, connection]) => this.snapshots.setFetched(id, connection, sequence));
    for (const query of queries) {
      query.content = content;
      query.fetchSettled(now, random);
    }
    for (const [id] of fetched) {
      const other = this.queries.get(id);
      if (other && !queries.includes(other)) other.updatedExternally(now);
    }
    for (const query of queries) query.notify(query.fetchCause);
    this.#notifyAll(queries[0]?.fetchCause ?? "refresh");
    // A page never refetches other pages: if the host's caches disagree, two would refetch each other endlessly.
    return content ? [] : this.#pagesAffectedBy(changed.map(([id]) => id));
  }

  /** Applies a change of one connection; null when it no longer exists. Returns the queries to refetch then. */
  applyChange(id: string, connection: Connection | null, cause: ChangeCause): Query[] {
    this.snapshots.set(id, connection);
    this.queries.get(id)?.updatedExternally(this.#ports.clock.now());
    this.#notifyAll(cause);
    return this.#pagesAffectedBy([id]);
  }

  /** Applies a change that the host pushed. Returns the queries to refetch then. */
  applyPush({ connectionId: id, status, connection }: ConnectionChange): Query[] {
    if (status === disconnectedStatus) return this.applyChange(id, null, "push");
    // A push does not bring back a connection that no longer exists: it may have been sent before the removal.
    if (!connection || this.snapshots.get(id) === null) return this.queriesFor(id);
    if (this.snapshots.isOutdated(connection)) return [];
    const affected = this.applyChange(id, connection, "push");
    return this.isOnPage(id) ? affected : this.pages;
  }

  /** Applies the error of a failed fetch of `queries`. */
  applyError(queries: readonly Query[], error: ConnectError): void {
    const now = this.#ports.clock.now();
    // One jitter for all of them, so that queries that failed together share a request again.
    const random = this.#ports.random();
    for (const query of queries) query.fetchSettled(now, random, error);
    for (const query of queries) query.notify(query.fetchCause);
  }

  /** Removes everything that is known. All queries fail with `error`; without one they are loading again. */
  clear(error?: ConnectError): void {
    this.snapshots.clear();
    const now = this.#ports.clock.now();
    for (const query of this.all) {
      query.content = undefined;
      if (!error) query.updatedExternally(now);
    }
    if (error) this.applyError(this.all, error);
    else this.#notifyAll("refresh");
  }

  /** Removes the snapshots that no query refers to. */
  pruneSnapshots(): void {
    this.snapshots.prune(new Set(this.all.flatMap(({ key, content }) => key.id ?? content?.ids ?? [])));
  }

  #notifyAll(cause: ChangeCause): void {
    for (const query of this.all) query.notify(cause);
  }

  /** Returns the pages whose content may differ now that `ids` changed. */
  #pagesAffectedBy(ids: readonly string[]): Query[] {
    if (!ids.length) return [];
    return this.pages.filter(
      (page) => page.isFiltered || ids.some((id) => page.has(id) && this.snapshots.get(id) === null),
    );
  }
}

/** Sends the fetches that are due. Those due at the same time share requests; no query is fetched twice in parallel. */
import type { Connection } from "../protocol/connection.js";
import { MAX_PAGE_SIZE } from "../protocol/connections-contract.js";
import { ConnectError, isConnectError } from "../protocol/error-codes.js";
import type { ConnectionsPorts } from "./ports.js";
import type { Query } from "./query.js";
import { toPageContent, type ConnectionSnapshots, type PageContent } from "./snapshots.js";

/** What a fetch returned. */
export interface FetchResult {
  readonly connections: readonly Connection[];
  /** Set when a page was fetched. */
  readonly content?: PageContent;
}

interface FetchListener {
  /** `sequence` is the position of the fetch's start in the order of fetches and changes. */
  onSuccess(queries: readonly Query[], result: FetchResult, sequence: number): void;
  onError(queries: readonly Query[], error: ConnectError): void;
  /** Called last, when the fetch has succeeded, failed or been put off. */
  onSettled(): void;
}

/** How many requests run in parallel when the host does not support several ids in one request. */
const maxParallelRequests = 4;

type SendRequest = (signal: AbortSignal) => Promise<FetchResult | undefined>;

export class Fetcher {
  readonly #ports: ConnectionsPorts;
  readonly #snapshots: ConnectionSnapshots;
  readonly #queries: ReadonlyMap<string, Query>;
  readonly #listener: FetchListener;
  #controller = new AbortController();
  #flushAt = Infinity;
  #cancelTimer: (() => void) | undefined;
  /** Set once the host turns out not to support several ids in one request. */
  #fetchesSingly = false;
  #runningCount = 0;

  constructor(
    ports: ConnectionsPorts,
    snapshots: ConnectionSnapshots,
    queries: ReadonlyMap<string, Query>,
    listener: FetchListener,
  ) {
    this.#ports = ports;
    this.#snapshots = snapshots;
    this.#queries = queries;
    this.#listener = listener;
  }

  /** Whether no fetch is running. */
  get isIdle(): boolean {
    return this.#runningCount === 0;
  }

  /**
   * Schedules a flush unless an earlier one is scheduled. Never sends a request synchronously.
   *
   * @param at time of the flush; defaults to the time at which the next query is due
   */
  scheduleFlush(at: number = this.#nextDueAt()): void {
    if (at >= this.#flushAt) return;
    this.#cancelTimer?.();
    this.#flushAt = at;
    this.#cancelTimer = this.#ports.clock.after(Math.max(0, at - this.#ports.clock.now()), () => this.#flush());
  }

  #nextDueAt(): number {
    const hasCapacity = !this.#fetchesSingly || this.#runningCount < maxParallelRequests;
    let next = Infinity;
    for (const { dueAt, isFetching, key } of this.#queries.values()) {
      if (!isFetching && dueAt < next && (hasCapacity || key.params)) next = dueAt;
    }
    return next;
  }

  /** Aborts and cancels every fetch. Returns the resolvers of all `refetch` promises, which the caller must call. */
  cancelAll(): (() => void)[] {
    this.#cancelTimer?.();
    this.#flushAt = Infinity;
    this.#controller.abort();
    this.#controller = new AbortController();
    this.#runningCount = 0;
    return [...this.#queries.values()].flatMap((query) => query.cancel());
  }

  #flush(): void {
    this.#flushAt = Infinity;
    const { clock, page, api } = this.#ports;
    const now = clock.now();
    // Queries stay due; the next flush is scheduled when the page becomes visible.
    if (!page.visible) return;
    const due = [...this.#queries.values()].filter((query) => !query.isFetching && query.dueAt <= now);
    if (!page.online) return this.#failOffline(due);
    const singles: Query[] = [];
    for (const query of due) {
      const { params } = query.key;
      if (!params) singles.push(query);
      else {
        void this.#fetch([query], async (signal) => {
          const page = await api.getPage(params, signal);
          return { connections: page.list, content: toPageContent(page) };
        });
      }
    }
    if (this.#fetchesSingly) {
      singles.sort((one, other) => one.dueAt - other.dueAt);
      const capacity = Math.max(0, maxParallelRequests - this.#runningCount);
      for (const query of singles.slice(0, capacity)) this.#fetchOne(query);
    } else {
      for (let from = 0; from < singles.length; from += MAX_PAGE_SIZE)
        this.#fetchMany(singles.slice(from, from + MAX_PAGE_SIZE));
    }
    this.scheduleFlush();
  }

  #fetchMany(queries: readonly Query[]): void {
    if (queries.length === 1) return this.#fetchOne(queries[0]!);
    const ids = queries.map(({ key }) => key.id!);
    void this.#fetch(queries, async (signal) => {
      const connections = await this.#ports.api.getMany(ids, signal);
      return connections && { connections };
    });
  }

  #fetchOne(query: Query): void {
    void this.#fetch([query], async (signal) => {
      const connection = await this.#ports.api.getOne(query.key.id!, signal);
      return { connections: connection ? [connection] : [] };
    });
  }

  /** Fails the queries whose result is awaited. The others stay due until the browser is online. */
  #failOffline(due: readonly Query[]): void {
    const awaited = due.filter(({ pendingRefetches, view }) => pendingRefetches.length || view.name === "loading");
    const resolvers = awaited.flatMap(({ pendingRefetches }) => pendingRefetches.splice(0));
    this.#listener.onError(awaited, new ConnectError("network", "The browser is offline."));
    for (const resolve of resolvers) resolve();
  }

  async #fetch(queries: readonly Query[], send: SendRequest): Promise<void> {
    const { signal } = this.#controller;
    const sequence = this.#snapshots.nextSequence();
    for (const query of queries) query.fetchStarted(this.#ports.clock.now());
    this.#runningCount++;
    let result: FetchResult | undefined;
    let failure: ConnectError | undefined;
    try {
      result = await send(signal);
    } catch (error) {
      failure = isConnectError(error) ? error : new ConnectError("unknown", "The fetch failed.", { cause: error });
    }
    if (signal.aborted) return;
    this.#runningCount--;
    for (const query of queries) query.isFetching = false;
    try {
      if (failure) this.#listener.onError(queries, failure);
      else if (result) this.#listener.onSuccess(queries, result, sequence);
      else this.#fallBackToSingleFetches(queries);
    } finally {
      for (const query of queries) query.resolveRefetches();
      this.#listener.onSettled();
      this.scheduleFlush();
    }
  }

  #fallBackToSingleFetches(queries: readonly Query[]): void {
    this.#fetchesSingly = true;
    for (const query of queries) query.fetchAgain(this.#ports.clock.now());
  }
}

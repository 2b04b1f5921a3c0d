/**
 * One thing that elements observe: a connection, the user's newest one, or a page of the list. It is fetched once,
 * however many observers it has.
 */
import type { Connection } from "../protocol/connection.js";
import type { ConnectionListParams } from "../protocol/connections-contract.js";
import type { ConnectError } from "../protocol/error-codes.js";
import { isHostStarting, MAX_STARTING_RETRIES, nextFetchDelay, parseRetryAfter } from "./poll-interval.js";
import { HostResponseError } from "./ports.js";
import { isSameValue, toConnectionView, toPageView, type ConnectionSnapshots, type PageContent } from "./snapshots.js";
import type { ChangeCause, ConnectionView, PageView } from "./types.js";

export interface Observer {
  /** Milliseconds between polls; 0 for no polling. */
  readonly pollInterval: number;
  readonly onChange: (view: ConnectionView & PageView, cause: ChangeCause) => void;
}

/** Identifies a query. The user's newest connection is a page of one entry, viewed as a single connection. */
export type QueryKey =
  | { readonly id: string; readonly params?: undefined }
  | { readonly id?: undefined; readonly params: ConnectionListParams; readonly newest: boolean };

export class Query {
  readonly key: QueryKey;
  readonly observers = new Set<Observer>();
  readonly #snapshots: ConnectionSnapshots;
  /** What the observers see; updated by `notify`. */
  view: ConnectionView | PageView;
  /** Content of a page; undefined until its first fetch succeeds. */
  content: PageContent | undefined;
  /** Error of the last fetch; undefined when it succeeded. */
  error: ConnectError | undefined;
  /** Time of the next fetch by the clock; `Infinity` for none. During a fetch: time of the one after it. */
  dueAt = Infinity;
  isFetching = false;
  /** Cause of the running or last fetch. */
  fetchCause: ChangeCause = "refresh";
  #nextCause: ChangeCause = "refresh";
  #fetchStartedAt = -Infinity;
  /** Resolvers of the `refetch` promises that wait for the next fetch. */
  readonly pendingRefetches: (() => void)[] = [];
  /** Resolvers of the `refetch` promises that wait for the running fetch. */
  #activeRefetches: (() => void)[] = [];
  /** Failed fetches in a row. */
  failureCount = 0;
  /** End of the host's last `Retry-After`. */
  #retryAfterEnd = 0;
  #awaitingCodeSince: number | undefined;
  #viewedConnection: Connection | null | undefined;
  #viewedError: ConnectError | undefined;

  constructor(key: QueryKey, snapshots: ConnectionSnapshots) {
    this.key = key;
    this.#snapshots = snapshots;
    this.view = this.#deriveView();
  }

  #deriveView(): ConnectionView | PageView {
    const { key, content } = this;
    const isWaiting = isHostStarting(this.error) && this.dueAt < Infinity;
    // What is known is shown as stale all the same.
    const isKnown = key.id === undefined ? content?.complete || !!content?.ids.length : !!this.#snapshots.get(key.id);
    const error = isWaiting && !isKnown ? undefined : this.error;
    if (key.id !== undefined) return toConnectionView(this.#snapshots.get(key.id), error);
    const view = toPageView(content, this.#snapshots, error);
    return key.newest && view.name === "known" ? toConnectionView(view.connections[0] ?? null, error) : view;
  }

  /** Whether the page contains the connection `id`. */
  has(id: string): boolean {
    return this.content?.ids.includes(id) ?? false;
  }

  /** Whether a change of a connection can add it to this page, or remove it. */
  get isFiltered(): boolean {
    const { params } = this.key;
    return params?.status !== undefined || params?.imported !== undefined;
  }

  /** Whether the last fetch failed and no retry is scheduled. */
  get hasGivenUp(): boolean {
    return this.error !== undefined && this.dueAt === Infinity && !this.isFetching;
  }

  /** Whether the last fetch started at `time` or earlier. A connection that does not exist never becomes stale. */
  isStaleSince(time: number): boolean {
    return this.#fetchStartedAt <= time && (this.key.id === undefined || this.view.name !== "none");
  }

  /** Derives the view again and notifies the observers if it changed. */
  notify(cause: ChangeCause): void {
    const { id } = this.key;
    const connection = id === undefined ? undefined : this.#snapshots.get(id);
    // Every change notifies every query, so a single connection is compared by identity first. Pages compare by value.
    if (id !== undefined && connection === this.#viewedConnection && this.error === this.#viewedError) return;
    [this.#viewedConnection, this.#viewedError] = [connection, this.error];
    const view = this.#deriveView();
    const previous = this.view;
    if (isSameValue(view, previous)) return;
    this.view = view;
    for (const observer of new Set(this.observers)) {
      // A callback may have changed the view again, or stopped another observer.
      if (this.view !== view) return;
      if (this.observers.has(observer)) {
        observer.onChange(view as ConnectionView & PageView, previous.name === "loading" ? "load" : cause);
      }
    }
  }

  /** Schedules a fetch at `at`, or at the end of `Retry-After` if that is later. */
  scheduleFetch(at: number, cause: ChangeCause): void {
    this.#nextCause = cause;
    if (!this.pendingRefetches.length) this.dueAt = Math.max(at, this.#retryAfterEnd);
  }

  /** Makes the query due now, also before the end of `Retry-After`. */
  fetchNow(now: number, cause: ChangeCause): void {
    this.#retryAfterEnd = 0;
    this.dueAt = now;
    this.#nextCause = cause;
  }

  fetchStarted(now: number): void {
    this.isFetching = true;
    this.#fetchStartedAt = now;
    this.dueAt = Infinity;
    this.fetchCause = this.#nextCause;
    this.#nextCause = "refresh";
    this.#activeRefetches = this.pendingRefetches.splice(0);
  }

  /** Makes the query due again after a fetch that the host could not answer in this form. */
  fetchAgain(now: number): void {
    this.pendingRefetches.unshift(...this.#activeRefetches.splice(0));
    this.fetchNow(now, this.fetchCause);
  }

  /** Records how a fetch ended and schedules the next one. `random` is the jitter of that. */
  fetchSettled(now: number, random: number, error?: ConnectError): void {
    this.error = error;
    this.failureCount = error ? this.failureCount + 1 : 0;
    const retryAfter = error instanceof HostResponseError ? parseRetryAfter(error.retryAfter, now) : undefined;
    this.#retryAfterEnd = now + (retryAfter ?? 0);
    const delay = this.#nextDelay(now, random, retryAfter);
    // After an error, only a `refetch` call made during the fetch keeps its own time.
    if (error && !this.pendingRefetches.length) this.dueAt = Infinity;
    this.dueAt = Math.min(this.dueAt, now + delay);
  }

  /** Resolves the `refetch` promises of the fetch that ended. Call this after the observers were notified. */
  resolveRefetches(): void {
    for (const resolve of this.#activeRefetches.splice(0)) resolve();
  }

  /** Resets error and schedule after a push, a mutation or another query's fetch updated the connection. */
  updatedExternally(now: number): void {
    this.error = undefined;
    this.failureCount = 0;
    if (!this.pendingRefetches.length) this.dueAt = Infinity;
    this.reschedule(now);
  }

  /** Brings the next poll forward when the observers' intervals require it. */
  reschedule(now: number): void {
    if (!this.isFetching && !this.error) this.dueAt = Math.min(this.dueAt, now + this.#nextDelay(now, 0));
  }

  #nextDelay(now: number, random: number, retryAfter?: number): number {
    const { id } = this.key;
    // The connection does not exist, and no new one gets its id.
    if (id !== undefined && this.#snapshots.get(id) === null && !this.error) return Infinity;
    const ids = id === undefined ? (this.content?.ids ?? []) : [id];
    const isAwaitingCode = ids.some((id) => this.#snapshots.get(id)?.status === "awaiting_2fa");
    this.#awaitingCodeSince = isAwaitingCode ? (this.#awaitingCodeSince ?? now) : undefined;
    const intervals = [...this.observers].map(({ pollInterval }) => pollInterval).filter(Boolean);
    const state = {
      interval: intervals.length ? Math.min(...intervals) : 0,
      awaitingCodeFor: this.#awaitingCodeSince === undefined ? undefined : now - this.#awaitingCodeSince,
      failureCount: isHostStarting(this.error) ? this.failureCount - MAX_STARTING_RETRIES : this.failureCount,
      isIncomplete: this.content?.complete === false,
      errorCode: this.error?.code,
      retryAfter,
    };
    return nextFetchDelay(state, random) ?? Infinity;
  }

  /** Cancels the schedule and returns the resolvers of all `refetch` promises, which the caller must call. */
  cancel(): (() => void)[] {
    this.isFetching = false;
    this.dueAt = Infinity;
    return [...this.pendingRefetches.splice(0), ...this.#activeRefetches.splice(0)];
  }
}

/** One thing that elements watch: a connection, the newest one, or a page. However many watch it, it is read once. */
import type { Connection } from "../protocol/connection.js";
import type { ConnectionListParams } from "../protocol/connections-contract.js";
import type { ConnectError } from "../protocol/error-codes.js";
import { FetchRefusedError } from "./ports.js";
import { nextFetchDelay, parseRetryAfter } from "./poll-interval.js";
import { toConnectionView, toPageView, isSameValue, type ConnectionSnapshots, type PageContent } from "./snapshots.js";
import type { ChangeCause, ConnectionView, PageView } from "./types.js";

export interface Observer {
  /** Milliseconds between polls; 0: none. */
  readonly interval: number;
  readonly changed: (view: ConnectionView & PageView, cause: ChangeCause) => void;
}

/** The caller's newest connection is a page of one that is looked at in another way. */
export type QueryKey =
  | { readonly id: string; readonly query?: undefined }
  | { readonly id?: undefined; readonly query: ConnectionListParams; readonly newest: boolean };

export class Query {
  readonly key: QueryKey;
  readonly observers = new Set<Observer>();
  readonly #known: ConnectionSnapshots;
  view: ConnectionView | PageView;
  /** Of a page, once it has been read. */
  content: PageContent | undefined;
  /** Of the last read, if that failed. */
  error: ConnectError | undefined;
  /** When it is to be read next, by the clock; while it is being read: when once more. */
  due = Infinity;
  /** Why it is being read, and why it is read next. */
  cause: ChangeCause = "refresh";
  #nextCause: ChangeCause = "refresh";
  /** Whether a read is under way. */
  reading = false;
  #begunAt = -Infinity;
  /** Those who wait for the next read, and for the one under way. */
  asked: (() => void)[] = [];
  answering: (() => void)[] = [];
  failures = 0;
  /** The host wants to be left alone until then. */
  #blockedUntil = 0;
  #waitingSince: number | undefined;
  #seen: Connection | null | undefined;
  #seenError: ConnectError | undefined;

  constructor(subject: QueryKey, known: ConnectionSnapshots) {
    this.key = subject;
    this.#known = known;
    this.view = this.#look();
  }

  #look(): ConnectionView | PageView {
    const { key, content, error } = this;
    if (key.id !== undefined) return toConnectionView(this.#known.get(key.id), error);
    const view = toPageView(content, this.#known, error);
    return key.newest && view.name === "known" ? toConnectionView(view.connections[0] ?? null, error) : view;
  }

  has(id: string): boolean {
    return this.content?.ids.includes(id) ?? false;
  }

  /** Whether a change of a connection can bring it into this page, or take it out. */
  get isFiltered(): boolean {
    const { query } = this.key;
    return query?.status !== undefined || query?.imported !== undefined;
  }

  /** Whether it has failed, and is not read again by itself. */
  get isGivenUp(): boolean {
    return this.error !== undefined && this.due === Infinity && !this.reading;
  }

  /** Whether it is to be read anew when the user comes back. What was read after `since` is not, nor what does not exist. */
  mayBeOld(since: number): boolean {
    return this.#begunAt <= since && (this.key.id === undefined || this.view.name !== "none");
  }

  /** Looks again, and tells those who watch if there is something else to see. */
  show(cause: ChangeCause): void {
    const { id } = this.key;
    const connection = id === undefined ? undefined : this.#known.get(id);
    // Cheap, because every change has every topic look: the same things look the same. Only a page looks closely.
    if (id !== undefined && connection === this.#seen && this.error === this.#seenError) return;
    [this.#seen, this.#seenError] = [connection, this.error];
    const view = this.#look();
    const before = this.view;
    if (isSameValue(view, before)) return;
    this.view = view;
    for (const watcher of new Set(this.observers)) {
      // A listener may have stopped another one, or brought about the next change already.
      if (this.view !== view) return;
      if (this.observers.has(watcher)) {
        watcher.changed(view as ConnectionView & PageView, before.name === "loading" ? "load" : cause);
      }
    }
  }

  /** Has it read at `at`, or as soon as the host wants to be asked again. */
  readAt(at: number, cause: ChangeCause): void {
    this.#nextCause = cause;
    if (!this.asked.length) this.due = Math.max(at, this.#blockedUntil);
  }

  /** Has it read now, whatever has been before. */
  readNow(now: number, cause: ChangeCause): void {
    this.#blockedUntil = 0;
    this.due = now;
    this.#nextCause = cause;
  }

  begin(now: number): void {
    this.reading = true;
    this.#begunAt = now;
    this.due = Infinity;
    this.cause = this.#nextCause;
    this.#nextCause = "refresh";
    this.answering = this.asked.splice(0);
  }

  /** The read that has begun was none: it is still to come. */
  beginAgain(now: number): void {
    this.asked.unshift(...this.answering.splice(0));
    this.readNow(now, this.cause);
  }

  /** The read is over, and everything told that it has brought. */
  end(): void {
    for (const answered of this.answering.splice(0)) answered();
  }

  /** A read has ended: `error` says how, and `random` when the next one is due. */
  settle(now: number, random: number, error?: ConnectError): void {
    this.error = error;
    this.failures = error ? this.failures + 1 : 0;
    const retryAfter = error instanceof FetchRefusedError ? parseRetryAfter(error.retryAfter, now) : undefined;
    this.#blockedUntil = now + (retryAfter ?? 0);
    const wait = this.#wait(now, random, retryAfter);
    // Somebody who asked in the meantime is not kept waiting, unless all that is known is that the host wants peace.
    if (error && !this.asked.length) this.due = Infinity;
    this.due = Math.min(this.due, now + wait);
  }

  /** Something else than a read of its own says how things are. */
  learned(now: number): void {
    this.error = undefined;
    this.failures = 0;
    if (!this.asked.length) this.due = Infinity;
    this.reschedule(now);
  }

  /** Those who watch have changed, and with them the intervals. */
  reschedule(now: number): void {
    if (!this.reading && !this.error) this.due = Math.min(this.due, now + this.#wait(now, 0));
  }

  #wait(now: number, random: number, retryAfter?: number): number {
    const { id } = this.key;
    // There is no such connection: nobody will make one of that id.
    if (id !== undefined && this.#known.get(id) === null && !this.error) return Infinity;
    const ids = id === undefined ? (this.content?.ids ?? []) : [id];
    const isWaiting = ids.some((id) => this.#known.get(id)?.status === "awaiting_2fa");
    this.#waitingSince = isWaiting ? (this.#waitingSince ?? now) : undefined;
    const intervals = [...this.observers].map(({ interval }) => interval).filter(Boolean);
    const pace = {
      interval: intervals.length ? Math.min(...intervals) : 0,
      waiting: this.#waitingSince === undefined ? undefined : now - this.#waitingSince,
      failures: this.failures,
      code: this.error?.code,
      retryAfter,
    };
    return nextFetchDelay(pace, random) ?? Infinity;
  }

  /** Calls everything off. Who has waited for an answer is to be told so. */
  letGo(): (() => void)[] {
    this.reading = false;
    this.due = Infinity;
    return [...this.asked.splice(0), ...this.answering.splice(0)];
  }
}

/**
 * Schedules refetches outside the poll interval: immediate for user actions; jittered and throttled for pushes,
 * other tabs and focus.
 */
import { REFETCH_JITTER_MAX_MS, REFETCH_JITTER_MIN_MS, REFETCH_SPACING_MS } from "../connect/timeouts.js";
import type { Fetcher } from "./fetcher.js";
import type { ConnectionsPorts } from "./ports.js";
import type { Query } from "./query.js";
import type { ChangeCause } from "./types.js";

export class Refetcher {
  readonly #ports: Pick<ConnectionsPorts, "clock" | "random" | "page">;
  readonly #fetcher: Fetcher;
  #nextRefetchAt = -Infinity;
  #inactiveSince = -Infinity;

  constructor(ports: Pick<ConnectionsPorts, "clock" | "random" | "page">, fetcher: Fetcher) {
    this.#ports = ports;
    this.#fetcher = fetcher;
  }

  /** Refetches `queries` at once. */
  refetchNow(queries: readonly Query[], cause: ChangeCause): void {
    const now = this.#ports.clock.now();
    for (const query of queries) query.fetchNow(now, cause);
    if (queries.length) this.#fetcher.scheduleFlush(now);
  }

  /** Refetches `queries` after a random delay, together with others; on return if the page is inactive. */
  scheduleRefetch(queries: readonly Query[], cause: ChangeCause): void {
    if (!queries.length) return;
    const { clock, random, page } = this.#ports;
    const now = clock.now();
    const isInactive = !page.visible || !page.online;
    // Random, because every tab and every visitor of the host may have received the same push.
    if (!isInactive && this.#nextRefetchAt <= now) {
      const jitter = REFETCH_JITTER_MIN_MS + random() * (REFETCH_JITTER_MAX_MS - REFETCH_JITTER_MIN_MS);
      this.#nextRefetchAt = Math.max(now + jitter, this.#nextRefetchAt + REFETCH_SPACING_MS);
    }
    // The fetcher sends nothing while the page is inactive, so these stay due until it is active again.
    for (const query of queries) query.scheduleFetch(isInactive ? now : this.#nextRefetchAt, cause);
    this.#fetcher.scheduleFlush();
  }

  /**
   * Handles a change of the page's visibility or network. When the page becomes active, schedules the queries that are
   * due and those last fetched before it became inactive, except for what was fetched a moment ago.
   */
  visibilityChanged(queries: readonly Query[]): void {
    const { clock, page } = this.#ports;
    const now = clock.now();
    if (!page.visible || !page.online) {
      // From now on, live updates are closed and changes are missed.
      this.#inactiveSince = now;
      return;
    }
    const since = Math.max(this.#inactiveSince, now - REFETCH_SPACING_MS);
    const stale = queries.filter((query) => query.dueAt <= now || query.isStaleSince(since));
    for (const query of stale) query.failureCount = 0;
    this.scheduleRefetch(stale, "refresh");
    this.#fetcher.scheduleFlush();
  }
}

/** Computes when a query is fetched next: poll intervals, retries with backoff, `Retry-After`. */
import { retryAfterMs } from "../connect/retry-after.js";
import {
  FETCH_RETRY_BASE_MS,
  MAX_FETCH_RETRY_MS,
  MIN_POLL_INTERVAL_MS,
  MIN_RETRY_AFTER_MS,
  TWO_FACTOR_FAST_POLL_MS,
} from "../connect/timeouts.js";
import { isRetryable, type ConnectError, type ErrorCode } from "../protocol/error-codes.js";
import { HostResponseError } from "./ports.js";

/** How often a failed fetch is retried when no observer polls. */
const maxRetriesWithoutPolling = 6;

/** How many retries a host that is still starting gets in addition. */
export const MAX_STARTING_RETRIES = 60;

/**
 * Whether `error` asks to wait because the host cannot answer yet: it is asked again for minutes, and nothing is shown as
 * failed meanwhile.
 */
export const isHostStarting = (error: ConnectError | undefined): boolean =>
  error instanceof HostResponseError &&
  error.code === "server_error" &&
  parseRetryAfter(error.retryAfter, 0) !== undefined;

/** How soon an incomplete list is fetched again, at the earliest. */
const INCOMPLETE_POLL_MS = 4000;

/** What the delay until the next fetch depends on. Times are in milliseconds. */
export interface PollState {
  /** Poll interval that the observers ask for; 0 for no polling. */
  readonly interval: number;
  /** Time since a connection of the query began to wait for its one-time code; undefined when none waits. */
  readonly awaitingCodeFor: number | undefined;
  /** Whether the host has not read all connections yet: it is asked again soon, also without polling. */
  readonly isIncomplete?: boolean | undefined;
  /** Failed fetches in a row; 0 when the last one succeeded. */
  readonly failureCount: number;
  /** Code of the last fetch's error; undefined when it succeeded. */
  readonly errorCode?: ErrorCode | undefined;
  /** Delay that the host asked for. */
  readonly retryAfter?: number | undefined;
}

/**
 * Returns the delay until the next fetch, in milliseconds; undefined when none is to be scheduled.
 *
 * @param random number from 0 up to 1, for the jitter
 */
export function nextFetchDelay(
  { interval, awaitingCodeFor, isIncomplete, failureCount, errorCode, retryAfter }: PollState,
  random: number,
): number | undefined {
  if (errorCode !== undefined) {
    const isTransient = isRetryable(errorCode) || errorCode === "bad_response";
    if (!isTransient || (!interval && failureCount > maxRetriesWithoutPolling)) return undefined;
    // Full jitter: pages that failed at the same time retry at different times.
    return retryAfter ?? random * Math.min(MAX_FETCH_RETRY_MS, FETCH_RETRY_BASE_MS * 2 ** failureCount);
  }
  if (isIncomplete) return INCOMPLETE_POLL_MS * (1 + random);
  if (!interval) return undefined;
  const pollsFast = awaitingCodeFor !== undefined && awaitingCodeFor < TWO_FACTOR_FAST_POLL_MS;
  return pollsFast ? MIN_POLL_INTERVAL_MS : Math.max(MIN_POLL_INTERVAL_MS, interval);
}

/**
 * Parses a `Retry-After` header.
 *
 * @param now time of the response, in milliseconds since the epoch
 * @returns the delay in milliseconds, within the limits of `timeouts.ts`; undefined when the header is missing or
 * malformed
 */
export function parseRetryAfter(header: string | null | undefined, now: number): number | undefined {
  const delay = retryAfterMs(header, now);
  return delay === undefined ? undefined : Math.min(Math.max(delay, MIN_RETRY_AFTER_MS), MAX_FETCH_RETRY_MS);
}

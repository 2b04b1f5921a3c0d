/** When the next read of something is due. */
import {
  FETCH_RETRY_BASE_MS,
  MAX_FETCH_RETRY_MS,
  MIN_POLL_INTERVAL_MS,
  MIN_RETRY_AFTER_MS,
  TWO_FACTOR_FAST_POLL_MS,
} from "../connect/timeouts.js";
import { isRetryable, type ErrorCode } from "../protocol/error-codes.js";

/** How often a failed read is tried again where nobody wants polls. */
const triesWithoutPolls = 6;

export interface PollState {
  /** Milliseconds between polls as the elements ask for them; 0: none. */
  readonly interval: number;
  /** Milliseconds since a connection in it has begun to wait for a code; undefined: none does. */
  readonly waiting: number | undefined;
  /** Reads that have failed in a row; 0: the last one went well. */
  readonly failures: number;
  readonly code?: ErrorCode | undefined;
  /** Milliseconds that the host asked us to wait. */
  readonly retryAfter?: number | undefined;
}

/** Milliseconds until the next read; undefined: none by itself. `random`: 0 up to 1. */
export function nextFetchDelay(
  { interval, waiting, failures, code, retryAfter }: PollState,
  random: number,
): number | undefined {
  if (code !== undefined) {
    const passing = isRetryable(code) || code === "bad_response";
    if (!passing || (!interval && failures > triesWithoutPolls)) return undefined;
    // Full jitter: pages that failed together do not come back together.
    return retryAfter ?? random * Math.min(MAX_FETCH_RETRY_MS, FETCH_RETRY_BASE_MS * 2 ** failures);
  }
  if (!interval) return undefined;
  return waiting !== undefined && waiting < TWO_FACTOR_FAST_POLL_MS
    ? MIN_POLL_INTERVAL_MS
    : Math.max(MIN_POLL_INTERVAL_MS, interval);
}

/** Milliseconds that a `Retry-After` header asks for, seconds or a date; undefined when it makes no sense. */
export function parseRetryAfter(header: string | null | undefined, now: number): number | undefined {
  if (!header) return undefined;
  // A date has its weekday first; without that, Date.parse would read "1e9" and "-5" as years.
  const wait = /^\d+$/.test(header)
    ? Number(header) * 1000
    : /^[A-Z][a-z]+,? /.test(header) && Date.parse(header) - now;
  return wait === false || Number.isNaN(wait)
    ? undefined
    : Math.min(Math.max(wait, MIN_RETRY_AFTER_MS), MAX_FETCH_RETRY_MS);
}

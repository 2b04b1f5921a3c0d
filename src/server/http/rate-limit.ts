/** Limits how often one caller may use a route. In memory, for one process. */
import { evictOldest } from "./evict-oldest.js";
import { HttpError } from "./http-error.js";

/** Limits are given as uses per minute. */
const WINDOW_MS = 60_000;

export interface RateLimit {
  /** Counts one use by `caller`. Throws a 429 `rate_limited` with the seconds until the next use is allowed. */
  take(caller: string): void;
}

/** Creates a limit of `usesPerMinute` for each caller, over a sliding window. */
export function createRateLimit(usesPerMinute: number, now: () => number): RateLimit {
  // Each use moves its caller to the end, so that the callers idle for longest are evicted first.
  const usesByCaller = new Map<string, number[]>();
  return {
    take(caller) {
      const time = now();
      const uses = (usesByCaller.get(caller) ?? []).filter((use) => use > time - WINDOW_MS && use <= time);
      const [oldest] = uses;
      if (oldest !== undefined && uses.length >= usesPerMinute) {
        const seconds = Math.max(1, Math.ceil((oldest + WINDOW_MS - time) / 1000));
        throw new HttpError(429, "rate_limited", "Too many requests. Try again later.", { retryAfter: seconds });
      }
      uses.push(time);
      usesByCaller.delete(caller);
      usesByCaller.set(caller, uses);
      evictOldest(usesByCaller);
    },
  };
}

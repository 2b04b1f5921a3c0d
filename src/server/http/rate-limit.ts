/** How often one caller may do a thing in a minute. In memory, for one process, and of bounded size. */
import { HttpError } from "./http-error.js";

const windowMs = 60_000;
const maxCallers = 10_000;

export interface RateLimit {
  /** Counts one use by `caller`. Throws a 429 `rate_limited` that says when the next one is free. */
  take(caller: string): void;
}

export function createRateLimit(limit: number, now: () => number): RateLimit {
  // Insertion order is the order of the last use: the caller who has been quiet for longest is the first to be forgotten.
  const usesByCaller = new Map<string, number[]>();
  return {
    take(caller) {
      const time = now();
      const uses = (usesByCaller.get(caller) ?? []).filter((use) => use > time - windowMs && use <= time);
      const [oldest] = uses;
      if (oldest !== undefined && uses.length >= limit) {
        const seconds = Math.max(1, Math.ceil((oldest + windowMs - time) / 1000));
        throw new HttpError(429, "rate_limited", "Too many requests in a short time.", { retryAfter: seconds });
      }
      uses.push(time);
      usesByCaller.delete(caller);
      usesByCaller.set(caller, uses);
      for (const quiet of usesByCaller.keys()) {
        if (usesByCaller.size <= maxCallers) break;
        usesByCaller.delete(quiet);
      }
    },
  };
}

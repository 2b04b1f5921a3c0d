/** What the handler is doing, so that it can be closed: requests in progress, and work that outlives its request. */
import { HttpError } from "./http-error.js";
import { TimeoutError, waitAtMost, type StartTimer } from "./timeout.js";

/**
 * How long closing waits, in milliseconds: longer than any request may take. A function of the host that never returns
 * must not keep the process alive.
 */
const CLOSE_TIMEOUT_MS = 15_000;

export interface Activity {
  /** Aborted when the handler is closed. What waits for changes ends then. */
  readonly closing: AbortSignal;
  /** Counts `work` as in progress until it settles, and returns it. */
  readonly track: <T>(work: Promise<T>) => Promise<T>;
  /** Aborts `closing`, then waits for all work in progress, at most 15 seconds. */
  close(): Promise<void>;
}

export function createActivity(timer: StartTimer): Activity {
  const controller = new AbortController();
  const pending = new Set<Promise<unknown>>();

  async function waitUntilIdle(): Promise<void> {
    // Work in progress may start further work.
    while (pending.size > 0) await Promise.allSettled(pending);
  }

  return {
    closing: controller.signal,
    track(work) {
      pending.add(work);
      const remove = () => void pending.delete(work);
      work.then(remove, remove);
      return work;
    },
    async close() {
      controller.abort();
      try {
        await waitAtMost(waitUntilIdle, { ms: CLOSE_TIMEOUT_MS, timer });
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
      }
    },
  };
}

/** The response to requests that arrive after `close`. Another process answers the repeated request. */
export const closedError = () =>
  new HttpError(503, "server_error", "The server is shutting down. Try again.", { retryAfter: 1 });

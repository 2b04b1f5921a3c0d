/** Runs work once for all requests that need its result at the same time. */
import { HttpError } from "./http-error.js";
import { TimeoutError, withTimeout, type StartTimer } from "./timeout.js";

/** How long one request waits. A page gives up earlier; the work goes on and serves the next request. */
const WAIT_TIMEOUT_MS = 30_000;

/**
 * Waits for the run in progress, or starts one. A client that disconnects aborts the run only if no other request waits
 * for it. Throws a 504 after 30 seconds.
 */
type JoinRun = (client: AbortSignal) => Promise<void>;

interface Run {
  readonly done: Promise<void>;
  readonly controller: AbortController;
  waiting: number;
}

export function singleFlight(work: (signal: AbortSignal) => Promise<void>, timer: StartTimer): JoinRun {
  let current: Run | undefined;

  function start(): Run {
    const controller = new AbortController();
    const run: Run = { controller, waiting: 0, done: work(controller.signal).finally(() => clear(run)) };
    // It may fail when no request waits for it any more: that is not an unhandled rejection.
    run.done.catch(() => undefined);
    return run;
  }

  const clear = (run: Run) => {
    if (current === run) current = undefined;
  };

  return async (client) => {
    const run = (current ??= start());
    run.waiting += 1;
    try {
      await withTimeout(() => run.done, { ms: WAIT_TIMEOUT_MS, timer, client });
    } catch (error) {
      if (error instanceof TimeoutError) throw new HttpError(504, "timeout", "OFAuth did not respond in time.");
      throw error;
    } finally {
      run.waiting -= 1;
      if (run.waiting === 0 && client.aborted) {
        clear(run);
        run.controller.abort();
      }
    }
  };
}

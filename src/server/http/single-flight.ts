/** Work that many wait for and that is done once. */
import { TimeoutError, withTimeout, type StartTimer } from "./timeout.js";
import { HttpError } from "./http-error.js";

/** A page gives up before that; the work goes on for whoever asks next. */
const waitMs = 30_000;

/** Waits for the work that is under way, or begins it. Somebody who leaves stops it only when nobody else waits. */
export type JoinWork = (client: AbortSignal) => Promise<void>;

interface Running {
  readonly done: Promise<void>;
  readonly controller: AbortController;
  waiting: number;
}

export function singleFlight(work: (signal: AbortSignal) => Promise<void>, timer: StartTimer): JoinWork {
  let current: Running | undefined;

  function begin(): Running {
    const controller = new AbortController();
    const running: Running = { controller, waiting: 0, done: work(controller.signal).finally(() => forget(running)) };
    // Also when everybody has left before it fails.
    running.done.catch(() => undefined);
    return running;
  }

  const forget = (running: Running) => {
    if (current === running) current = undefined;
  };

  return async (client) => {
    const running = (current ??= begin());
    running.waiting += 1;
    try {
      await withTimeout(() => running.done, { ms: waitMs, timer, client });
    } catch (error) {
      if (error instanceof TimeoutError) throw new HttpError(504, "timeout", "OFAuth did not answer in time.");
      throw error;
    } finally {
      running.waiting -= 1;
      if (running.waiting === 0 && client.aborted) {
        forget(running);
        running.controller.abort();
      }
    }
  };
}

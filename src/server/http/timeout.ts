/** Timeouts: everything the handler waits for ends after a given time, or when the client disconnects. */

/** Calls `onEnd` once after `ms` milliseconds, unless the returned function is called first. */
export type StartTimer = (ms: number, onEnd: () => void) => () => void;

/** Timer for work that a request waits for. */
export const startTimer: StartTimer = (ms, onEnd) => {
  const timer = setTimeout(onEnd, ms);
  return () => clearTimeout(timer);
};

/** Timer for background work: it does not keep the process alive. */
export const startBackgroundTimer: StartTimer = (ms, onEnd) => {
  // Some runtimes return a number.
  const timer: { unref?: () => void } | number = setTimeout(onEnd, ms);
  if (typeof timer === "object") timer.unref?.();
  return () => clearTimeout(timer as ReturnType<typeof setTimeout>);
};

/** The work took longer than its timeout. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
}

/** The client disconnected before it got a response. */
export class ClientGoneError extends Error {
  override readonly name = "ClientGoneError";
}

/** Returns a signal that never aborts, for work that must finish even if the client disconnects. */
export const neverAborted = (): AbortSignal => new AbortController().signal;

interface TimeoutOptions {
  readonly ms: number;
  readonly timer: StartTimer;
  /** Signal of the request that waits for the work; undefined if the work must finish even if the client disconnects. */
  readonly client?: AbortSignal | undefined;
}

/**
 * Resolves with the result of `work`. Rejects with `TimeoutError` after `ms` milliseconds and with `ClientGoneError`
 * when the client disconnects; in both cases the signal passed to `work` is aborted, but the rejection does not wait
 * for it.
 */
export function withTimeout<T>(work: (signal: AbortSignal) => Promise<T>, options: TimeoutOptions): Promise<T> {
  const controller = new AbortController();
  return waitAtMost(
    () => work(controller.signal),
    options,
    (reason) => controller.abort(reason),
  );
}

/**
 * Like `withTimeout`, for work that cannot be aborted. Most requests wait for some: a signal for each would cost more
 * than the wait.
 *
 * @param onStop Called with the reason of the rejection.
 */
export async function waitAtMost<T>(
  work: () => Promise<T>,
  { ms, timer, client }: TimeoutOptions,
  onStop?: (reason: Error) => void,
): Promise<T> {
  const { promise, reject } = rejection();
  const stop = (reason: Error) => {
    reject(reason);
    onStop?.(reason);
  };
  const onClientGone = () => stop(new ClientGoneError("The client disconnected."));
  const cancelTimer = timer(ms, () => stop(new TimeoutError("The time limit was exceeded.")));
  client?.addEventListener("abort", onClientGone, { once: true });
  if (client?.aborted) onClientGone();
  try {
    return await Promise.race([promise, work()]);
  } finally {
    cancelTimer();
    client?.removeEventListener("abort", onClientGone);
  }
}

/** Waits `ms` milliseconds, or until `signal` is aborted or `work` has resolved. `work` must not reject. */
export function pause(ms: number, timer: StartTimer, signal: AbortSignal, work?: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = timer(ms, end);
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    void work?.then(end);
  });
}

// `Promise.withResolvers` is not in Node 20.
function rejection(): { promise: Promise<never>; reject: (reason: Error) => void } {
  let reject!: (reason: Error) => void;
  const promise = new Promise<never>((_, rejectPromise) => {
    reject = rejectPromise;
  });
  return { promise, reject };
}

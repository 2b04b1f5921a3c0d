/** Nothing that the handler waits for may hold a request for ever: each wait has an end and hears when the client leaves. */

/** Calls `onEnd` once after `ms` milliseconds, unless the returned function is called before. */
export type StartTimer = (ms: number, onEnd: () => void) => () => void;

export const startTimer: StartTimer = (ms, onEnd) => {
  const timer = setTimeout(onEnd, ms);
  return () => clearTimeout(timer);
};

/** Like `startTimer`, for what nobody waits for: it does not keep a process alive. */
export const startBackgroundTimer: StartTimer = (ms, onEnd) => {
  // A number in some runtimes.
  const timer: { unref?: () => void } | number = setTimeout(onEnd, ms);
  if (typeof timer === "object") timer.unref?.();
  return () => clearTimeout(timer as ReturnType<typeof setTimeout>);
};

/** The work took too long. */
export class TimeoutError extends Error {
  override readonly name = "DeadlineError";
}

/** The client went away before there was an answer. */
export class ClientGoneError extends Error {
  override readonly name = "ClientGoneError";
}

export interface Limits {
  readonly ms: number;
  readonly timer: StartTimer;
  /** The signal of the request for which the work is done. */
  readonly client: AbortSignal;
}

/**
 * What `work` resolves to. Rejects with `DeadlineError` after `ms`, with `ClientGoneError` when the client is gone, even if
 * `work` does not heed the signal that it is given; the signal is aborted in both cases.
 */
export async function withTimeout<T>(work: (signal: AbortSignal) => Promise<T>, limits: Limits): Promise<T> {
  const controller = new AbortController();
  const { promise, reject } = rejection();
  const stop = (reason: Error) => {
    reject(reason);
    controller.abort(reason);
  };
  const onGone = () => stop(new ClientGoneError("The client is gone."));
  const cancelTimer = limits.timer(limits.ms, () => stop(new TimeoutError("The deadline has passed.")));
  limits.client.addEventListener("abort", onGone, { once: true });
  if (limits.client.aborted) onGone();
  try {
    return await Promise.race([promise, work(controller.signal)]);
  } finally {
    cancelTimer();
    limits.client.removeEventListener("abort", onGone);
  }
}

function rejection(): { promise: Promise<never>; reject: (reason: Error) => void } {
  let reject!: (reason: Error) => void;
  const promise = new Promise<never>((_, refuse) => {
    reject = refuse;
  });
  return { promise, reject };
}

/**
 * Attempts that this browser has begun and no page waits for: the page was closed, discarded or loaded again, or it was left by
 * a redirect. Their results are read from the host's server.
 */
import { REFETCH_SPACING_MS } from "../../connect/timeouts.js";
import { parseCallbackQuery, type CallbackResult } from "../../protocol/callback-url.js";
import { asConnectError, type ConnectError } from "../../protocol/error-codes.js";
import type { LinkResult } from "../../protocol/link-contract.js";
import { watchAttempt } from "../attempt-watch.js";
import type { LateConfirmationsOptions } from "../late-confirmations.js";
import { MAX_ATTEMPTS_READ } from "../resume-late.js";
import { isAwaited } from "./callback-handoff.js";
import { RecordedAttempts, type PendingAttempt } from "./recorded-attempts.js";

/** Callback of an attempt. */
export interface AttemptCallback {
  readonly attemptId: string;
  readonly mode: "popup" | "redirect";
  /** `navigation`: the user came back with the browser's Back, without an outcome. An error: it could not be read. */
  readonly result: CallbackResult | LinkResult | ConnectError | "navigation";
}

/** What reading them needs. */
export interface UnreportedOptions extends Pick<LateConfirmationsOptions, "window" | "clock" | "linkApi" | "records"> {
  /** Receives a result that is there later: an attempt without one is read again whenever the user comes back to the page. */
  readonly onUnreported: (callback: AttemptCallback) => void;
}

/** Reads each attempt once. Resolves with the first result; undefined without one. */
export async function readUnreported(options: UnreportedOptions): Promise<AttemptCallback | undefined> {
  const { window, clock, records, linkApi } = options;
  const pending = new RecordedAttempts(window, clock);
  if (pending.isDenied) return readByCookie(options);
  // Their end was reported: what comes later is news of an ended attempt.
  const ended = records.list().filter(({ after }) => after !== "success");
  const left = pending.list().filter((record) => !ended.some(({ attemptId }) => attemptId === record.attemptId));
  const awaited = await Promise.all(
    left.map(async ({ attemptId, mode }) => mode === "popup" && isAwaited(window, attemptId, clock)),
  );
  const unreported = left.filter((_, index) => !awaited[index]).slice(0, MAX_ATTEMPTS_READ);
  let callback: AttemptCallback | undefined;
  for (const record of unreported) {
    callback ??= await readOnce(record, window, linkApi);
    if (callback?.attemptId !== record.attemptId) watchUnreported(record, pending, options);
    // Whatever this window returns with from now on, it does not come from OFAuth directly.
    pending.unmarkWindow(record.attemptId);
  }
  return callback;
}

async function readOnce(
  { attemptId, mode, own }: PendingAttempt,
  window: Window,
  linkApi: UnreportedOptions["linkApi"],
): Promise<AttemptCallback | undefined> {
  try {
    const result = await linkApi.readResult(attemptId, new AbortController().signal);
    if (result) return { attemptId, mode, result };
  } catch (error) {
    // The flow of another tab may still be open. This window's flow has ended, and an unknown outcome is a failure.
    return own ? { attemptId, mode, result: asConnectError(error) } : undefined;
  }
  const [entry] = window.performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return own && entry?.type === "back_forward" ? { attemptId, mode, result: "navigation" } : undefined;
}

/** Reads the latest result of this browser: without storage, no page knows an attempt's id. */
async function readByCookie({ linkApi }: UnreportedOptions): Promise<AttemptCallback | undefined> {
  try {
    const result = await linkApi.readResult(undefined, new AbortController().signal);
    return result && { attemptId: result.attemptId, mode: "redirect", result };
  } catch {
    // Most such pages have begun nothing: an error says nothing about an attempt.
    return undefined;
  }
}

function watchUnreported(
  { attemptId, mode }: PendingAttempt,
  pending: RecordedAttempts,
  { window, clock, linkApi, onUnreported }: UnreportedOptions,
): void {
  const watch = new AbortController();
  const { signal } = watch;
  let notBefore = clock.now() + REFETCH_SPACING_MS;
  let isReading = false;

  const read = async (query: string | null | undefined) => {
    // Its hour is over, or another page has reported it.
    if (!pending.list().some((record) => record.attemptId === attemptId)) return watch.abort();
    if (isReading || (query === undefined && clock.now() < notBefore)) return;
    isReading = true;
    try {
      const result = query ? parseCallbackQuery(query) : await linkApi.readResult(attemptId, signal);
      if (!result) return;
      watch.abort();
      onUnreported({ attemptId, mode, result });
    } catch {
      // Asked for again when the user comes back the next time.
    } finally {
      isReading = false;
      notBefore = clock.now() + REFETCH_SPACING_MS;
    }
  };
  watchAttempt(window, attemptId, (query) => void read(query), signal);
}

/** Reads the callback of a redirect when the page is loaded again. */
import type { LinkApi, Clock } from "../../connect/ports.js";
import type { LinkResult } from "../../protocol/link-contract.js";
import { ConnectError, isConnectError } from "../../protocol/error-codes.js";
import { parseCallbackUrl, stripCallbackParams, type CallbackResult } from "../../protocol/callback-url.js";
import { handOffCallback } from "./callback-handoff.js";
import { PendingAttempts, type PendingAttempt } from "./pending-attempts.js";

/** Callback of an attempt. */
export interface AttemptCallback {
  readonly attemptId: string;
  /** `navigation`: the user came back with the browser's Back, without an outcome. */
  readonly result: CallbackResult | LinkResult | "navigation";
}

interface ReadCallbackOptions {
  readonly window: Window;
  readonly clock: Clock;
  readonly backend: LinkApi;
  /** A callback URL that your router kept. Default: the page's own address, whose OFAuth parameters are then removed. */
  readonly url?: string | undefined;
}

/**
 * Reads the outcome of an attempt that left this browser: from OFAuth's parameters, else from the host's `link/result`.
 * Resolves with undefined without one.
 *
 * @throws {ConnectError} `unsolicited_callback` when the parameters belong to no pending attempt.
 */
export async function readCallback({
  window,
  clock,
  backend,
  url,
}: ReadCallbackOptions): Promise<AttemptCallback | undefined> {
  const pending = new PendingAttempts(window, clock);
  // Routers keep relative addresses.
  const address = new URL(url ?? "", window.location.href).href;
  let result: CallbackResult | LinkResult | undefined;
  let problem: ConnectError | undefined;
  try {
    result = parseCallbackUrl(address);
  } catch (error) {
    problem = isConnectError(error) ? error : new ConnectError("bad_response");
  }
  if (!result && !problem) return url === undefined ? readFromBackend(window, backend, pending) : undefined;

  const [record] = pending.list();
  if (!record)
    throw new ConnectError("unsolicited_callback", "No pending attempt of this browser matches the callback.");
  // Removed before anything else is checked: a callback counts once.
  pending.remove(record.attemptId);
  if (url === undefined) cleanAddress(window);
  if (record.mode === "popup" && (await handOffCallback(record.attemptId, new URL(address).search, clock))) {
    window.close();
    return undefined;
  }
  const { attemptId } = record;
  return { attemptId, result: result ?? { outcome: "failed", attemptId, code: problem?.code ?? "bad_response" } };
}

/** Reads the result that the host's server keeps when it took the callback. */
async function readFromBackend(
  window: Window,
  backend: LinkApi,
  pending: PendingAttempts,
): Promise<AttemptCallback | undefined> {
  // Not for a popup, which may still be open: its result belongs to the page that waits for it.
  const record: PendingAttempt | undefined = pending.list().find(({ mode }) => mode === "redirect");
  if (!record) return undefined;
  const { attemptId } = record;
  let result: LinkResult | undefined;
  try {
    result = await backend.readResult(attemptId, new AbortController().signal);
  } catch (error) {
    // The flow of another tab may still be open. This window's flow has ended, and an unknown outcome is a failure.
    if (!record.own) return undefined;
    const code = isConnectError(error) ? error.code : "unknown";
    result = { outcome: "failed", attemptId, code };
  }
  if (result) {
    pending.remove(attemptId);
    return { attemptId, result };
  }
  const [entry] = window.performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (!record.own || entry?.type !== "back_forward") return undefined;
  pending.remove(attemptId);
  return { attemptId, result: "navigation" };
}

/** Removes OFAuth's parameters from the address, and keeps everything else and the history state. */
function cleanAddress(window: Window): void {
  window.history.replaceState(window.history.state, "", stripCallbackParams(window.location.href));
}

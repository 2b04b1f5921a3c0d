/** How a page that was left for OFAuth finds out, when it loads again, what became of the attempt. */
import type { LinkApi, Clock } from "../../connect/ports.js";
import type { LinkResult } from "../../protocol/link-contract.js";
import { ConnectError, isConnectError } from "../../protocol/error-codes.js";
import { parseCallbackUrl, stripCallbackParams, type CallbackResult } from "../../protocol/callback-url.js";
import { handOffCallback } from "./callback-handoff.js";
import { PendingAttempts, type PendingAttempt } from "./pending-attempts.js";

export interface AttemptCallback {
  readonly attemptId: string;
  /** `navigation`: the user came back by the browser's Back, without an outcome. */
  readonly result: CallbackResult | LinkResult | "navigation";
}

export interface ReadCallbackOptions {
  readonly window: Window;
  readonly clock: Clock;
  readonly backend: LinkApi;
  /** A return URL that the host has kept; left out: the page's own address, which is then cleaned. */
  readonly url?: string | undefined;
}

/**
 * Finds the outcome of an attempt that this browser sent away: in OFAuth's parameters, else at the host's `link/result`.
 * Undefined when there is none. Rejects with `unsolicited_callback` for parameters that no record asked for.
 */
export async function readCallback({
  window,
  clock,
  backend,
  url,
}: ReadCallbackOptions): Promise<AttemptCallback | undefined> {
  const pending = new PendingAttempts(window, clock);
  // A router's own idea of the address is relative.
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
  if (!record) throw new ConnectError("unsolicited_callback", "No flow of this browser waits for this return.");
  // The record goes first, whatever the checks will say: a return counts once.
  pending.remove(record.attemptId);
  if (url === undefined) cleanAddress(window);
  if (record.mode === "popup" && (await handOffCallback(record.attemptId, new URL(address).search, clock))) {
    window.close();
    return undefined;
  }
  const { attemptId } = record;
  return { attemptId, result: result ?? { outcome: "failed", attemptId, code: problem?.code ?? "bad_response" } };
}

/** The host's server has taken the callback and keeps the result for the browser that began the flow. */
async function readFromBackend(
  window: Window,
  backend: LinkApi,
  pending: PendingAttempts,
): Promise<AttemptCallback | undefined> {
  // Never for a window that is still open elsewhere: its result belongs to the page that waits for it.
  const record: PendingAttempt | undefined = pending.list().find(({ mode }) => mode === "redirect");
  if (!record) return undefined;
  const { attemptId } = record;
  let result: LinkResult | undefined;
  try {
    result = await backend.readResult(attemptId, new AbortController().signal);
  } catch (error) {
    // Another tab's flow may still be under way; this window's has come back, and not knowing how it ended is a failure.
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

/** Takes OFAuth's parameters out of the address bar, and leaves everything else and the history's state as they are. */
function cleanAddress(window: Window): void {
  window.history.replaceState(window.history.state, "", stripCallbackParams(window.location.href));
}

/** Reads the callback of a redirect when the page is loaded again. */
import type { LinkApi } from "../../connect/ports.js";
import type { LinkResult } from "../../protocol/link-contract.js";
import { asConnectError, ConnectError } from "../../protocol/error-codes.js";
import {
  hasConnectionId,
  isFullCallback,
  parseCallbackUrl,
  stripCallbackParams,
  type CallbackResult,
} from "../../protocol/callback-url.js";
import { handOffCallback } from "./callback-handoff.js";
import { confirmLater, laterAttempt, type LateConfirmationsOptions } from "../late-confirmations.js";
import { PendingAttempts, type PendingAttempt } from "./pending-attempts.js";

/** Callback of an attempt. */
export interface AttemptCallback {
  readonly attemptId: string;
  /** `navigation`: the user came back with the browser's Back, without an outcome. An error: it could not be read. */
  readonly result: CallbackResult | LinkResult | ConnectError | "navigation";
}

interface ReadCallbackOptions extends LateConfirmationsOptions {
  /** A callback URL that your router kept. Default: the page's own address, whose OFAuth parameters are then removed. */
  readonly url?: string | undefined;
}

/**
 * Reads the outcome of an attempt that left this browser: from OFAuth's parameters, else from the host's `link/result`.
 * Resolves with undefined without one.
 *
 * @throws {ConnectError} `unsolicited_callback` when the parameters belong to no pending attempt.
 */
export async function readCallback(options: ReadCallbackOptions): Promise<AttemptCallback | undefined> {
  const { window, clock, linkApi, records, url } = options;
  const pending = new PendingAttempts(window, clock);
  const { hasBegun } = pending;
  // Routers keep relative addresses.
  const address = new URL(url ?? "", window.location.href).href;
  let result: CallbackResult | undefined;
  let problem: ConnectError | undefined;
  try {
    result = parseCallbackUrl(address);
  } catch (error) {
    problem = asConnectError(error);
  }
  // Anyone can write a link, and a bare `status` may be the page's own. A popup comes back in its own window.
  const isFull = result !== undefined && isFullCallback(result, address);
  const isCallback = result !== undefined || problem !== undefined;
  const record = isCallback && pending.list().find(({ own, mode }) => own || (isFull && mode === "redirect"));
  if (url === undefined && hasBegun && (record || hasConnectionId(address))) cleanAddress(window);
  if (!record && !isFull) return url === undefined ? readFromBackend(window, linkApi, pending) : undefined;
  if (!record) {
    const [last] = records.list();
    // The end of the attempt was reported: this callback is news only when it is confirmed.
    if (last && result?.outcome === "success") confirmLater(laterAttempt(last, result.connectionId), options, 0);
    throw new ConnectError("unsolicited_callback", "No pending attempt of this browser matches the callback.");
  }
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
  linkApi: LinkApi,
  pending: PendingAttempts,
): Promise<AttemptCallback | undefined> {
  // Not for a popup, which may still be open: its result belongs to the page that waits for it.
  const record: PendingAttempt | undefined = pending.list().find(({ mode }) => mode === "redirect");
  if (!record) return undefined;
  const { attemptId } = record;
  try {
    const result = await linkApi.readResult(attemptId, new AbortController().signal);
    if (result) return { attemptId, result };
  } catch (error) {
    // The flow of another tab may still be open. This window's flow has ended, and an unknown outcome is a failure.
    return record.own ? { attemptId, result: asConnectError(error) } : undefined;
  }
  const [entry] = window.performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return record.own && entry?.type === "back_forward" ? { attemptId, result: "navigation" } : undefined;
}

/** Removes OFAuth's parameters from the address, and keeps everything else and the history state. */
function cleanAddress(window: Window): void {
  window.history.replaceState(window.history.state, "", stripCallbackParams(window.location.href));
}

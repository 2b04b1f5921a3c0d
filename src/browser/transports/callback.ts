/** Reads the callback of a redirect when the page is loaded again. */
import type { UnconfirmedAttempt } from "../../connect/attempt.js";
import type { LateOutcome } from "../../connect/late-confirmation.js";
import { asConnectError, ConnectError } from "../../protocol/error-codes.js";
import {
  hasConnectionId,
  isFullCallback,
  mayBeCallback,
  stripCallbackParams,
} from "../../protocol/callback-address.js";
import { parseCallbackUrl, type CallbackResult } from "../../protocol/callback-url.js";
import { handOffCallback } from "./callback-handoff.js";
import { confirmLater, type LateConfirmationsOptions } from "../late-confirmations.js";
import { laterAttempt } from "../resume-late.js";
import { RecordedAttempts } from "./recorded-attempts.js";
import { readUnreported, type AttemptCallback, type UnreportedOptions } from "./unreported-attempts.js";

interface ReadCallbackOptions extends LateConfirmationsOptions, UnreportedOptions {
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
  const { window, clock, records, url } = options;
  const pending = new RecordedAttempts(window, clock);
  const { hasBegun } = pending;
  // Routers keep relative addresses.
  const address = new URL(url ?? "", window.location.href).href;
  let result: CallbackResult | undefined;
  let problem: ConnectError | undefined;
  try {
    // Other libraries use the same parameters.
    if (mayBeCallback(address)) result = parseCallbackUrl(address);
  } catch (error) {
    problem = asConnectError(error);
  }
  // Anyone can write a link, and a bare `status` may be the page's own. A popup comes back in its own window.
  const isFull = result !== undefined && isFullCallback(result, address);
  const isCallback = result !== undefined || problem !== undefined;
  const record = isCallback && pending.list().find(({ own, mode }) => own || (isFull && mode === "redirect"));
  if (url === undefined && hasBegun && (record || hasConnectionId(address))) cleanAddress(window);
  if (!record && !isFull) return url === undefined ? readUnreported(options) : undefined;
  if (!record) {
    const [last] = records.list();
    // The end of the attempt was reported: this callback is news only when it is confirmed.
    if (last && result?.outcome === "success") confirmLater(laterAttempt(last, result.connectionId), options, 0);
    throw new ConnectError("unsolicited_callback", "No pending attempt of this browser matches the callback.");
  }
  if (record.mode === "popup" && (await handOffCallback(window, record.attemptId, new URL(address).search, clock))) {
    window.close();
    return undefined;
  }
  const { attemptId, mode } = record;
  const ended = records.list().find((other) => other.attemptId === attemptId && other.after !== "success");
  if (ended) {
    // The user went back, which ended the attempt, and forward again.
    if (result?.outcome !== "success") return undefined;
    const tellUnconfirmed = (news: UnconfirmedAttempt, outcome: LateOutcome) =>
      outcome === "dropped" ? options.onUnreported({ attemptId, mode, result }) : options.tell(news, outcome);
    confirmLater(laterAttempt(ended, result.connectionId), { ...options, tell: tellUnconfirmed }, 0);
    return undefined;
  }
  return { attemptId, mode, result: result ?? { outcome: "failed", attemptId, code: problem?.code ?? "bad_response" } };
}

/** Removes OFAuth's parameters from the address, and keeps everything else and the history state. */
function cleanAddress({ history, location }: Window): void {
  const { __NA, ...state } = (history.state ?? {}) as Readonly<Record<string, unknown>>;
  // Next.js takes a state with its mark for its own call, and keeps the old address: without the mark it adds it again.
  history.replaceState(__NA ? state : history.state, "", stripCallbackParams(location.href));
}

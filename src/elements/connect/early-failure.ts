/** Failures that can happen before the lazy half has loaded: results and their messages. */
import type { FailedResult } from "../../connect/result.js";
import type { ErrorCode } from "../../protocol/error-codes.js";
import type { EagerHalf, Message } from "./lazy-interface.js";

/** Message when the lazy half could not be imported. */
export const codeNotLoaded = "The flow's code did not load.";

/** Makes the result of a failure. Of the codes that occur here, `network` and `busy` can be retried. */
export const failed = (code: ErrorCode, message: string, attemptId?: string): FailedResult => ({
  outcome: "failed",
  code,
  message,
  retryable: code === "network" || code === "busy",
  ...(attemptId && { attemptId }),
});

/** Message under the button when there is no lazy half: another flow is open, or its import failed. */
export function earlyMessage(eager: EagerHalf): Message | undefined {
  if (eager.result?.outcome !== "failed") return undefined;
  return {
    text: eager.text(eager.result.code === "busy" ? "error_busy" : "error_network"),
    isError: true,
    actions: [{ label: eager.text("retry"), part: "action-retry", run: () => eager.retry() }],
  };
}

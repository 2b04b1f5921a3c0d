/** Emits the events of a flow without running it, for pages in which no flow can run, such as jsdom's. */
import * as events from "../elements/events/connect-events.js";
import * as flowEvents from "../elements/events/connect-events.lazy.js";
import type { ConnectStateName } from "../connect/attempt.js";
import type { ConnectResult } from "../connect/result.js";
import { unconfirmedConnection } from "../protocol/connection.js";
import { isRetryable, type StallCode } from "../protocol/error-codes.js";
import { fakeConnection } from "./builders.js";
import { failureStage, toFlowOutcome, type EmittedCode, type EmittedOutcome, type FlowOutcome } from "./outcomes.js";

/** Options of `emitFlow`. */
export interface EmitOptions {
  /** Where a real flow would show the hosted page. Default: `embed`. */
  readonly mode?: "embed" | "popup";
  /** The connection to reconnect. Default: none. */
  readonly connectionId?: string;
  /** Id of the attempt. Default: `attempt_test1`. */
  readonly attemptId?: string;
}

/**
 * Dispatches the events of a flow that ends with `outcome` on `target`: the same events as a real flow, in the same order and
 * with the same details. Does not change the element itself (`state`, `connection`, its text).
 *
 * @param target The element that would have opened the flow.
 * @param outcome Default: `connected`.
 * @returns what `open()` would have resolved with.
 * @example
 * emitFlow(element, "account_locked", { mode: "popup" });
 */
export function emitFlow(
  target: EventTarget,
  outcome: EmittedOutcome = "connected",
  { mode = "embed", connectionId, attemptId = "attempt_test1" }: EmitOptions = {},
): ConnectResult {
  const flowOutcome = toFlowOutcome<EmittedCode>(outcome);
  const stage = flowOutcome.outcome === "failed" ? failureStage(flowOutcome.code) : undefined;
  let previous: ConnectStateName = "idle";
  const changeState = (state: ConnectStateName) => {
    target.dispatchEvent(new events.OFAuthStateChangeEvent({ state, previous, attemptId }));
    previous = state;
  };
  const detail = { mode, ...(connectionId && { connectionId }), attemptId };
  if (!target.dispatchEvent(new events.OFAuthBeforeOpenEvent(detail))) {
    return { outcome: "cancelled", reason: "host", attemptId };
  }
  changeState("starting");
  if (stage !== "init") {
    const isBlocked = flowOutcome.outcome === "failed" && flowOutcome.code === "popup_blocked";
    if (!isBlocked) {
      changeState(mode === "embed" ? "opening" : "open");
      target.dispatchEvent(new flowEvents.OFAuthOpenEvent({ mode, attemptId }));
    }
    if (flowOutcome.outcome === "failed" && stage === "stall") {
      target.dispatchEvent(new flowEvents.OFAuthStallEvent({ code: flowOutcome.code as StallCode, attemptId }));
    } else if (mode === "embed") {
      changeState("open");
      target.dispatchEvent(new flowEvents.OFAuthLoadEvent({ attemptId, elapsedMs: 0 }));
    }
    const pageConfirms = mode === "embed" || (flowOutcome.outcome === "connected" && flowOutcome.verified === false);
    if (stage === "complete" || (flowOutcome.outcome === "connected" && pageConfirms)) changeState("verifying");
  }
  const result = resultOf(flowOutcome, mode, connectionId, attemptId);
  changeState(result.outcome);
  target.dispatchEvent(resultEvent(result));
  target.dispatchEvent(new events.OFAuthCloseEvent({ outcome: result.outcome, attemptId }));
  return result;
}

function resultEvent(result: ConnectResult): Event {
  if (result.outcome !== "connected") return events.endEvent(result);
  const { outcome: _, ...detail } = result;
  return new flowEvents.OFAuthSuccessEvent(detail);
}

function resultOf(
  flowOutcome: FlowOutcome<EmittedCode>,
  mode: "embed" | "popup",
  previousId: string | undefined,
  attemptId: string,
): ConnectResult {
  switch (flowOutcome.outcome) {
    case "connected": {
      const confirmed = fakeConnection({ ...(previousId && { id: previousId }), ...flowOutcome.connection });
      const verified = flowOutcome.verified !== false;
      // The hosted page reports the profile to a frame; the callback of a popup has only the id.
      const userData = mode === "embed" ? confirmed.userData : null;
      const connection = verified ? confirmed : unconfirmedConnection(confirmed.id, userData);
      const { id, clientReferenceId } = connection;
      return {
        outcome: "connected",
        attemptId,
        connectionId: id,
        connection,
        ...(clientReferenceId !== null && { clientReferenceId }),
        reconnected: previousId === id,
        ...(previousId !== undefined && previousId !== id && { previousConnectionId: previousId }),
        verified,
        source: mode,
      };
    }
    case "cancelled":
      return { outcome: "cancelled", attemptId, reason: "user", ...(flowOutcome.step && { step: flowOutcome.step }) };
    case "failed": {
      const { code } = flowOutcome;
      const reason = failureStage(code) === "page" ? (flowOutcome.reason ?? code) : undefined;
      const message = "Error requested by the test.";
      return { outcome: "failed", attemptId, code, message, retryable: isRetryable(code), ...(reason && { reason }) };
    }
    default:
      return flowOutcome satisfies never;
  }
}

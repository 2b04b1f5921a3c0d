/** The events of a flow without the flow: for pages where none can run, such as jsdom's. */
import * as events from "../elements/events/connect-events.js";
import * as flowEvents from "../elements/events/connect-events.lazy.js";
import type { ConnectStateName } from "../connect/attempt.js";
import type { ConnectResult } from "../connect/result.js";
import { unconfirmedConnection } from "../protocol/connection.js";
import { isRetryable, type StallCode } from "../protocol/error-codes.js";
import { fakeConnection } from "./builders.js";
import { outcomeOf, placeOf, type EmittedCode, type EmittedOutcome, type FlowOutcome } from "./outcomes.js";

export interface EmitOptions {
  /** Where the hosted page would have been. Default: `embed`. */
  readonly mode?: "embed" | "popup";
  /** The connection that was to be reconnected. */
  readonly connectionId?: string;
  /** Default: `attempt_test1`. */
  readonly attemptId?: string;
}

/**
 * Dispatches on `target` what a flow that ends with `outcome` dispatches, in the same order and with the same details; what
 * the element itself shows and says (`state`, `connection`) stays as it is. Returns what `open()` would have resolved to.
 */
export function emitFlow(
  target: EventTarget,
  outcome: EmittedOutcome = "connected",
  { mode = "embed", connectionId, attemptId = "attempt_test1" }: EmitOptions = {},
): ConnectResult {
  const wanted = outcomeOf<EmittedCode>(outcome);
  const place = wanted.outcome === "failed" ? placeOf(wanted.code) : undefined;
  let previous: ConnectStateName = "idle";
  const become = (state: ConnectStateName) => {
    target.dispatchEvent(new events.OFAuthStateChangeEvent({ state, previous, attemptId }));
    previous = state;
  };
  const asked = { mode, ...(connectionId && { connectionId }), attemptId };
  if (!target.dispatchEvent(new events.OFAuthBeforeOpenEvent(asked))) {
    return { outcome: "cancelled", reason: "host", attemptId };
  }
  become("starting");
  if (place !== "init") {
    const isBlocked = wanted.outcome === "failed" && wanted.code === "popup_blocked";
    if (!isBlocked) {
      become(mode === "embed" ? "opening" : "open");
      target.dispatchEvent(new flowEvents.OFAuthOpenEvent({ mode, attemptId }));
    }
    if (wanted.outcome === "failed" && place === "stall") {
      target.dispatchEvent(new flowEvents.OFAuthStallEvent({ code: wanted.code as StallCode, attemptId }));
    } else if (mode === "embed") {
      become("open");
      target.dispatchEvent(new flowEvents.OFAuthLoadEvent({ attemptId, elapsedMs: 0 }));
    }
    const claims = mode === "embed" || (wanted.outcome === "connected" && wanted.verified === false);
    if (place === "complete" || (wanted.outcome === "connected" && claims)) become("verifying");
  }
  const result = resultOf(wanted, mode, connectionId, attemptId);
  become(result.outcome);
  target.dispatchEvent(ending(result));
  target.dispatchEvent(new events.OFAuthCloseEvent({ outcome: result.outcome, attemptId }));
  return result;
}

function ending(result: ConnectResult): Event {
  if (result.outcome !== "connected") return events.endEvent(result);
  const { outcome: _, ...detail } = result;
  return new flowEvents.OFAuthSuccessEvent(detail);
}

function resultOf(
  wanted: FlowOutcome<EmittedCode>,
  mode: "embed" | "popup",
  asked: string | undefined,
  attemptId: string,
): ConnectResult {
  switch (wanted.outcome) {
    case "connected": {
      const whole = fakeConnection({ ...(asked && { id: asked }), ...wanted.connection });
      const verified = wanted.verified !== false;
      const known = mode === "embed" ? whole.userData : null;
      const connection = verified ? whole : unconfirmedConnection(whole.id, known);
      const { id, clientReferenceId } = connection;
      return {
        outcome: "connected",
        attemptId,
        connectionId: id,
        connection,
        ...(clientReferenceId !== null && { clientReferenceId }),
        reconnected: asked === id,
        ...(asked !== undefined && asked !== id && { previousConnectionId: asked }),
        verified,
        source: mode,
      };
    }
    case "cancelled":
      return { outcome: "cancelled", attemptId, reason: "user", ...(wanted.step && { step: wanted.step }) };
    case "failed": {
      const { code } = wanted;
      const reason = placeOf(code) === "page" ? (wanted.reason ?? code) : undefined;
      const message = "As the test has said.";
      return { outcome: "failed", attemptId, code, message, retryable: isRetryable(code), ...(reason && { reason }) };
    }
    default:
      return wanted satisfies never;
  }
}

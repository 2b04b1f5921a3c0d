/** Events that begin and end an attempt. They are loaded with the button; `connect-events.lazy.ts` has the others. */
import type { CancelledResult, ConnectResult, FailedResult } from "../../connect/result.js";
import type { ConnectStateName } from "../../connect/attempt.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import type { ErrorCode } from "../../protocol/error-codes.js";
import { OFAuthEvent } from "./base-event.js";

export interface BeforeOpenDetail {
  mode: ConnectMode;
  connectionId?: string;
  attemptId: string;
}
/** Emitted before an attempt begins. `preventDefault()` keeps it from beginning. */
export class OFAuthBeforeOpenEvent extends OFAuthEvent<BeforeOpenDetail> {
  constructor(detail: BeforeOpenDetail) {
    super("ofauth-before-open", detail, true);
  }
}

export type CancelDetail = Omit<CancelledResult, "outcome">;
/** The user or the page cancelled the attempt. */
export class OFAuthCancelEvent extends OFAuthEvent<CancelDetail> {
  constructor(detail: CancelDetail) {
    super("ofauth-cancel", detail);
  }
}

export interface ErrorDetail {
  code: ErrorCode;
  /** For developers: what happened and what to do. */
  message: string;
  /** Whether trying again may succeed. */
  retryable: boolean;
  /** Reason that OFAuth gave, at most 200 characters. */
  reason?: string;
  attemptId?: string;
}
/** An attempt or another action failed. */
export class OFAuthErrorEvent extends OFAuthEvent<ErrorDetail> {
  constructor(detail: ErrorDetail) {
    super("ofauth-error", detail);
  }
}

/** Creates the event for how an attempt ended. Its detail is the result without the outcome, which is the event's name. */
export function endEvent({ outcome, ...detail }: CancelledResult | FailedResult): Event {
  const Ended = outcome === "failed" ? OFAuthErrorEvent : OFAuthCancelEvent;
  return new Ended(detail as CancelDetail & ErrorDetail);
}

export interface CloseDetail {
  outcome: ConnectResult["outcome"];
  attemptId: string;
}
/** The attempt has ended. Always the last event of an attempt, and emitted exactly once. */
export class OFAuthCloseEvent extends OFAuthEvent<CloseDetail> {
  constructor(detail: CloseDetail) {
    super("ofauth-close", detail);
  }
}

export interface StateChangeDetail {
  state: ConnectStateName;
  previous: ConnectStateName;
  attemptId?: string;
}
/** The `state` property changed. */
export class OFAuthStateChangeEvent extends OFAuthEvent<StateChangeDetail> {
  constructor(detail: StateChangeDetail) {
    super("ofauth-state-change", detail);
  }
}

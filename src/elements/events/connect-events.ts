/** Events that begin and end an attempt. They are loaded with the button; `connect-events.lazy.ts` has the others. */
import type { CancelledResult, ConnectResult, FailedResult } from "../../connect/result.js";
import type { ConnectStateName } from "../../connect/attempt.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import type { ErrorCode } from "../../protocol/error-codes.js";
import { OFAuthEvent } from "./base-event.js";

/** Detail of `ofauth-before-open`. */
export interface BeforeOpenDetail {
  /** Where the hosted page is about to open. */
  mode: ConnectMode;
  /** Id of the connection to reconnect; absent for a new one. */
  connectionId?: string;
  /** Id of the attempt. */
  attemptId: string;
}
/** Emitted before an attempt begins. `preventDefault()` keeps it from beginning. */
export class OFAuthBeforeOpenEvent extends OFAuthEvent<BeforeOpenDetail> {
  constructor(detail: BeforeOpenDetail) {
    super("ofauth-before-open", detail, true);
  }
}

/** Detail of `ofauth-cancel`. */
export type CancelDetail = Omit<CancelledResult, "outcome">;
/** The user or the page cancelled the attempt. */
export class OFAuthCancelEvent extends OFAuthEvent<CancelDetail> {
  constructor(detail: CancelDetail) {
    super("ofauth-cancel", detail);
  }
}

/** Detail of `ofauth-error`. */
export interface ErrorDetail {
  /** What failed. */
  code: ErrorCode;
  /** For developers: what happened and what to do. */
  message: string;
  /** Whether trying again may succeed. */
  retryable: boolean;
  /** Reason that OFAuth gave, at most 200 characters. */
  reason?: string;
  /** Id of the attempt; absent when none had begun. */
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

/** Detail of `ofauth-close`. */
export interface CloseDetail {
  /** How the attempt ended. */
  outcome: ConnectResult["outcome"];
  /** Id of the attempt. */
  attemptId: string;
}
/** The attempt has ended. Always the last event of an attempt, and emitted exactly once. */
export class OFAuthCloseEvent extends OFAuthEvent<CloseDetail> {
  constructor(detail: CloseDetail) {
    super("ofauth-close", detail);
  }
}

/** Detail of `ofauth-state-change`. */
export interface StateChangeDetail {
  /** The new state. */
  state: ConnectStateName;
  /** The state before. */
  previous: ConnectStateName;
  /** Id of the attempt. */
  attemptId?: string;
}
/** The `state` property changed. */
export class OFAuthStateChangeEvent extends OFAuthEvent<StateChangeDetail> {
  constructor(detail: StateChangeDetail) {
    super("ofauth-state-change", detail);
  }
}

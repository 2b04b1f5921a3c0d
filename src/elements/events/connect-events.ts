/** The events at both ends of an attempt, one class each, and the map that types all events for listeners. */
import type { CancelledResult, ConnectResult, FailedResult } from "../../connect/result.js";
import type { ConnectStateName } from "../../connect/attempt.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import type { ErrorCode } from "../../protocol/error-codes.js";
import type {
  OFAuthBeforeDisconnectEvent,
  OFAuthBeforeInvalidateEvent,
  OFAuthDisconnectedEvent,
  OFAuthImportedEvent,
  OFAuthInvalidatedEvent,
  OFAuthStatusChangeEvent,
} from "./connection-events.js";
import type {
  OFAuthLoadEvent,
  OFAuthOpenEvent,
  OFAuthSandboxInfoEvent,
  OFAuthSessionRenewedEvent,
  OFAuthStallEvent,
  OFAuthSuccessEvent,
} from "./connect-events.lazy.js";
import { OFAuthEvent } from "./base-event.js";

export interface BeforeOpenDetail {
  mode: ConnectMode;
  connectionId?: string;
  attemptId: string;
}
/** Asks, before anything happens. Prevent it, and nothing does. */
export class OFAuthBeforeOpenEvent extends OFAuthEvent<BeforeOpenDetail> {
  constructor(detail: BeforeOpenDetail) {
    super("ofauth-before-open", detail, true);
  }
}

export type CancelDetail = Omit<CancelledResult, "outcome">;
/** The attempt ended without a connection, by somebody's choice. */
export class OFAuthCancelEvent extends OFAuthEvent<CancelDetail> {
  constructor(detail: CancelDetail) {
    super("ofauth-cancel", detail);
  }
}

export interface ErrorDetail {
  code: ErrorCode;
  /** For developers: what happened and what to do. */
  message: string;
  /** Whether the same action may succeed when the user simply tries again. */
  retryable: boolean;
  /** OFAuth's own string, at most 200 characters. */
  reason?: string;
  attemptId?: string;
}
/** Something failed. */
export class OFAuthErrorEvent extends OFAuthEvent<ErrorDetail> {
  constructor(detail: ErrorDetail) {
    super("ofauth-error", detail);
  }
}

/** The event for how an attempt ended: everything of the result but its outcome, which the event's name says. */
export function endEvent({ outcome, ...detail }: CancelledResult | FailedResult): Event {
  const Ended = outcome === "failed" ? OFAuthErrorEvent : OFAuthCancelEvent;
  return new Ended(detail as CancelDetail & ErrorDetail);
}

export interface CloseDetail {
  outcome: ConnectResult["outcome"];
  attemptId: string;
}
/** The attempt is over: always the last event of an attempt, and there is one. */
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
/** `state` has changed. */
export class OFAuthStateChangeEvent extends OFAuthEvent<StateChangeDetail> {
  constructor(detail: StateChangeDetail) {
    super("ofauth-state-change", detail);
  }
}

export interface OFAuthEventMap {
  "ofauth-before-open": OFAuthBeforeOpenEvent;
  "ofauth-open": OFAuthOpenEvent;
  "ofauth-load": OFAuthLoadEvent;
  "ofauth-stall": OFAuthStallEvent;
  "ofauth-success": OFAuthSuccessEvent;
  "ofauth-cancel": OFAuthCancelEvent;
  "ofauth-error": OFAuthErrorEvent;
  "ofauth-close": OFAuthCloseEvent;
  "ofauth-state-change": OFAuthStateChangeEvent;
  "ofauth-session-renewed": OFAuthSessionRenewedEvent;
  "ofauth-sandbox-info": OFAuthSandboxInfoEvent;
  "ofauth-status-change": OFAuthStatusChangeEvent;
  "ofauth-before-invalidate": OFAuthBeforeInvalidateEvent;
  "ofauth-invalidated": OFAuthInvalidatedEvent;
  "ofauth-before-disconnect": OFAuthBeforeDisconnectEvent;
  "ofauth-disconnected": OFAuthDisconnectedEvent;
  "ofauth-imported": OFAuthImportedEvent;
}

declare global {
  // HTMLElementEventMap, DocumentEventMap and WindowEventMap extend this one, so that listeners on all of them are typed.
  interface GlobalEventHandlersEventMap extends OFAuthEventMap {}
}

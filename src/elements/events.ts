/** Every event that the elements dispatch: one class each, bubbling and composed, with a frozen `detail`. */
import type { CancelledResult, ConnectedResult, ConnectResult } from "../flow/connect-result.js";
import type { ConnectStateName } from "../flow/connect-attempt.js";
import type { ConnectMode } from "../protocol/backend-contract.js";
import type { ErrorCode, StallCode } from "../protocol/error-codes.js";
import type { SandboxInfo } from "../protocol/page-messages.js";

class OFAuthEvent<Detail extends object> extends CustomEvent<Readonly<Detail>> {
  constructor(name: keyof OFAuthEventMap, detail: Detail, cancelable = false) {
    super(name, { detail: Object.freeze(detail), bubbles: true, composed: true, cancelable });
  }
}

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

export interface OpenDetail {
  mode: ConnectMode;
  attemptId: string;
}
/** The hosted page is being opened in `mode`. A second one follows when a stalled attempt goes on in another mode. */
export class OFAuthOpenEvent extends OFAuthEvent<OpenDetail> {
  constructor(detail: OpenDetail) {
    super("ofauth-open", detail);
  }
}

export interface LoadDetail {
  attemptId: string;
  /** Milliseconds from the frame's request to the hosted page's word that it is ready. */
  elapsedMs: number;
}
/** The hosted page in the frame is ready. */
export class OFAuthLoadEvent extends OFAuthEvent<LoadDetail> {
  constructor(detail: LoadDetail) {
    super("ofauth-load", detail);
  }
}

export interface StallDetail {
  code: StallCode;
  attemptId: string;
}
/** Something is in the way. The attempt goes on, and the user is shown another way. */
export class OFAuthStallEvent extends OFAuthEvent<StallDetail> {
  constructor(detail: StallDetail) {
    super("ofauth-stall", detail);
  }
}

export type SuccessDetail = Omit<ConnectedResult, "outcome">;
/** An account is connected. */
export class OFAuthSuccessEvent extends OFAuthEvent<SuccessDetail> {
  constructor(detail: SuccessDetail) {
    super("ofauth-success", detail);
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

/** The event for how an attempt ended. */
export function endEvent(result: ConnectResult): OFAuthSuccessEvent | OFAuthCancelEvent | OFAuthErrorEvent {
  switch (result.outcome) {
    case "connected": {
      const { outcome: _, ...detail } = result;
      return new OFAuthSuccessEvent(detail);
    }
    case "cancelled": {
      const { outcome: _, ...detail } = result;
      return new OFAuthCancelEvent(detail);
    }
    case "failed": {
      const { outcome: _, ...detail } = result;
      return new OFAuthErrorEvent(detail);
    }
    default:
      return result satisfies never;
  }
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

export interface SessionRenewedDetail {
  attemptId: string;
}
/** The hosted page did not know the session, and was given a new one. */
export class OFAuthSessionRenewedEvent extends OFAuthEvent<SessionRenewedDetail> {
  constructor(detail: SessionRenewedDetail) {
    super("ofauth-session-renewed", detail);
  }
}

/** The hosted page runs in OFAuth's sandbox, and says what to type. */
export class OFAuthSandboxInfoEvent extends OFAuthEvent<SandboxInfo> {
  constructor(detail: SandboxInfo) {
    super("ofauth-sandbox-info", detail);
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
}

declare global {
  // HTMLElementEventMap, DocumentEventMap and WindowEventMap extend this one, so that listeners on all of them are typed.
  interface GlobalEventHandlersEventMap extends OFAuthEventMap {}
}

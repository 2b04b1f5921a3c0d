/** Event map of all elements. Importing a type from here also types `addEventListener()` on elements, document and window. */
import type {
  OFAuthBeforeOpenEvent,
  OFAuthCancelEvent,
  OFAuthCloseEvent,
  OFAuthErrorEvent,
  OFAuthStateChangeEvent,
} from "./connect-events.js";
import type {
  OFAuthLoadEvent,
  OFAuthOpenEvent,
  OFAuthSandboxInfoEvent,
  OFAuthSessionRenewedEvent,
  OFAuthStallEvent,
  OFAuthSuccessEvent,
  OFAuthVerifiedEvent,
} from "./connect-events.lazy.js";
import type {
  OFAuthBeforeDisconnectEvent,
  OFAuthBeforeInvalidateEvent,
  OFAuthDisconnectedEvent,
  OFAuthImportedEvent,
  OFAuthInvalidatedEvent,
  OFAuthStatusChangeEvent,
} from "./connection-events.js";

/** Class of each event, by its name. */
export interface OFAuthEventMap {
  /** The flow is about to open; cancelable. */
  "ofauth-before-open": OFAuthBeforeOpenEvent;
  /** The hosted page opens, in a frame, a popup or this page. */
  "ofauth-open": OFAuthOpenEvent;
  /** The hosted page has loaded. */
  "ofauth-load": OFAuthLoadEvent;
  /** The hosted page cannot be shown, and the dialog offers alternatives. */
  "ofauth-stall": OFAuthStallEvent;
  /** An account was connected. */
  "ofauth-success": OFAuthSuccessEvent;
  /** The attempt was cancelled. */
  "ofauth-cancel": OFAuthCancelEvent;
  /** The attempt failed. */
  "ofauth-error": OFAuthErrorEvent;
  /** The attempt has ended, whatever its outcome. */
  "ofauth-close": OFAuthCloseEvent;
  /** An account was confirmed after its attempt had ended. */
  "ofauth-verified": OFAuthVerifiedEvent;
  /** The state of the flow changed. */
  "ofauth-state-change": OFAuthStateChangeEvent;
  /** An expired session was replaced with a new one. */
  "ofauth-session-renewed": OFAuthSessionRenewedEvent;
  /** The session belongs to OFAuth's sandbox. */
  "ofauth-sandbox-info": OFAuthSandboxInfoEvent;
  /** The status of a connection changed. */
  "ofauth-status-change": OFAuthStatusChangeEvent;
  /** A connection is about to be invalidated; cancelable. */
  "ofauth-before-invalidate": OFAuthBeforeInvalidateEvent;
  /** A connection was invalidated. */
  "ofauth-invalidated": OFAuthInvalidatedEvent;
  /** A connection is about to be disconnected; cancelable. */
  "ofauth-before-disconnect": OFAuthBeforeDisconnectEvent;
  /** A connection was disconnected. */
  "ofauth-disconnected": OFAuthDisconnectedEvent;
  /** A session was imported, which created a connection. */
  "ofauth-imported": OFAuthImportedEvent;
}

declare global {
  // HTMLElementEventMap, DocumentEventMap and WindowEventMap extend this one, so that listeners on all of them are typed.
  interface GlobalEventHandlersEventMap extends OFAuthEventMap {}
}

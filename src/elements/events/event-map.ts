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

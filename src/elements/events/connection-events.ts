/** What happens to connections after they were connected, one event class each. */
import type { ChangeCause } from "../../connections/types.js";
import type { Connection } from "../../protocol/connection.js";
import { OFAuthEvent } from "./base-event.js";

/** The values of `status` that are not OFAuth's own; `unknown` stands for every status of OFAuth's that has no words here. */
export type ConnectionStatusName = "loading" | "none" | "active" | "awaiting_2fa" | "expired" | "unknown" | "error";

export interface StatusChangeDetail {
  /** Also of one that has just gone. Undefined when there was none. */
  connectionId?: string;
  status: ConnectionStatusName;
  previousStatus: ConnectionStatusName;
  connection?: Connection;
  cause: ChangeCause;
}
/** The `status` that an element shows has changed. */
export class OFAuthStatusChangeEvent extends OFAuthEvent<StatusChangeDetail> {
  constructor(detail: StatusChangeDetail) {
    super("ofauth-status-change", detail);
  }
}

export interface BeforeActionDetail {
  connectionId: string;
}
/** Asks, before a connection is invalidated and before anything is shown. Prevent it, and nothing happens. */
export class OFAuthBeforeInvalidateEvent extends OFAuthEvent<BeforeActionDetail> {
  constructor(detail: BeforeActionDetail) {
    super("ofauth-before-invalidate", detail, true);
  }
}
/** Asks, before a connection is removed for good and before anything is shown. Prevent it, and nothing happens. */
export class OFAuthBeforeDisconnectEvent extends OFAuthEvent<BeforeActionDetail> {
  constructor(detail: BeforeActionDetail) {
    super("ofauth-before-disconnect", detail, true);
  }
}

export interface ActionDetail {
  connectionId: string;
  connection?: Connection;
}
/** A connection is expired now; it can be reconnected. */
export class OFAuthInvalidatedEvent extends OFAuthEvent<ActionDetail> {
  constructor(detail: ActionDetail) {
    super("ofauth-invalidated", detail);
  }
}
/** A connection is gone for good. */
export class OFAuthDisconnectedEvent extends OFAuthEvent<ActionDetail> {
  constructor(detail: ActionDetail) {
    super("ofauth-disconnected", detail);
  }
}
/** A session was imported, or an imported connection got a new one. */
export class OFAuthImportedEvent extends OFAuthEvent<ActionDetail> {
  constructor(detail: ActionDetail) {
    super("ofauth-imported", detail);
  }
}

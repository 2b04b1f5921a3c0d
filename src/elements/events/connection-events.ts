/** Events about existing connections. */
import type { ChangeCause } from "../../connections/types.js";
import type { Connection } from "../../protocol/connection.js";
import { OFAuthEvent } from "./base-event.js";

/** Values of the `status` property; `unknown` stands for every status of OFAuth that the elements have no text for. */
export type ConnectionStatusName = "loading" | "none" | "active" | "awaiting_2fa" | "expired" | "unknown" | "error";

export interface StatusChangeDetail {
  /** Id of the connection, also of one that was just removed. Undefined when there was none. */
  connectionId?: string;
  status: ConnectionStatusName;
  previousStatus: ConnectionStatusName;
  connection?: Connection;
  cause: ChangeCause;
}
/** The status of the shown connection changed. */
export class OFAuthStatusChangeEvent extends OFAuthEvent<StatusChangeDetail> {
  constructor(detail: StatusChangeDetail) {
    super("ofauth-status-change", detail);
  }
}

export interface BeforeActionDetail {
  connectionId: string;
}
/** Emitted before a connection is invalidated, and before the user is asked. `preventDefault()` cancels it. */
export class OFAuthBeforeInvalidateEvent extends OFAuthEvent<BeforeActionDetail> {
  constructor(detail: BeforeActionDetail) {
    super("ofauth-before-invalidate", detail, true);
  }
}
/** Emitted before a connection is removed for good, and before the user is asked. `preventDefault()` cancels it. */
export class OFAuthBeforeDisconnectEvent extends OFAuthEvent<BeforeActionDetail> {
  constructor(detail: BeforeActionDetail) {
    super("ofauth-before-disconnect", detail, true);
  }
}

export interface ActionDetail {
  connectionId: string;
  connection?: Connection;
}
/** The session of a connection was ended. It can be reconnected. */
export class OFAuthInvalidatedEvent extends OFAuthEvent<ActionDetail> {
  constructor(detail: ActionDetail) {
    super("ofauth-invalidated", detail);
  }
}
/** A connection was removed for good. */
export class OFAuthDisconnectedEvent extends OFAuthEvent<ActionDetail> {
  constructor(detail: ActionDetail) {
    super("ofauth-disconnected", detail);
  }
}
/** A session was imported, as a new connection or for an existing one. */
export class OFAuthImportedEvent extends OFAuthEvent<ActionDetail> {
  constructor(detail: ActionDetail) {
    super("ofauth-imported", detail);
  }
}

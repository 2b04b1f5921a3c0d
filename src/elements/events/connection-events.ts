/** Events about existing connections. */
import type { ChangeCause } from "../../connections/types.js";
import type { Connection } from "../../protocol/connection.js";
import { OFAuthEvent } from "./base-event.js";

/** Values of the `status` property; `unknown` stands for every status of OFAuth that the elements have no text for. */
export type ConnectionStatusName = "loading" | "none" | "active" | "awaiting_2fa" | "expired" | "unknown" | "error";

/** Detail of `ofauth-status-change`. */
export interface StatusChangeDetail {
  /** Id of the connection, also of one that was just removed. Undefined when there was none. */
  connectionId?: string;
  /** The new status. */
  status: ConnectionStatusName;
  /** The status before. */
  previousStatus: ConnectionStatusName;
  /** The connection. Absent when it does not exist or could not be read. */
  connection?: Connection;
  /** What caused the change. */
  cause: ChangeCause;
}
/** The status of the shown connection changed. */
export class OFAuthStatusChangeEvent extends OFAuthEvent<StatusChangeDetail> {
  constructor(detail: StatusChangeDetail) {
    super("ofauth-status-change", detail);
  }
}

/** Detail of `ofauth-before-invalidate` and `ofauth-before-disconnect`. */
export interface BeforeActionDetail {
  /** Id of the connection. */
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

/** Detail of `ofauth-invalidated`, `ofauth-disconnected` and `ofauth-imported`. */
export interface ActionDetail {
  /** Id of the connection. */
  connectionId: string;
  /** The connection after the action; absent when it was removed. */
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

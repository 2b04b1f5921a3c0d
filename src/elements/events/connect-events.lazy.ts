/** Events during an attempt. They are loaded with the code of the flow. */
import type { AttemptEnd } from "../../connect/attempt.js";
import type { Connection } from "../../protocol/connection.js";
import type { ConnectedResult } from "../../connect/result.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import type { StallCode } from "../../protocol/error-codes.js";
import type { SandboxInfo } from "../../protocol/page-messages.js";
import type { OFAuthEventName } from "./event-names.js";

/** Like `OFAuthEvent`, which is not imported: bundlers would split what button and flow both import into a third chunk. */
class FlowEvent<Detail extends object> extends CustomEvent<Readonly<Detail>> {
  constructor(name: OFAuthEventName, detail: Detail) {
    super(name, { detail: Object.freeze(detail), bubbles: true, composed: true });
  }
}

/** Detail of `ofauth-open`. */
export interface OpenDetail {
  /** Where the hosted page is shown. */
  mode: ConnectMode;
  /** Id of the attempt. */
  attemptId: string;
}
/** The hosted page is being opened in `mode`. Emitted again when a stalled attempt continues in another mode. */
export class OFAuthOpenEvent extends FlowEvent<OpenDetail> {
  constructor(detail: OpenDetail) {
    super("ofauth-open", detail);
  }
}

/** Detail of `ofauth-load`. */
export interface LoadDetail {
  /** Id of the attempt. */
  attemptId: string;
  /** Milliseconds from the request of the frame until the hosted page reported that it is ready. */
  elapsedMs: number;
}
/** The hosted page in the frame is ready. */
export class OFAuthLoadEvent extends FlowEvent<LoadDetail> {
  constructor(detail: LoadDetail) {
    super("ofauth-load", detail);
  }
}

/** Detail of `ofauth-stall`. */
export interface StallDetail {
  /** Why the hosted page could not be shown. */
  code: StallCode;
  /** Id of the attempt. */
  attemptId: string;
}
/** The hosted page could not be shown as intended. The attempt continues, and the user is offered alternatives. */
export class OFAuthStallEvent extends FlowEvent<StallDetail> {
  constructor(detail: StallDetail) {
    super("ofauth-stall", detail);
  }
}

/** Detail of `ofauth-success`. */
export type SuccessDetail = Omit<ConnectedResult, "outcome">;
/** The account is connected. */
export class OFAuthSuccessEvent extends FlowEvent<SuccessDetail> {
  constructor(detail: SuccessDetail) {
    super("ofauth-success", detail);
  }
}

/** Detail of `ofauth-verified`. */
export interface VerifiedDetail {
  /** Id of the connection. */
  connectionId: string;
  /** The connection, as confirmed by the host's backend. */
  connection: Connection;
  /** Id of the attempt, which has ended. */
  attemptId: string;
  /** How the attempt ended: with `ofauth-success` (`verified: false`), `ofauth-cancel` or `ofauth-error`. */
  after: AttemptEnd;
}
/**
 * The backend has confirmed an account after its attempt had ended. At most once for an attempt, and none of its events. Emitted
 * from `document` when the element has gone.
 */
export class OFAuthVerifiedEvent extends FlowEvent<VerifiedDetail> {
  constructor(detail: VerifiedDetail) {
    super("ofauth-verified", detail);
  }
}

/** Detail of `ofauth-session-renewed`. */
export interface SessionRenewedDetail {
  /** Id of the attempt. */
  attemptId: string;
}
/** The session had expired, and the hosted page was given a new one. */
export class OFAuthSessionRenewedEvent extends FlowEvent<SessionRenewedDetail> {
  constructor(detail: SessionRenewedDetail) {
    super("ofauth-session-renewed", detail);
  }
}

/** The hosted page runs in OFAuth's sandbox and lists the test credentials. */
export class OFAuthSandboxInfoEvent extends FlowEvent<SandboxInfo> {
  constructor(detail: SandboxInfo) {
    super("ofauth-sandbox-info", detail);
  }
}

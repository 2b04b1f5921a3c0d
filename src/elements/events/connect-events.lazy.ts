/** The events on the way of a flow, loaded with its code. The map of all events is in `events.ts`. */
import type { ConnectedResult } from "../../connect/result.js";
import type { ConnectMode } from "../../protocol/link-contract.js";
import type { StallCode } from "../../protocol/error-codes.js";
import type { SandboxInfo } from "../../protocol/page-messages.js";
import type { OFAuthEventMap } from "./connect-events.js";

/** As `OFAuthEvent`, which is not imported: what the button and its flow both import is a file of its own in every bundle. */
class FlowEvent<Detail extends object> extends CustomEvent<Readonly<Detail>> {
  constructor(name: keyof OFAuthEventMap, detail: Detail) {
    super(name, { detail: Object.freeze(detail), bubbles: true, composed: true });
  }
}

export interface OpenDetail {
  mode: ConnectMode;
  attemptId: string;
}
/** The hosted page is being opened in `mode`. A second one follows when a stalled attempt goes on in another mode. */
export class OFAuthOpenEvent extends FlowEvent<OpenDetail> {
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
export class OFAuthLoadEvent extends FlowEvent<LoadDetail> {
  constructor(detail: LoadDetail) {
    super("ofauth-load", detail);
  }
}

export interface StallDetail {
  code: StallCode;
  attemptId: string;
}
/** Something is in the way. The attempt goes on, and the user is shown another way. */
export class OFAuthStallEvent extends FlowEvent<StallDetail> {
  constructor(detail: StallDetail) {
    super("ofauth-stall", detail);
  }
}

export type SuccessDetail = Omit<ConnectedResult, "outcome">;
/** An account is connected. */
export class OFAuthSuccessEvent extends FlowEvent<SuccessDetail> {
  constructor(detail: SuccessDetail) {
    super("ofauth-success", detail);
  }
}

export interface SessionRenewedDetail {
  attemptId: string;
}
/** The hosted page did not know the session, and was given a new one. */
export class OFAuthSessionRenewedEvent extends FlowEvent<SessionRenewedDetail> {
  constructor(detail: SessionRenewedDetail) {
    super("ofauth-session-renewed", detail);
  }
}

/** The hosted page runs in OFAuth's sandbox, and says what to type. */
export class OFAuthSandboxInfoEvent extends FlowEvent<SandboxInfo> {
  constructor(detail: SandboxInfo) {
    super("ofauth-sandbox-info", detail);
  }
}

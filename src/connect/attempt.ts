/** The words of the flow: the states an attempt goes through, what it takes in, and what it wants done. */
import type { CompleteRequest, ConnectMode, InitRequest, LinkResult } from "../protocol/link-contract.js";
import type { Connection } from "../protocol/connection.js";
import type { ConnectError, StallCode } from "../protocol/error-codes.js";
import type { OpenableSession, SessionUrl } from "../protocol/link-session.js";
import type { PageMessage, SandboxInfo } from "../protocol/page-messages.js";
import type { CallbackResult } from "../protocol/callback-url.js";
import type { CancelledResult, ConnectedResult, FailedResult } from "./result.js";

/** What an attempt is asked to do. */
export interface AttemptRequest {
  readonly id: string;
  readonly mode: ConnectMode;
  /** Reconnect this connection. */
  readonly connectionId: string | undefined;
  /** False when the host gave the session URL itself: then there is nobody to ask for another one. */
  readonly renewable: boolean;
  /** Where a redirect shall come back to: a path on the host's origin. */
  readonly returnTo: string | undefined;
}

export interface Attempt extends AttemptRequest {
  readonly reserved: boolean;
  readonly session: OpenableSession | undefined;
  readonly navigatedAt: number;
  /** Where the page was last told that the hosted page is open. */
  readonly openedIn: ConnectMode | undefined;
  readonly renewed: boolean;
  readonly stall: StallCode | undefined;
  /** Who asked to close while the hosted page is being asked to leave. */
  readonly closing: "user" | "host" | undefined;
  /** The window is back or says that it is closed, and one read of the result is the last hope. */
  readonly windowClosed: boolean;
  /** The window is back from OFAuth, and the host's server has its outcome. */
  readonly windowReturned: boolean;
  /** The window said so too early to be believed (Cross-Origin-Opener-Policy cuts it loose while it is on screen). */
  readonly windowLost: boolean;
}

/** A connection that the browser was told of and the backend has not confirmed yet. */
export interface ReportedConnection {
  readonly connection: Connection;
  readonly tries: number;
}

export type ConnectState =
  | { readonly name: "idle" }
  | { readonly name: "starting" | "opening" | "open"; readonly attempt: Attempt }
  | { readonly name: "verifying"; readonly attempt: Attempt; readonly claim: ReportedConnection }
  | { readonly name: "connected"; readonly result: ConnectedResult }
  | { readonly name: "cancelled"; readonly result: CancelledResult }
  | { readonly name: "failed"; readonly result: FailedResult };

export type ConnectStateName = ConnectState["name"];

export type TimerName = "slow" | "handshake" | "exit" | "grace" | "retry";

export type ConnectInput =
  | { readonly type: "start"; readonly request: AttemptRequest }
  /** The page was left for a redirect, and this is how that attempt ended. */
  | {
      readonly type: "resume";
      readonly request: AttemptRequest;
      readonly result: CallbackResult | LinkResult | "navigation";
    }
  | { readonly type: "reserved" }
  | { readonly type: "session"; readonly session: OpenableSession }
  | { readonly type: "stalled"; readonly code: StallCode }
  | { readonly type: "page"; readonly message: PageMessage }
  /** The way on that a stalled attempt offers; `embed` loads the frame once more. */
  | { readonly type: "continue"; readonly mode: ConnectMode }
  | { readonly type: "close"; readonly by: "user" | "host"; readonly force: boolean }
  | { readonly type: "gone"; readonly reason: "disconnected" | "navigation" }
  | { readonly type: "window-closed" }
  /** The window is back from OFAuth. Undefined: the host's server took the result; read it there. */
  | { readonly type: "returned"; readonly result: CallbackResult | undefined }
  /** What the host's backend has about a window: nothing, a result, or no answer. */
  | { readonly type: "result"; readonly result: LinkResult | undefined; readonly error?: ConnectError }
  /** Undefined: the host has no route that could confirm. */
  | { readonly type: "verified"; readonly connection: Connection | undefined }
  | { readonly type: "verify-failed"; readonly error: ConnectError }
  | { readonly type: "failed"; readonly error: ConnectError }
  | { readonly type: "timer"; readonly timer: TimerName };

/** Facts for the page that are neither a change of state nor the end. */
export type ConnectNotice =
  | { readonly type: "open"; readonly mode: ConnectMode }
  | { readonly type: "load"; readonly elapsedMs: number }
  | { readonly type: "stall"; readonly code: StallCode }
  | { readonly type: "session-renewed" }
  | { readonly type: "sandbox-info"; readonly info: SandboxInfo };

export type ConnectEffect =
  | { readonly do: "prepare-transport"; readonly mode: ConnectMode }
  | { readonly do: "create-session"; readonly request: InitRequest }
  | { readonly do: "save-pending"; readonly attemptId: string; readonly mode: "popup" | "redirect" }
  | { readonly do: "navigate"; readonly mode: ConnectMode; readonly url: SessionUrl }
  | {
      readonly do:
        "stop-timers" | "reveal-early" | "reveal" | "withdraw-alternatives" | "request-exit" | "close-transport";
    }
  | { readonly do: "offer-alternatives"; readonly code: StallCode }
  | { readonly do: "show-sandbox"; readonly info: SandboxInfo }
  | { readonly do: "complete"; readonly request: CompleteRequest }
  | { readonly do: "read-result"; readonly attemptId: string }
  | { readonly do: "start-timer"; readonly timer: TimerName; readonly ms: number }
  | { readonly do: "notify"; readonly news: ConnectNotice }
  /** The attempt is over: everything it holds is let go. */
  | { readonly do: "dispose"; readonly attemptId: string };

export interface Step {
  readonly state: ConnectState;
  readonly effects: readonly ConnectEffect[];
}

export const createAttempt = (request: AttemptRequest): Attempt => ({
  ...request,
  reserved: false,
  session: undefined,
  navigatedAt: 0,
  openedIn: undefined,
  renewed: false,
  stall: undefined,
  closing: undefined,
  windowClosed: false,
  windowReturned: false,
  windowLost: false,
});

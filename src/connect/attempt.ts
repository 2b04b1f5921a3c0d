/**
 * Data of the connect state machine: the attempt, the states it goes through, the inputs it takes, the effects it asks
 * for.
 */
import type { CompleteRequest, ConnectMode, InitRequest, LinkResult } from "../protocol/link-contract.js";
import type { Connection } from "../protocol/connection.js";
import type { ConnectError, StallCode } from "../protocol/error-codes.js";
import type { OpenableSession, SessionUrl } from "../protocol/link-session.js";
import type { PageMessage, SandboxInfo } from "../protocol/page-messages.js";
import type { CallbackResult } from "../protocol/callback-url.js";
import type { CancelledResult, ConnectedResult, FailedResult } from "./result.js";

/** Parameters of an attempt. They do not change while it runs, except `mode` when the user picks an alternative. */
export interface AttemptRequest {
  readonly id: string;
  readonly mode: ConnectMode;
  /** The connection to reconnect; undefined for a new one. */
  readonly connectionId: string | undefined;
  /** Whether another session can be created. False when the host supplied the session URL itself. */
  readonly renewable: boolean;
  /** Path on the host's origin to which a redirect comes back, and a popup that no page waits for. */
  readonly returnTo: string | undefined;
}

/** One run of the connect flow. */
export interface Attempt extends AttemptRequest {
  /** Whether the transport is prepared: the dialog or popup is open, and only the session is missing. */
  readonly transportReady: boolean;
  readonly session: OpenableSession | undefined;
  /** Time of the last navigation to the hosted page, in milliseconds since the epoch; 0 before the first. */
  readonly navigatedAt: number;
  /** Mode of the last `open` notice; undefined before the first. */
  readonly openedIn: ConnectMode | undefined;
  /** Whether the session has been replaced once. A second `invalid_session` ends the attempt. */
  readonly sessionRenewed: boolean;
  /** What the attempt is stalled on, if it is. */
  readonly stall: StallCode | undefined;
  /** Who asked to close, while the hosted page is being asked to exit. */
  readonly closing: "user" | "host" | undefined;
  /** The popup is closed or back from OFAuth, and its result is being read from the host's server. */
  readonly popupClosed: boolean;
  /** The popup is back from OFAuth, and the host's server has its outcome. */
  readonly callbackReceived: boolean;
  /** The popup looks closed and may be on screen: Cross-Origin-Opener-Policy has severed it from the page. */
  readonly popupSevered: boolean;
  /** The outcome came from a callback: anyone can write one, and only a confirmed one uses the attempt up. */
  readonly returned: boolean;
}

/** What is being confirmed by the host's server. */
interface Reported {
  /**
   * The connection that the hosted page or the callback URL reported; undefined when only the host's server knows it,
   * and its result is awaited.
   */
  readonly connection: Connection | undefined;
  /** Number of the current try to confirm it, from 1. */
  readonly tries: number;
  /** Time of the first try. */
  readonly since: number;
}

/** What becomes of a pending attempt's record. `keep-briefly`: its return cannot be confirmed; `keep`: the user went back. */
export type PendingAttemptEnd = "remove" | "keep-briefly" | "keep";

/** How an attempt ended without a confirmation. */
export type AttemptEnd = "success" | "cancel" | "error";

/** An attempt that has ended before the host's server could confirm its account. */
export interface UnconfirmedAttempt {
  readonly attemptId: string;
  readonly after: AttemptEnd;
  /** The reported connection; undefined when only the host's server knows it. */
  readonly connectionId: string | undefined;
  /** The outcome came from a callback: when this one is refused, a later one may be confirmed. */
  readonly returned: boolean;
  /** It left the page and ended without a connection: it is asked for only when the user comes back to the page. */
  readonly abandoned?: boolean;
}

/** State of the machine. The last three are final. */
export type ConnectState =
  | { readonly name: "idle" }
  | { readonly name: "starting" | "opening" | "open"; readonly attempt: Attempt }
  | { readonly name: "verifying"; readonly attempt: Attempt; readonly reported: Reported }
  | { readonly name: "connected"; readonly result: ConnectedResult }
  | { readonly name: "cancelled"; readonly result: CancelledResult }
  | { readonly name: "failed"; readonly result: FailedResult };

/** Name of a state, as `state` and `ofauth-state-change` have it. */
export type ConnectStateName = ConnectState["name"];

/** A state in which the outcome of the attempt is still open. */
export type ActiveState = Extract<ConnectState, { name: "starting" | "opening" | "open" }>;

/** Timers of the machine; `timeouts.ts` has their durations. */
export type TimerName = "slow-load" | "silence" | "handshake" | "exit" | "close-grace" | "verify-retry";

/** Input of the machine. An input that has no meaning in a state leaves it unchanged. */
export type ConnectInput =
  | { readonly type: "start"; readonly request: AttemptRequest }
  /**
   * The page is loaded again after a redirect, with the result of that attempt; `navigation`: the user came back with
   * Back; an error: the result could not be read.
   */
  | {
      readonly type: "resume";
      readonly request: AttemptRequest;
      readonly result: CallbackResult | LinkResult | ConnectError | "navigation";
    }
  | { readonly type: "transport-ready" }
  | { readonly type: "session-created"; readonly session: OpenableSession }
  /** `load` event of the frame, which also fires for a page that the browser refused to show. */
  | { readonly type: "frame-load" }
  | { readonly type: "stalled"; readonly code: StallCode }
  | { readonly type: "page-message"; readonly message: PageMessage }
  /** The user picked an alternative; `embed` loads the frame again. Or the popup opened in the page's own window. */
  | { readonly type: "continue"; readonly mode: ConnectMode }
  | { readonly type: "close"; readonly by: "user" | "host"; readonly force: boolean }
  /** The element left the document, or the browser restored the page that a redirect had left. */
  | { readonly type: "removed"; readonly reason: "disconnected" | "navigation" }
  /** The page is being left; the browser may restore it later. */
  | { readonly type: "page-hidden" }
  /** `severed`: it may be on screen, because it was not seen on OFAuth's page for long enough to be sure. */
  | { readonly type: "popup-closed"; readonly severed: boolean }
  /** The popup may have a result: the user is back on the page, or the window is back on the page's origin. */
  | { readonly type: "popup-may-be-done" }
  /** The popup is back from OFAuth. `result` is undefined when the host's server took the callback: read it there. */
  | { readonly type: "callback"; readonly result: CallbackResult | undefined }
  /** Answer of `link/result`: undefined when the server has no result, or with `error` when it could not be read. */
  | { readonly type: "result-read"; readonly result: LinkResult | undefined; readonly error?: ConnectError }
  /** Answer of `link/complete`; undefined when the host has no such route. */
  | { readonly type: "verified"; readonly connection: Connection | undefined }
  | { readonly type: "verify-failed"; readonly error: ConnectError }
  | { readonly type: "failed"; readonly error: ConnectError }
  | { readonly type: "timer"; readonly timer: TimerName };

/** Fact for the page that is neither a change of state nor the end. */
export type ConnectNotice =
  | { readonly type: "open"; readonly mode: ConnectMode }
  /** `elapsedMs`: milliseconds from the navigation to the hosted page's `loaded` message. */
  | { readonly type: "load"; readonly elapsedMs: number }
  | { readonly type: "stall"; readonly code: StallCode }
  | { readonly type: "session-renewed" }
  /** The popup cannot be reached any more. */
  | { readonly type: "popup-severed" }
  | { readonly type: "sandbox-info"; readonly info: SandboxInfo };

/** Side effect that a transition asks for. The runner carries it out through the ports. */
export type ConnectEffect =
  | { readonly type: "prepare-transport"; readonly mode: ConnectMode }
  | { readonly type: "create-session"; readonly request: InitRequest }
  | { readonly type: "save-pending"; readonly attemptId: string; readonly mode: "popup" | "redirect" }
  | { readonly type: "navigate"; readonly mode: ConnectMode; readonly url: SessionUrl }
  | { readonly type: "show-slow" }
  | { readonly type: "show-frame" }
  /** Without a code the attempt is not stalled: its frame has loaded something that says nothing. */
  | { readonly type: "offer-alternatives"; readonly code: StallCode | undefined }
  | { readonly type: "withdraw-alternatives" }
  | { readonly type: "show-sandbox"; readonly info: SandboxInfo }
  | { readonly type: "request-exit" }
  | { readonly type: "close-transport" }
  /** `leaving`: the page is being left, and the request goes on without it. */
  | { readonly type: "complete"; readonly request: CompleteRequest; readonly leaving?: true }
  | { readonly type: "read-result"; readonly attemptId: string }
  | { readonly type: "start-timer"; readonly timer: TimerName; readonly ms: number }
  | { readonly type: "stop-timers" }
  | { readonly type: "notify"; readonly notice: ConnectNotice }
  /** Leave a record for the page that is loaded next, which asks the host's server whether the account is confirmed. */
  | { readonly type: "save-ended"; readonly attemptId: string; readonly after: AttemptEnd }
  /** The attempt is over: release everything that it holds. */
  | { readonly type: "dispose"; readonly attemptId: string; readonly pending: PendingAttemptEnd }
  /** Go on confirming the account after the end, on this page and, by a record, on the next. */
  | { readonly type: "confirm-later"; readonly attempt: UnconfirmedAttempt };

/** Result of a transition: the next state, and the effects to carry out in this order. */
export interface Transition {
  readonly state: ConnectState;
  readonly effects: readonly ConnectEffect[];
}

/** Creates the attempt for a request. */
export const createAttempt = (request: AttemptRequest): Attempt => ({
  ...request,
  transportReady: false,
  session: undefined,
  navigatedAt: 0,
  openedIn: undefined,
  sessionRenewed: false,
  stall: undefined,
  closing: undefined,
  popupClosed: false,
  callbackReceived: false,
  popupSevered: false,
  returned: false,
});

/** A transition that changes nothing and has no effects. */
export const stay = (state: ConnectState): Transition => ({ state, effects: [] });

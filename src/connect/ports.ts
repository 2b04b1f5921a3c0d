/** Interfaces through which the runner acts on the outside world. `browser/` implements them; tests pass fakes. */
import type { CompleteRequest, ConnectMode, InitRequest, LinkResult } from "../protocol/link-contract.js";
import type { Connection } from "../protocol/connection.js";
import type { StallCode } from "../protocol/error-codes.js";
import type { OpenableSession, SessionUrl } from "../protocol/link-session.js";
import type { AttemptEnd, ConnectNotice, ConnectState, PendingAttemptEnd, UnconfirmedAttempt } from "./attempt.js";
import type { ConnectResult } from "./result.js";
import type { SandboxInfo } from "../protocol/page-messages.js";

/** The host's Link routes. Every method rejects with a `ConnectError` and stops when `signal` aborts. */
export interface LinkApi {
  readonly createSession: (request: InitRequest, signal: AbortSignal) => Promise<OpenableSession>;
  /**
   * Resolves with the confirmed connection; undefined when the host has no such route and cannot confirm. May be
   * repeated. `keepalive`: the request goes on when the page is left.
   */
  readonly complete: (
    request: CompleteRequest,
    signal: AbortSignal,
    keepalive?: boolean,
  ) => Promise<Connection | undefined>;
  /**
   * Resolves with the result of a popup or redirect; undefined when the server has none. Without an id: the latest result of
   * this browser.
   */
  readonly readResult: (attemptId: string | undefined, signal: AbortSignal) => Promise<LinkResult | undefined>;
}

/** Where the hosted page is shown: frame, popup or redirect. What happens there arrives as inputs of the machine. */
export interface Transport {
  /**
   * Opens the dialog, or a popup (inside the caller's task, so that the click's user activation counts).
   *
   * @returns False when the browser blocked the popup; `redirect` when it opened the popup in the page's own window.
   */
  prepare(mode: ConnectMode): boolean | "redirect";
  /** Navigates the prepared transport to the hosted page. */
  navigate(mode: ConnectMode, url: SessionUrl): void;
  /** Tells the user that the page is still loading. */
  showSlow(): void;
  showFrame(): void;
  /** Explains the stall, or the silence of the frame, and offers a popup or a redirect instead. */
  offerAlternatives(code: StallCode | undefined): void;
  withdrawAlternatives(): void;
  showSandbox(info: SandboxInfo): void;
  /** Asks the hosted page to exit. */
  requestExit(): void;
  /** Removes everything from the page. Safe to call at any time and more than once. */
  close(): void;
}

/** Storage of pending attempts: records of attempts that leave the page. A record holds a random id and times. */
export interface PendingAttemptStore {
  save(attemptId: string, mode: "popup" | "redirect"): void;
  end(attemptId: string, how: PendingAttemptEnd): void;
}

/**
 * Storage of attempts that have ended without a confirmation, for the page that is loaded next. A record holds a random
 * id, times, and how the attempt ended. Where storage is denied, every method behaves as if the record were there.
 */
export interface EndedAttemptStore {
  save(attemptId: string, after: AttemptEnd): void;
  /** Keeps the record for this page until `until`; 0 releases it. Returns false when it is gone, or held by another page. */
  hold(attemptId: string, until: number): boolean;
  /** Removes the record. Returns false when it was gone. */
  take(attemptId: string): boolean;
}

/** Time source. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `callback` once after `ms` milliseconds. Returns a function that cancels the call. */
  after(ms: number, callback: () => void): () => void;
}

/** The ports of one attempt. */
export interface ConnectPorts {
  readonly linkApi: LinkApi;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly pendingAttempts: PendingAttemptStore;
  readonly endedAttempts: EndedAttemptStore;
}

/** Receives what happens in an attempt. `send` rethrows what a method throws, after all effects are carried out. */
export interface RunnerListener {
  /** Called after each change of state, before the effects of the change; for a final state, after them. */
  onStateChange(state: ConnectState): void;
  /** Called for each notice. */
  onNotice(notice: ConnectNotice): void;
  /** Called before `onEnd` when the account of the ended attempt is still to be confirmed. */
  onUnconfirmed(attempt: UnconfirmedAttempt): void;
  /** Called once, when everything that the attempt held has been released. */
  onEnd(result: ConnectResult): void;
}

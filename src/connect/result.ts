/** How an attempt ends: what `open()` resolves to and what the final event carries. */
import type { ConnectMode } from "../protocol/link-contract.js";
import type { Connection } from "../protocol/connection.js";
import type { ErrorCode } from "../protocol/error-codes.js";

/** The user connected an account. */
export interface ConnectedResult {
  /** Distinguishes the results. */
  readonly outcome: "connected";
  /** Id of the attempt, in all of its events. */
  readonly attemptId: string;
  /** Id of the connection. */
  readonly connectionId: string;
  /**
   * As confirmed by the host's backend. Without a confirmation only the id is reliable, and `status` is `"unknown"`.
   */
  readonly connection: Connection;
  /** The host's own id for the user. Missing when OFAuth did not report one. */
  readonly clientReferenceId?: string;
  /** True when the requested connection was renewed, false for a new one. */
  readonly reconnected: boolean;
  /**
   * The requested connection, when OFAuth answered with another one (it creates a new one if the old one no longer
   * exists).
   */
  readonly previousConnectionId?: string;
  /** True when the host's backend confirmed, with its API key, that the connection exists and belongs to the user. */
  readonly verified: boolean;
  /** Mode in which the flow ended; the user may have continued in another one than it started in. */
  readonly source: ConnectMode;
}

/**
 * Why an attempt was cancelled. `user`: closed by the user · `host`: the page called `close()` or prevented the opening
 * · `disconnected`: the element left the document · `navigation`: the user came back from the hosted page with the
 * browser's Back button.
 */
export type CancelReason = "user" | "host" | "disconnected" | "navigation";

/** The user or the host page cancelled the attempt. */
export interface CancelledResult {
  /** Distinguishes the results. */
  readonly outcome: "cancelled";
  /** Id of the attempt, in all of its events. */
  readonly attemptId: string;
  /** Who or what cancelled the attempt. */
  readonly reason: CancelReason;
  /** OFAuth's own name for the step at which the user left. */
  readonly step?: string;
}

/** The attempt failed, or none could be started. */
export interface FailedResult {
  /** Distinguishes the results. */
  readonly outcome: "failed";
  /** What went wrong. */
  readonly code: ErrorCode;
  /** For developers. Never shown to users, never contains a URL or an id. */
  readonly message: string;
  /** Whether the same action may succeed when the user tries again. */
  readonly retryable: boolean;
  /** OFAuth's own string, at most 200 characters. */
  readonly reason?: string;
  /** Missing when no attempt was started (`busy`, `not_connected`, `unsolicited_callback`). */
  readonly attemptId?: string;
}

/** Outcome of an attempt, to be distinguished by `outcome`. */
export type ConnectResult = ConnectedResult | CancelledResult | FailedResult;

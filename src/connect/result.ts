/** How an attempt ends: what `open()` resolves to and what the final event carries. */
import type { ConnectMode } from "../protocol/link-contract.js";
import type { Connection } from "../protocol/connection.js";
import type { ErrorCode } from "../protocol/error-codes.js";

export interface ConnectedResult {
  readonly outcome: "connected";
  readonly attemptId: string;
  readonly connectionId: string;
  /** As confirmed by the host's backend; without a confirmation only the id is sure, and `status` is `"unknown"`. */
  readonly connection: Connection;
  readonly clientReferenceId?: string;
  /** True when the connection that was asked for was renewed, false for a new one. */
  readonly reconnected: boolean;
  /** The connection that was asked for, when OFAuth answered with another one (it makes a new one if the old one is gone). */
  readonly previousConnectionId?: string;
  /** True when the host's backend confirmed, with its API key, that the connection exists and belongs to the user. */
  readonly verified: boolean;
  readonly source: ConnectMode;
}

/** `user`: closed it · `host`: the page called `close()` or prevented the opening · `disconnected`: the element left the document · `navigation`: the user came back from the hosted page by the browser's Back. */
export type CancelReason = "user" | "host" | "disconnected" | "navigation";

export interface CancelledResult {
  readonly outcome: "cancelled";
  readonly attemptId: string;
  readonly reason: CancelReason;
  /** OFAuth's own word for the step at which the user left. */
  readonly step?: string;
}

export interface FailedResult {
  readonly outcome: "failed";
  readonly code: ErrorCode;
  /** For developers; never shown to users, never holds a URL or an id. */
  readonly message: string;
  readonly retryable: boolean;
  /** OFAuth's own string, at most 200 characters. */
  readonly reason?: string;
  /** Left out when no attempt had begun (`busy`, `not_connected`, `unsolicited_callback`). */
  readonly attemptId?: string;
}

export type ConnectResult = ConnectedResult | CancelledResult | FailedResult;

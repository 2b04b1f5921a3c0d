/** What the runner of a flow needs from the world. `browser/` makes these real; tests hand in fakes. */
import type { CompleteRequest, ConnectMode, InitRequest, LinkResult } from "../protocol/link-contract.js";
import type { Connection } from "../protocol/connection.js";
import type { StallCode } from "../protocol/error-codes.js";
import type { OpenableSession, SessionUrl } from "../protocol/link-session.js";
import type { SandboxInfo } from "../protocol/page-messages.js";

/** The host's backend. Every method rejects with a `ConnectError` and stops when `signal` aborts. */
export interface LinkApi {
  readonly createSession: (request: InitRequest, signal: AbortSignal) => Promise<OpenableSession>;
  /** Undefined: the host has no such route, so nothing can be confirmed. */
  readonly complete: (request: CompleteRequest, signal: AbortSignal) => Promise<Connection | undefined>;
  /** Undefined: there is no finished flow to read. */
  readonly readResult: (attemptId: string, signal: AbortSignal) => Promise<LinkResult | undefined>;
}

/** Where the hosted page is shown. What happens there comes back as inputs of the flow. */
export interface Transport {
  /** Opens the place for the page; a window opens inside the caller's task, so that the click still counts. False: refused. */
  prepare(mode: ConnectMode): boolean;
  navigate(mode: ConnectMode, url: SessionUrl): void;
  /** The page takes long: says so, and shows the frame as soon as it has painted anything. */
  revealEarly(): void;
  reveal(): void;
  /** Says what is in the way and offers a window or a redirect instead. */
  offerAlternatives(code: StallCode): void;
  withdrawAlternatives(): void;
  showSandbox(info: SandboxInfo): void;
  /** Asks the hosted page to leave. */
  requestExit(): void;
  /** Takes everything away. Safe to call at any time and more than once. */
  close(): void;
}

/** The one-time record of an attempt that left the page. It holds a random id and a time, nothing else. */
export interface PendingAttemptStore {
  save(attemptId: string, mode: "popup" | "redirect"): void;
  remove(attemptId: string): void;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `callback` once after `ms`; the returned function takes it back. */
  after(ms: number, callback: () => void): () => void;
}

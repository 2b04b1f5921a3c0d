/** What the connections client needs from its environment. `browser/` implements it; tests pass fakes. */
import type { Connection } from "../protocol/connection.js";
import type { ConnectionChange, ConnectionPage, ConnectionListParams } from "../protocol/connections-contract.js";
import { ConnectError, type ErrorCode } from "../protocol/error-codes.js";
import type { Clock } from "../connect/ports.js";

/** HTTP error of the host's backend, with its `Retry-After` header. */
export class HostResponseError extends ConnectError {
  /** Value of the `Retry-After` header, not parsed; null or undefined when there was none. */
  override readonly retryAfter: string | null | undefined;

  constructor(code: ErrorCode, message: string, retryAfter: string | null | undefined) {
    super(code, message);
    this.retryAfter = retryAfter;
  }
}

/** The host's connection routes. Every method rejects with a `ConnectError`; `signal` aborts a fetch. */
export interface ConnectionsApi {
  /** Undefined when the user has no such connection. */
  getOne(id: string, signal: AbortSignal): Promise<Connection | undefined>;
  /** The user's connections among `ids`. Undefined when the host does not support several ids in one request. */
  getMany(ids: readonly string[], signal: AbortSignal): Promise<readonly Connection[] | undefined>;
  getPage(params: ConnectionListParams, signal: AbortSignal): Promise<ConnectionPage>;
  invalidate(id: string): Promise<Connection>;
  /** Resolves also when the connection no longer exists. */
  disconnect(id: string): Promise<void>;
}

/** Whether the user can see the page, and whether the browser is online. */
export interface PageVisibility {
  readonly visible: boolean;
  readonly online: boolean;
  /** Calls `onChange` when either changes or the user returns to the page. Returns the function that unsubscribes. */
  subscribe(onChange: () => void): () => void;
}

/** Channel to the page's other tabs. */
export interface TabChannel {
  /** Posts which connection changed, and its status. */
  post(change: ConnectionChange): void;
  /** Calls `onMessage` with every message, which is not validated. Returns the function that unsubscribes. */
  subscribe(onMessage: (message: unknown) => void): () => void;
}

/** The other visible pages of the browser that use the same endpoint: what they share one stream with. */
export interface Peers {
  /**
   * Waits for the lock of the endpoint, which one page holds at a time, or with `steal` takes it from its holder. Calls
   * `onGranted` once this page holds it, and `onLost` when another page has taken it or the user is about to leave the
   * page. Returns the function that releases it or stops the wait; then neither is called any more.
   */
  lock(steal: boolean, onGranted: () => void, onLost: () => void): () => void;
  post(message: unknown): void;
  close(): void;
}

/** The host's answer to the request for a stream. */
export interface StreamAnswer {
  readonly status: number;
  /** Value of the `Retry-After` header, not parsed. */
  readonly retryAfter: string | null;
}

/** Receives the events of the host's live-updates stream. */
export interface EventSourceListener {
  onOpen(): void;
  /** `message` is parsed JSON that is not validated; undefined when it was not JSON. */
  onMessage(message: unknown): void;
  /** The host could not replay the events since the last connection: they are lost. */
  onReset(): void;
  /** A sign of life, which the host sends again and again. */
  onBeat(): void;
  /** The host ends the stream because this user has too many. */
  onReplaced(): void;
  /** The stream broke, and the browser reconnects. */
  onBreak(): void;
  /** The stream is over, and the browser does not reconnect. `answer`: to the same request; undefined without one. */
  onClose(answer: StreamAnswer | undefined): void;
}

/** Opens the host's server-sent events. Returns the function that closes them; undefined without browser support. */
type OpenEventSource = (listener: EventSourceListener) => (() => void) | undefined;

/**
 * Connects to the page's peers. `onMessage` receives every message, which is not validated. Returns undefined for a page
 * that shares with none.
 */
type ConnectPeers = (onMessage: (message: unknown) => void) => Peers | undefined;

export interface ConnectionsPorts {
  readonly api: ConnectionsApi;
  readonly clock: Clock;
  /** Returns a number from 0 up to, but not including, 1. */
  readonly random: () => number;
  readonly page: PageVisibility;
  readonly tabs: TabChannel;
  readonly openEventSource: OpenEventSource;
  readonly connectPeers: ConnectPeers;
  /**
   * Calls `listener` with the id, not validated, of each connection that a connect flow of this page creates. Returns
   * the function that unsubscribes.
   */
  readonly onConnected: (listener: (id: unknown) => void) => () => void;
  /** Calls `listener` when another user has signed in or out. Returns the function that unsubscribes. */
  readonly onUserChanged: (listener: () => void) => () => void;
}

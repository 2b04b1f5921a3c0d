/** What the hub of connections needs from the world. `browser/` makes these real; tests hand in fakes. */
import type { Connection } from "../protocol/connection.js";
import type { ConnectionChange, ConnectionPage, ConnectionListParams } from "../protocol/connections-contract.js";
import { ConnectError, type ErrorCode } from "../protocol/error-codes.js";
import type { Clock } from "../connect/ports.js";

/** A refusal that says when to come back. */
export class FetchRefusedError extends ConnectError {
  /** The `Retry-After` header as it came. */
  readonly retryAfter: string | null | undefined;

  constructor(code: ErrorCode, message: string, retryAfter: string | null | undefined) {
    super(code, message);
    this.retryAfter = retryAfter;
  }
}

/** The host's routes. Every method rejects with a `ConnectError`; reads stop when `signal` aborts. */
export interface ConnectionsApi {
  /** Undefined: the user has no such connection. */
  one(id: string, signal: AbortSignal): Promise<Connection | undefined>;
  /** Those of `ids` that the user has. Undefined: the host does not know how to answer for several. */
  several(ids: readonly string[], signal: AbortSignal): Promise<readonly Connection[] | undefined>;
  page(query: ConnectionListParams, signal: AbortSignal): Promise<ConnectionPage>;
  invalidate(id: string): Promise<Connection>;
  /** A connection that is gone already counts. */
  disconnect(id: string): Promise<void>;
}

/** Whether the user can see the page, and whether anything can be sent. */
export interface PageVisibility {
  readonly visible: boolean;
  readonly online: boolean;
  /** Calls `changed` whenever one of them changes or the user comes back to the page; the answer stops that. */
  watch(changed: () => void): () => void;
}

/** The page's other tabs, and what its own elements say. */
export interface TabChannel {
  tell(change: ConnectionChange): void;
  /** `heard` gets whatever arrives, unchecked. */
  listen(heard: (message: unknown) => void): () => void;
}

export interface EventSourceListener {
  opened(): void;
  /** Unchecked. */
  changed(message: unknown): void;
  /** What has happened meanwhile is lost. */
  reset(): void;
  /** The stream is interrupted; `final`: and it will not come back by itself. */
  lost(final: boolean): void;
}

/** The host's server-sent events. Undefined: there can be none here. */
export type OpenEventSource = (listener: EventSourceListener) => (() => void) | undefined;

export interface ConnectionsPorts {
  readonly backend: ConnectionsApi;
  readonly clock: Clock;
  /** 0 up to 1. */
  readonly random: () => number;
  readonly page: PageVisibility;
  readonly tabs: TabChannel;
  readonly openLive: OpenEventSource;
  /** Calls `connected` with the id, unchecked, that a flow of this page has connected; the answer stops that. */
  readonly watchFlows: (connected: (id: unknown) => void) => () => void;
}

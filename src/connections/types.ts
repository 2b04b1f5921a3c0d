/**
 * What the elements see of the connections client: they observe one connection or a page of the list, and are notified
 * of every change. All elements on a page share one client per endpoint (`browser/connections-client.ts`).
 */
import type { Connection } from "../protocol/connection.js";
import type { ConnectionListParams } from "../protocol/connections-contract.js";
import type { ConnectError } from "../protocol/error-codes.js";

/** State of one observed connection. */
export type ConnectionView =
  /** The first fetch has not ended yet. */
  | { readonly name: "loading" }
  /** The user has no connection with this id, or no connection at all. */
  | { readonly name: "none" }
  /** `stale`: the last fetch failed with `error`, and `connection` is from an earlier one. */
  | { readonly name: "known"; readonly connection: Connection; readonly stale: boolean; readonly error?: ConnectError }
  /** There is nothing to show: the first fetch failed, or the user may no longer see the connection. */
  | { readonly name: "failed"; readonly error: ConnectError };

/** State of one observed page of the list. */
export type PageView =
  | { readonly name: "loading" }
  | {
      readonly name: "known";
      readonly connections: readonly Connection[];
      readonly hasMore: boolean;
      readonly stale: boolean;
    }
  | { readonly name: "failed"; readonly error: ConnectError };

/**
 * Why a view changed. `load`: the first fetch. `refresh`: a later fetch. `push`: live updates. `tab`: another tab
 * reported a change. `action`: the user acted in this page.
 */
export type ChangeCause = "load" | "refresh" | "push" | "tab" | "action";

export interface ObserveOptions {
  /** Seconds between polls; 0 disables polling. Values under 10 count as 10. */
  readonly refresh: number;
}

/** Handle that `observe` and `observePage` return. */
export interface Observation<View> {
  readonly view: View;
  /**
   * Fetches now and resolves with the view once the response has been applied. Never rejects: a failure is part of the
   * view. While the page is hidden, the fetch waits until the user returns.
   */
  readonly refetch: () => Promise<View>;
  /** Ends the observation. `onChange` is not called afterwards. Safe to call more than once. */
  readonly stop: () => void;
}

/** Client-side connection cache of one endpoint, shared by all elements on the page. */
export interface ConnectionsClient {
  /**
   * Observes one connection. `onChange` is never called during this call.
   *
   * @param id id of the connection; undefined for the user's newest one
   */
  observe(
    id: string | undefined,
    options: ObserveOptions,
    onChange: (view: ConnectionView, cause: ChangeCause) => void,
  ): Observation<ConnectionView>;
  /** Observes one page of the list. `onChange` is never called during this call. */
  observePage(
    params: ConnectionListParams,
    options: ObserveOptions,
    onChange: (view: PageView, cause: ChangeCause) => void,
  ): Observation<PageView>;
  /**
   * Invalidates a connection's session. While such a request is running, a second call returns its promise.
   *
   * @throws {ConnectError} as a rejection
   */
  invalidate(id: string): Promise<Connection>;
  /**
   * Disconnects a connection. A connection that no longer exists counts as disconnected. While such a request is
   * running, a second call returns its promise.
   *
   * @throws {ConnectError} as a rejection
   */
  disconnect(id: string): Promise<void>;
  /** Refetches a connection that a flow or an import created or changed, together with the newest one and all pages. */
  refetchConnection(id: string): void;
}

/**
 * What an element sees of connections: it watches one, or a page of them, and is told of every change. One hub stands behind
 * all elements of a page (`browser/connection-hub.ts`).
 */
import type { Connection } from "../protocol/connection.js";
import type { ConnectionListParams } from "../protocol/connections-contract.js";
import type { ConnectError } from "../protocol/error-codes.js";

/** What is known of one connection. */
export type ConnectionView =
  /** Nothing has been heard yet. */
  | { readonly name: "loading" }
  /** The user has no such connection, or none at all. */
  | { readonly name: "none" }
  /** `stale`: the last read failed, with `error`, and this is from before. */
  | { readonly name: "known"; readonly connection: Connection; readonly stale: boolean; readonly error?: ConnectError }
  /** Nothing can be shown: the first read failed, or the user may no longer see what was here. */
  | { readonly name: "failed"; readonly error: ConnectError };

/** What is known of one page of connections. */
export type PageView =
  | { readonly name: "loading" }
  | {
      readonly name: "known";
      readonly connections: readonly Connection[];
      readonly hasMore: boolean;
      readonly stale: boolean;
    }
  | { readonly name: "failed"; readonly error: ConnectError };

/** Why something has changed. `load`: the first answer. `tab`: another tab said so. `action`: somebody did it in this page. */
export type ChangeCause = "load" | "refresh" | "push" | "tab" | "action";

export interface ObserveOptions {
  /** Seconds between polls; 0: none. Under 10 counts as 10. */
  readonly refresh: number;
}

export interface Observation<View> {
  readonly view: View;
  /** Reads anew, now. Resolves when the answer has been taken in; rejects for nothing (a failure is in the view). While the page is hidden, it waits for the user. */
  readonly refetch: () => Promise<View>;
  /** Safe to call more than once. Nothing is told after it. */
  readonly stop: () => void;
}

export interface ConnectionsClient {
  /** `id` undefined: the caller's newest connection. `changed` is never called inside of `watch` itself. */
  observe(
    id: string | undefined,
    options: ObserveOptions,
    changed: (view: ConnectionView, cause: ChangeCause) => void,
  ): Observation<ConnectionView>;
  observePage(
    query: ConnectionListParams,
    options: ObserveOptions,
    changed: (view: PageView, cause: ChangeCause) => void,
  ): Observation<PageView>;
  /** Rejects with a `ConnectError`. A second call while one is under way answers with that one. */
  invalidate(id: string): Promise<Connection>;
  /** As `invalidate`; a connection that is gone already counts as disconnected. */
  disconnect(id: string): Promise<void>;
  /** A flow has connected `id`, or an import has made or changed it: it, the newest and the pages are read anew. */
  refetchConnection(id: string): void;
}

/**
 * What the handler remembers between requests and publishes from one process to another. The memory store is the
 * default and serves one process; `ofauth-elements/server/redis` serves several; a host may write its own.
 */
import type { Connection } from "../../protocol/connection.js";

/** A connection in the store. */
export interface StoredConnection {
  /** The connection as it was at `at`. */
  readonly connection: Connection;
  /**
   * When `connection` was current, in milliseconds since the epoch: the start of a read, or an event's own timestamp.
   */
  readonly at: number;
}

/** A change of a connection, published to all processes. */
export interface StoreChange {
  /** The host's id of the user who owns the connection. */
  readonly clientReferenceId: string;
  /** OFAuth's event type: `connection.created`, `.updated`, `.expired` or `.disconnected`. */
  readonly type: string;
  /** Id of the connection (`conn_…`). */
  readonly connectionId: string;
  /** The connection after the change; null if it was disconnected. */
  readonly connection: Connection | null;
}

/**
 * Storage shared by all processes of a host: keys that can be claimed, the cached connections, and a channel for
 * changes. All methods may reject; the handler then answers with a 5xx status.
 */
export interface Store {
  /**
   * Claims `key` for `seconds`, as a lock or as a lasting mark. Must be atomic across all processes.
   *
   * @returns True for exactly one caller; false for every other one until the time is over or `release` is called.
   */
  claim(key: string, seconds: number): Promise<boolean>;
  /** Releases `key`, claimed or not. */
  release(key: string): Promise<void>;
  /** Returns whether `key` is claimed now. */
  isClaimed(key: string): Promise<boolean>;

  /** Returns the connection with this id, or undefined if it is unknown or removed. */
  get(id: string): Promise<StoredConnection | undefined>;
  /** Returns the connections whose `clientReferenceId` is exactly this one, in any order. */
  listOf(clientReferenceId: string): Promise<readonly StoredConnection[]>;
  /**
   * Stores `entry`, unless the stored connection or its removal is newer than `entry.at`, or a list that is newer than
   * `entry.at` did not contain it.
   *
   * @param byEvent `entry` comes from an event of OFAuth, and `at` is by OFAuth's clock, which may differ by 5 seconds.
   * The answer is then whether the event is new: not older than the connection's last event or its removal. A newer
   * connection that was read in the meantime is kept. Default: false.
   * @returns Whether `entry` was stored; with `byEvent`, whether the event is new.
   */
  put(entry: StoredConnection, byEvent?: boolean): Promise<boolean>;
  /**
   * Removes the connection, and for 3 days prevents anything that is not newer than `at` from restoring it.
   *
   * @param byEvent As in `put`. An event also counts as new if the connection was removed before without one.
   * @returns Whether `at` is newer than what was stored; true if nothing was stored.
   */
  remove(id: string, at: number, byEvent?: boolean): Promise<boolean>;
  /**
   * Stores OFAuth's whole list as it was when requested at `at`: puts every connection in it, and removes stored
   * connections that are older and not in it. Sets the time that `listedAt` returns.
   */
  replaceAll(connections: readonly Connection[], at: number): Promise<void>;
  /**
   * Returns when the last whole list was requested, in milliseconds since the epoch; undefined before the first one.
   */
  listedAt(): Promise<number | undefined>;
  /** Returns when this store began, in milliseconds since the epoch. It knows nothing about what happened before. */
  since(): Promise<number>;

  /** Sends `change` to the listeners of all processes. */
  publish(change: StoreChange): Promise<void>;
  /**
   * Subscribes to the changes that any process publishes from now on. An error that one listener throws must not affect
   * the others.
   *
   * @param onGap Called when changes may have been missed because the connection to the other processes was lost.
   * @returns A function that ends the subscription.
   */
  subscribe(listener: (change: StoreChange) => void, onGap?: () => void): Promise<() => void>;
}

/** How far OFAuth's clock and the host's may differ, in milliseconds. */
export const CLOCK_TOLERANCE_MS = 5000;

/** How long a removal is remembered, in milliseconds: 3 days, longer than OFAuth retries the delivery of an event. */
export const REMOVAL_RETENTION_MS = 3 * 24 * 60 * 60 * 1000;

/** How many connections a store keeps. Beyond that, it drops those that were stored longest ago. */
export const MAX_CONNECTIONS = 10_000;

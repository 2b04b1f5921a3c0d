/**
 * What the handler remembers between requests, and tells from one process to another. The memory store is built in and is
 * for one process; `ofauth-elements/server/redis` is for several. A host may bring its own.
 */
import type { Connection } from "../../protocol/connection.js";

/** A connection as the store knows it. */
export interface StoredConnection {
  readonly connection: Connection;
  /** When this was true, in milliseconds since the epoch: a read's beginning, or an event's own timestamp. */
  readonly at: number;
}

/** What has become of a connection, for everybody who listens. */
export interface StoreChange {
  readonly clientReferenceId: string;
  /** OFAuth's word for it: `connection.created`, `.updated`, `.expired`, `.disconnected`. */
  readonly type: string;
  readonly connectionId: string;
  /** Null when it is gone. */
  readonly connection: Connection | null;
}

export interface Store {
  /**
   * Takes `key` for `seconds`. True for one caller only, also when many ask at once and on several machines; false until
   * the time has passed or `release` was called.
   */
  claim(key: string, seconds: number): Promise<boolean>;
  release(key: string): Promise<void>;
  /** Whether `key` is taken now. */
  isClaimed(key: string): Promise<boolean>;

  get(id: string): Promise<StoredConnection | undefined>;
  /** Those whose `clientReferenceId` is this one, in no order. */
  listOf(clientReferenceId: string): Promise<readonly StoredConnection[]>;
  /**
   * Keeps `entry` unless what is kept, or its removal, is newer (`at`), or a list without it is. Whether it was kept.
   * `byEvent`: an event of OFAuth's says so, and `at` is by OFAuth's clock. Then the answer is whether it is news: not older
   * than the last event, nor than the connection's end. Something newer that was read stays all the same; clocks may differ
   * by `clockTolerance`.
   */
  put(entry: StoredConnection, byEvent?: boolean): Promise<boolean>;
  /**
   * Forgets the connection, and keeps anything that is not newer than `at` from bringing it back. Whether it was newer than
   * what was kept, also when nothing was. `byEvent` as in `put`; what was removed without one does not make an event old.
   */
  remove(id: string, at: number, byEvent?: boolean): Promise<boolean>;
  /**
   * The whole list as OFAuth gave it when asked at `at`: everything in it is put, and what is kept, older, and not in it is
   * gone. Marks the time for `listedAt`.
   */
  replaceAll(connections: readonly Connection[], at: number): Promise<void>;
  /** When the last whole list was asked for; undefined before the first. */
  listedAt(): Promise<number | undefined>;
  /** When this store began to remember, in milliseconds since the epoch: what is older was never told to it. */
  since(): Promise<number>;

  publish(change: StoreChange): Promise<void>;
  /**
   * Calls `listener` for what any process publishes from now on, and `onGap` when something may have been missed, because
   * the way to the other processes was cut for a while. What a listener throws harms nobody else. The answer stops both.
   */
  subscribe(listener: (change: StoreChange) => void, onGap?: () => void): Promise<() => void>;
}

/** How far OFAuth's clock and ours may differ, in milliseconds. */
export const CLOCK_TOLERANCE_MS = 5000;

/** How long a removal is remembered, in milliseconds: longer than OFAuth tries to deliver an event. */
export const REMOVAL_RETENTION_MS = 3 * 24 * 60 * 60 * 1000;

/** As many connections as a store keeps; those that were put longest ago go first. */
export const MAX_CONNECTIONS = 10_000;

/**
 * What the handler remembers between requests, and tells from one process to another. The memory store is built in and is
 * for one process; `ofauth-elements/server/redis` is for several. A host may bring its own.
 */
import type { Connection } from "../protocol/connection.js";

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
  /** Keeps `entry` unless what is kept, or its removal, is newer (`at`). Whether it was kept. */
  put(entry: StoredConnection): Promise<boolean>;
  /** Forgets the connection, and keeps anything older than `at` from bringing it back. Whether it was newer than what was kept. */
  remove(id: string, at: number): Promise<boolean>;
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
  /** Calls `listener` for what any process publishes from now on. The answer stops that. */
  subscribe(listener: (change: StoreChange) => void): Promise<() => void>;
}

/**
 * What the handler remembers between requests and publishes from one process to another. The memory store is the
 * default and serves one process; `ofauth-elements/server/redis` serves several; a host may write its own.
 */
import type { Connection } from "../../protocol/connection.js";

/** Whose browser has confirmed a connection, and for which account. */
export interface Confirmation {
  /** The host's id of the user whose browser confirmed the connection. */
  readonly clientReferenceId: string;
  /** Id of the account on the platform (`userData.id`); null until OFAuth has named one. */
  readonly userId: string | null;
}

/** A connection in the store. */
export interface StoredConnection {
  /** The connection as it was at `at`. */
  readonly connection: Connection;
  /**
   * When `connection` was current, in milliseconds since the epoch: the start of a read, or an event's own timestamp.
   * Of a connection that several reads found unchanged, the time of the first one.
   */
  readonly at: number;
  /** Set once the user's own browser has confirmed the connection; ends only with the connection. */
  readonly confirmation?: Confirmation | undefined;
  /** A webhook announced it as new: it stays hidden until it is confirmed, whatever its `createdAt`. */
  readonly isAnnounced?: boolean | undefined;
}

/**
 * What `put` did with an entry: stored a connection that was unknown, stored another state of a known one, found the
 * same state, or found a newer state or removal.
 */
export type PutOutcome = "new" | "changed" | "unchanged" | "stale";

/** A connection that a browser has reported, recorded before OFAuth is asked for it. */
export interface Intent {
  /** The host's id of the user whose browser it was. */
  readonly clientReferenceId: string;
  /** Id of the attempt to connect. */
  readonly attemptId: string;
  /** Identifies one start of the attempt. */
  readonly nonce: string;
  /** Id of the reported connection (`conn_…`). */
  readonly connectionId: string;
  /** Id of the connection that the attempt was to reconnect. */
  readonly requestedConnectionId?: string | undefined;
  /** When it was reported, in milliseconds since the epoch. */
  readonly at: number;
  /** When it ends, in milliseconds since the epoch. */
  readonly expiresAt: number;
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
 * Storage shared by all processes of a host: locks, marks, the index of connections, and a channel for changes. Every
 * call must be atomic across all processes. All methods may reject; the handler then answers with a 5xx status.
 */
export interface Store {
  /**
   * Locks `key` for `seconds`, unless another owner holds it. The same owner gets it again, for `seconds` from now.
   *
   * @returns Whether `owner` holds the lock now.
   */
  lock(key: string, owner: string, seconds: number): Promise<boolean>;
  /** Prolongs the lock to `seconds` from now; false if `owner` does not hold it any more. */
  renew(key: string, owner: string, seconds: number): Promise<boolean>;
  /** Releases the lock if `owner` holds it. */
  unlock(key: string, owner: string): Promise<void>;

  /** Marks `key` for `seconds`, a year at most. Resolves with true for exactly one caller until the time is over. */
  mark(key: string, seconds: number): Promise<boolean>;
  /** Returns for each key whether it is marked now. */
  marked(keys: readonly string[]): Promise<readonly boolean[]>;

  /**
   * Records an intent until its `expiresAt`. The same connection of the same attempt (`nonce`) is recorded once, and
   * the first one is kept.
   *
   * @returns False if the attempt has 5 intents for other connections.
   */
  addIntent(intent: Intent): Promise<boolean>;
  /** Returns the user's intents that have not expired, the oldest first. A store may keep only the last 100. */
  intentsOf(clientReferenceId: string): Promise<readonly Intent[]>;
  /** Removes all intents of the attempt. */
  removeIntents(clientReferenceId: string, nonce: string): Promise<void>;

  /** Returns the connections with these ids in the same order; undefined for one that is unknown or removed. */
  get(ids: readonly string[]): Promise<readonly (StoredConnection | undefined)[]>;
  /**
   * Returns the ids of the connections whose `clientReferenceId` is exactly this one: the newest first by `createdAt`,
   * those without a time last, and those of one moment by id.
   */
  idsOf(clientReferenceId: string): Promise<readonly string[]>;
  /**
   * Stores each entry, unless the stored connection or its removal is newer than `entry.at`. Writes only what changed:
   * `at` of an unchanged connection stays as it was. Confirmation and announcement:
   *
   * - The stored confirmation stays; that of `entry` is ignored. If it names no account yet, it gets that of the first
   *   connection that is stored with one.
   * - `isAnnounced` can be set, also by an entry that is older than the stored connection, but not once it is confirmed;
   *   only `confirm` and the removal end it.
   *
   * @param byEvent The entries come from events of OFAuth, and `at` is by OFAuth's clock, which may differ by 5 seconds.
   * An event is new, and its outcome not `"stale"`, if it is not older than the connection's last event or its removal;
   * a newer connection that was read in the meantime is kept nevertheless. Default: false.
   */
  put(entries: readonly StoredConnection[], byEvent?: boolean): Promise<readonly PutOutcome[]>;
  /**
   * Sets the confirmation of a stored connection.
   *
   * @returns Whether it was not confirmed like this before; false also if there is no such connection.
   */
  confirm(id: string, confirmation: Confirmation): Promise<boolean>;
  /**
   * Removes the connections and their confirmations, and for 3 days prevents anything that is not newer than `at` from
   * restoring them.
   *
   * @param byEvent As in `put`. An event also counts as new if the connection was removed before without one.
   * @returns For each whether `at` is newer than what was stored; true if nothing was stored.
   */
  remove(ids: readonly string[], at: number, byEvent?: boolean): Promise<readonly boolean[]>;
  /** Returns how many connections come before this one, ordered as in `idsOf`; undefined if it is not stored. */
  rankOf(id: string): Promise<number | undefined>;
  /** Returns how many connections are stored. */
  count(): Promise<number>;

  /** Records that the walk through OFAuth's list with this name has seen these ids. A day later that is forgotten. */
  addSeen(walk: string, ids: readonly string[]): Promise<void>;
  /** Returns the stored ids that the walk has not seen. */
  unseenBy(walk: string): Promise<readonly string[]>;
  /** Forgets what the walk has seen. */
  dropSeen(walk: string): Promise<void>;

  /** Returns small texts that `writeRecord` has stored; undefined for a name without one. */
  readRecords(names: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** Stores a small text, such as how far a walk is. */
  writeRecord(name: string, text: string): Promise<void>;
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

/** How long a mark can last, in seconds: a year. What has to last longer is a part of the connection. */
export const MAX_MARK_SECONDS = 366 * 24 * 60 * 60;

/** How many connections one attempt can report. */
export const MAX_INTENTS_PER_ATTEMPT = 5;

/** How many intents a store keeps of one user; the oldest ones are dropped. */
export const MAX_INTENTS_PER_USER = 100;

/** How long a store remembers what a walk has seen, in milliseconds. */
export const SEEN_RETENTION_MS = 24 * 60 * 60 * 1000;

/** The connections of the emulator in memory, and their order in OFAuth's list. */
import type { Connection } from "../protocol/connection.js";

/** A connection with what OFAuth knows about it besides. */
export interface ConnectionRecord {
  readonly connection: Connection;
  /** Whether it belongs to live keys: OFAuth keeps their data apart from that of sandbox keys. */
  readonly live: boolean;
  /** Permissions that the next Link flow requests, if not those of the client app. */
  readonly required?: readonly string[];
}

/** The records by id. */
export class ConnectionRecords {
  readonly #records = new Map<string, ConnectionRecord>();
  /** Sorted once for all reads until the next change: a host may page through thousands. */
  #newestFirst: readonly ConnectionRecord[] | undefined;

  get(id: string | undefined): ConnectionRecord | undefined {
    return id === undefined ? undefined : this.#records.get(id);
  }

  /** Adds a record, or replaces the one with the same id. */
  set(record: ConnectionRecord): void {
    this.#records.set(record.connection.id, record);
    this.#newestFirst = undefined;
  }

  delete(id: string): void {
    this.#records.delete(id);
    this.#newestFirst = undefined;
  }

  clear(): void {
    this.#records.clear();
    this.#newestFirst = undefined;
  }

  /** Returns all records by `createdAt`, newest first; equal ones by insertion, newest first. */
  newestFirst(): readonly ConnectionRecord[] {
    return (this.#newestFirst ??= [...this.#records.values()]
      .reverse()
      .map((record) => ({ record, at: Date.parse(record.connection.createdAt ?? "1970-01-01") }))
      .sort((one, other) => other.at - one.at)
      .map(({ record }) => record));
  }
}

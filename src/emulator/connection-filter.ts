import type { Connection } from "../protocol/connection.js";
import type { ConnectionRecord } from "./connection-records.js";

/** Which connections are listed: OFAuth's filters (API reference: Account connections). Left out: all. */
export interface EmulatedConnectionFilter {
  /** Only connections with this status. */
  readonly status?: string | undefined;
  /** Only imported connections, or only others. */
  readonly imported?: boolean | undefined;
  /** Only connections that were created until then, in milliseconds since the epoch, or without a date. */
  readonly createdUntil?: number | undefined;
  /** Only connections of live keys, or only of sandbox keys: OFAuth separates their data. */
  readonly live?: boolean | undefined;
}

/** Returns the connections that match, in the order of the records. */
export function filterConnections(
  records: readonly ConnectionRecord[],
  { status, imported, createdUntil = Infinity, live }: EmulatedConnectionFilter,
): readonly Connection[] {
  return (
    records
      .filter((record) => live === undefined || record.live === live)
      .map(({ connection }) => connection)
      .filter((connection) => status === undefined || connection.status === status)
      .filter((connection) => imported === undefined || connection.imported === imported)
      // Not the other way round: a date that is missing or cannot be read compares as false.
      .filter(({ createdAt }) => !(Date.parse(createdAt ?? "") > createdUntil))
  );
}

import type { Connection } from "../protocol/connection.js";

/** Which connections are listed: OFAuth's filters (API reference: Account connections). Left out: all. */
export interface EmulatedConnectionFilter {
  /** Only connections with this status. */
  readonly status?: string | undefined;
  /** Only imported connections, or only others. */
  readonly imported?: boolean | undefined;
  /** Only connections of live keys, or only of sandbox keys: OFAuth separates their data. */
  readonly live?: boolean | undefined;
}

/** Returns the connections that match, by `createdAt`, newest first; equal ones by insertion, newest first. */
export function filterConnections(
  records: readonly { readonly connection: Connection; readonly live: boolean }[],
  filter: EmulatedConnectionFilter,
): readonly Connection[] {
  return records
    .filter(({ live }) => filter.live === undefined || live === filter.live)
    .map(({ connection }) => connection)
    .filter(({ status }) => filter.status === undefined || status === filter.status)
    .filter(({ imported }) => filter.imported === undefined || imported === filter.imported)
    .reverse()
    .sort((one, other) => toMilliseconds(other.createdAt) - toMilliseconds(one.createdAt));
}

const toMilliseconds = (timestamp: string | null): number => (timestamp === null ? 0 : Date.parse(timestamp));

/** What both stores share: the canonical form of a connection, its account and its place in the order. */
import type { Connection } from "../../protocol/connection.js";

/** All fields of a connection and of its profile, in the order in which they are stored. */
const FIELDS = (
  "id status permissions expiredAt createdAt updatedAt clientReferenceId imported lastCheckedAt " +
  "userData name username avatar"
).split(" ");

/** Writes a connection so that equal ones are equal texts, whatever the order of their fields. */
export const stringifyConnection = (connection: Connection): string => JSON.stringify(connection, FIELDS);

/** Id of the account on the platform; null if OFAuth has not named it. */
export const userIdOf = ({ userData }: Connection): string | null => userData?.id || null;

/** When the connection was created, in milliseconds; undefined where that is not known. */
export function createdTimeOf({ createdAt }: Connection): number | undefined {
  const time = createdAt === null ? NaN : Date.parse(createdAt);
  return Number.isNaN(time) ? undefined : time;
}

/** Orders connections: the newest first, those without a time last, and those of one moment by id. */
export function compareNewestFirst(a: Connection, b: Connection): number {
  const [timeA, timeB] = [createdTimeOf(a) ?? -Infinity, createdTimeOf(b) ?? -Infinity];
  if (timeA !== timeB) return timeA > timeB ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

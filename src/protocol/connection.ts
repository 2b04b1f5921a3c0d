/** The connection, in the form that OFAuth's API, the host's routes and the elements share. */
import { isString, asRecord } from "./record.js";
import { plainText } from "./untrusted-text.js";

/** Form of a connection id. Nothing else reaches a path, a request or an event. */
export const connectionIdPattern = /^conn_[A-Za-z0-9_-]{1,128}$/;

/** Whether `value` has the form of a connection id. */
export const isConnectionId = (value: unknown): value is string => isString(value) && connectionIdPattern.test(value);

/** OFAuth's status of a connection. The list is open-ended: an unknown status is kept as it is and shown neutrally. */
export type ConnectionStatus = "active" | "awaiting_2fa" | "expired" | (string & {});

/**
 * Profile of the connected account. Plain text of bounded length, safe to show; an empty string where it is unknown.
 */
export interface UserData {
  /** Id on OnlyFans. */
  readonly id: string;
  /** Display name. */
  readonly name: string;
  /** Name without the `@`. */
  readonly username: string;
  /** An `https:` URL, else null. */
  readonly avatar: string | null;
}

/** A connected account. Times are RFC 3339 timestamps; null where they are unknown. */
export interface Connection {
  /** Starts with `conn_`. */
  readonly id: string;
  /** `"unknown"` before the host's server has confirmed the connection. */
  readonly status: ConnectionStatus;
  /** What the host may do with the account; at most 100 names. */
  readonly permissions: readonly string[];
  /** When the session ended. The connection can be reconnected. */
  readonly expiredAt: string | null;
  /** When the account was connected. */
  readonly createdAt: string | null;
  /** When the connection last changed. */
  readonly updatedAt: string | null;
  /** The host's own id for the user who owns the connection. */
  readonly clientReferenceId: string | null;
  /** True when the session was imported instead of connected through Link. */
  readonly imported: boolean;
  /** When OFAuth last checked the session. */
  readonly lastCheckedAt: string | null;
  /** Profile of the account; null when OFAuth has none. */
  readonly userData: UserData | null;
}

/**
 * Parses a connection, copying it field by field. Only the id and the status are required, because a host may answer by
 * hand: another field that is missing or malformed becomes null.
 *
 * @returns Undefined without a valid id and status.
 */
export function parseConnection(value: unknown): Connection | undefined {
  const wire = asRecord(value);
  if (!wire || !isConnectionId(wire.id) || !isStatus(wire.status)) return undefined;
  // Frozen: all elements and listeners of a page share the object.
  return Object.freeze({
    id: wire.id,
    status: wire.status,
    permissions: Object.freeze(parsePermissions(wire.permissions)),
    expiredAt: parseTimestamp(wire.expiredAt),
    createdAt: parseTimestamp(wire.createdAt),
    updatedAt: parseTimestamp(wire.updatedAt),
    clientReferenceId: parseClientReferenceId(wire.clientReferenceId),
    imported: wire.imported === true,
    lastCheckedAt: parseTimestamp(wire.lastCheckedAt),
    userData: parseUserData(wire.userData),
  });
}

/** Parses permission names: at most 100, of at most 100 characters each; an empty list when `value` is not a list. */
export const parsePermissions = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value
        .slice(0, 100)
        .map((name) => plainText(name, 100))
        .filter(Boolean)
    : [];

/** Parses the host's own id for a user, cut to 500 characters; null when `value` is not a string. */
export const parseClientReferenceId = (value: unknown): string | null => (isString(value) ? value.slice(0, 500) : null);

const isStatus = (value: unknown): value is string => isString(value) && value.length > 0 && value.length <= 64;

/** Parses a profile; null when it names no account. */
export function parseUserData(value: unknown): UserData | null {
  const wire = asRecord(value);
  if (!wire) return null;
  const id = typeof wire.id === "number" ? String(wire.id) : plainText(wire.id, 100);
  const name = plainText(wire.name, 200);
  const username = plainText(wire.username, 100);
  if (!id && !name && !username) return null;
  return Object.freeze({ id, name, username, avatar: parseAvatar(wire.avatar) });
}

function parseAvatar(value: unknown): string | null {
  // Only absolute https: URLs: a relative or scheme-relative one would be resolved against the host's page.
  if (typeof value !== "string" || value.length > 2048 || !/^https:\/\//i.test(value)) return null;
  try {
    const url = new URL(value);
    return url.username || url.password ? null : url.href;
  } catch {
    return null;
  }
}

const timestampPattern = /^(\d{4})-(\d{2})-(\d{2})T(?:[01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Returns `value` if it is an RFC 3339 timestamp of a real day, else null. `Date.parse` alone reads February 30 as
 * March 2.
 */
export function parseTimestamp(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const match = timestampPattern.exec(value);
  if (!match || Number.isNaN(Date.parse(value))) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day ? value : null;
}

/**
 * Creates a connection of which only the id is reliable, because the host has not confirmed it. Its status is
 * `unknown`.
 */
export const unconfirmedConnection = (
  id: string,
  userData: UserData | null = null,
  clientReferenceId: string | null = null,
): Connection => ({
  id,
  status: "unknown",
  permissions: [],
  expiredAt: null,
  createdAt: null,
  updatedAt: null,
  clientReferenceId,
  imported: false,
  lastCheckedAt: null,
  userData,
});

/** A connection as OFAuth's API, the host's routes and the elements speak of it. */
import { isString, asRecord } from "./record.js";
import { plainText } from "./untrusted-text.js";

/** The shape of a connection id. Anything else never reaches a path, a request or an event. */
export const connectionIdPattern = /^conn_[A-Za-z0-9_-]{1,128}$/;

export const isConnectionId = (value: unknown): value is string => isString(value) && connectionIdPattern.test(value);

/** OFAuth's statuses. The list is open-ended: an unknown one is carried as it is and shown neutrally. */
export type ConnectionStatus = "active" | "awaiting_2fa" | "expired" | (string & {});

export interface UserData {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  /** An `https:` URL, else null. */
  readonly avatar: string | null;
}

export interface Connection {
  readonly id: string;
  readonly status: ConnectionStatus;
  readonly permissions: readonly string[];
  readonly expiredAt: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  readonly clientReferenceId: string | null;
  readonly imported: boolean;
  readonly lastCheckedAt: string | null;
  readonly userData: UserData | null;
}

/**
 * The connection in `value`, copied field by field, or undefined when it has no usable id and status. Everything else is
 * optional, because a host may answer by hand: a field that is missing or malformed becomes null, never a guess.
 */
export function parseConnection(value: unknown): Connection | undefined {
  const wire = asRecord(value);
  if (!wire || !isConnectionId(wire.id) || !isStatus(wire.status)) return undefined;
  // Every element of a page and every listener has the same object.
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

/** The permission names in `value`, at most 100 of at most 100 characters; an empty list when it is not one. */
export const parsePermissions = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value
        .slice(0, 100)
        .map((name) => plainText(name, 100))
        .filter(Boolean)
    : [];

/** The host's own id for a user in `value`, at most 500 characters; null when there is none. */
export const parseClientReferenceId = (value: unknown): string | null => (isString(value) ? value.slice(0, 500) : null);

const isStatus = (value: unknown): value is string => isString(value) && value.length > 0 && value.length <= 64;

/** The profile in `value`, safe to show: plain text of bounded length and an `https:` avatar; null when there is none. */
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
  // A relative or scheme-relative address would be resolved against the host's page: only a full https: URL is one.
  if (typeof value !== "string" || value.length > 2048 || !/^https:\/\//i.test(value)) return null;
  try {
    const url = new URL(value);
    return url.username || url.password ? null : url.href;
  } catch {
    return null;
  }
}

const timestampPattern = /^(\d{4})-(\d{2})-(\d{2})T(?:[01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** `value` if it is an RFC 3339 timestamp that names a real day, else null. `Date.parse` alone reads February 30 as March 2. */
export function parseTimestamp(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const match = timestampPattern.exec(value);
  if (!match || Number.isNaN(Date.parse(value))) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day ? value : null;
}

/** A connection of which only the id is sure: what the browser was told, before or without the host's confirmation. */
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

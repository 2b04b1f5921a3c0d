/**
 * Webhook events that OFAuth delivers to a host, in two spellings: the documentation's, and that of OFAuth's own SDK
 * (`eventType`, `userData.userId`, `platformUserId`). Parsing does not authenticate: the signature says who sent an
 * event.
 */
import { parseConnection, parseTimestamp, parseUserData, type UserData } from "./connection.js";
import { isMissing, isString, asRecord, type UntrustedRecord } from "./record.js";

/** The events about a connection. OFAuth's list of types is open-ended. */
const connectionEvents = [
  "connection.created",
  "connection.updated",
  "connection.expired",
  "connection.disconnected",
] as const;

/** Type of an event about a connection. */
export type ConnectionEventType = (typeof connectionEvents)[number];

/** A webhook event. */
export interface ParsedWebhookEvent {
  /** OFAuth's name of the event, such as `connection.updated`. */
  readonly type: string;
  /** Time of the event in milliseconds since the epoch; undefined when the delivery does not have one. */
  readonly timestamp: number | undefined;
  /** False for sandbox data; undefined when the delivery does not have the field. */
  readonly live: boolean | undefined;
  /** The connection that the event is about; undefined for every other type of event. */
  readonly connectionEvent: ConnectionEventData | undefined;
  /** The unchecked data of the delivery, for events of other types. */
  readonly data: unknown;
}

/** What an event contains about a connection, which is not all of its fields. */
export interface ConnectionEventData {
  /** Type of the event. */
  readonly type: ConnectionEventType;
  /** Id of the connection. */
  readonly connectionId: string;
  /**
   * The new status; `disconnected` when the connection no longer exists. Undefined when the event does not have it.
   */
  readonly status: string | undefined;
  /** The host's own id for the user, as given to `link/init`. */
  readonly clientReferenceId: string | null;
  /** Undefined when the event does not have them. */
  readonly permissions: readonly string[] | undefined;
  /** Undefined when the event does not have it. */
  readonly userData: UserData | undefined;
}

/**
 * Parses a delivery.
 *
 * @returns Undefined when it is malformed, contradicts itself, or is a connection event without a valid connection.
 */
export function parseWebhookEvent(value: unknown): ParsedWebhookEvent | undefined {
  const wire = asRecord(value);
  if (!wire) return undefined;
  const type = readType(wire);
  const timestamp = isMissing(wire.timestamp) ? undefined : parseTimestamp(wire.timestamp);
  if (type === undefined || timestamp === null) return undefined;
  const known = connectionEvents.find((name) => name === type);
  const connectionEvent = known && readConnectionEvent(known, asRecord(wire.data));
  if (known && !connectionEvent) return undefined;
  return {
    type,
    timestamp: timestamp === undefined ? undefined : Date.parse(timestamp),
    live: typeof wire.live === "boolean" ? wire.live : undefined,
    connectionEvent,
    data: wire.data,
  };
}

function readType({ type, eventType }: UntrustedRecord): string | undefined {
  const types = [type, eventType].filter((name) => !isMissing(name));
  const [name] = types;
  if (!isString(name) || !/^[\w.:-]{1,100}$/.test(name)) return undefined;
  return types.every((other) => other === name) ? name : undefined;
}

const statusByType: Partial<Record<ConnectionEventType, string>> = {
  "connection.expired": "expired",
  "connection.disconnected": "disconnected",
};

function readConnectionEvent(
  type: ConnectionEventType,
  data: UntrustedRecord | undefined,
): ConnectionEventData | undefined {
  const wire = asRecord(data?.connection);
  if (!wire) return undefined;
  // Where the status is missing, the type states it, except for that of a new or updated connection.
  const isStated = !isMissing(wire.status);
  const status = isStated ? wire.status : (statusByType[type] ?? "unknown");
  const connection = parseConnection({ ...wire, status, clientReferenceId: data?.clientReferenceId });
  if (!connection) return undefined;
  return {
    type,
    connectionId: connection.id,
    status: isStated ? connection.status : statusByType[type],
    clientReferenceId: connection.clientReferenceId,
    permissions: Array.isArray(wire.permissions) ? connection.permissions : undefined,
    userData: readUser(wire),
  };
}

function readUser({ userData, platformUserId }: UntrustedRecord): UserData | undefined {
  const wire = asRecord(userData);
  if (!wire) return undefined;
  return parseUserData({ ...wire, id: wire.id ?? wire.userId ?? platformUserId }) ?? undefined;
}

/**
 * What OFAuth delivers to a host (webhooks). Two spellings are known: the documentation's, and the one of OFAuth's own SDK
 * (`eventType`, `userData.userId`, `platformUserId`). Nothing here says who sent it: that is the signature's to say.
 */
import { parseConnection, parseTimestamp, parseUserData, type UserData } from "./connection.js";
import { isMissing, isString, asRecord, type UntrustedRecord } from "./record.js";

/** The events that tell of a connection. The list of types is open-ended. */
const connectionEvents = [
  "connection.created",
  "connection.updated",
  "connection.expired",
  "connection.disconnected",
] as const;

export type ConnectionEventType = (typeof connectionEvents)[number];

export interface ParsedWebhookEvent {
  readonly type: string;
  /** When it happened, in milliseconds since the epoch; undefined where OFAuth's spelling has no such field. */
  readonly timestamp: number | undefined;
  /** False for sandbox data, undefined where it is not said. */
  readonly live: boolean | undefined;
  /** For an event of `connectionEvents`. */
  readonly connectionEvent: ConnectionEventData | undefined;
  /** As it came, for what is not known here. */
  readonly data: unknown;
}

/** What an event says of a connection: not all of it. */
export interface ConnectionEventData {
  readonly type: ConnectionEventType;
  readonly connectionId: string;
  readonly status: string;
  readonly clientReferenceId: string | null;
  /** Undefined: nothing is said about them. */
  readonly permissions: readonly string[] | undefined;
  readonly userData: UserData | undefined;
}

/** The event in `value`, or undefined when it is none, contradicts itself, or does not say which connection it is about. */
export function parseWebhookEvent(value: unknown): ParsedWebhookEvent | undefined {
  const wire = asRecord(value);
  if (!wire) return undefined;
  const type = readType(wire);
  const timestamp = isMissing(wire.timestamp) ? undefined : parseTimestamp(wire.timestamp);
  if (type === undefined || timestamp === null) return undefined;
  const known = connectionEvents.find((name) => name === type);
  const connectionEvent = known && readNews(known, asRecord(wire.data));
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
  const spelled = [type, eventType].filter((name) => !isMissing(name));
  const [name] = spelled;
  if (!isString(name) || !/^[\w.:-]{1,100}$/.test(name)) return undefined;
  return spelled.every((other) => other === name) ? name : undefined;
}

function readNews(type: ConnectionEventType, data: UntrustedRecord | undefined): ConnectionEventData | undefined {
  const wire = asRecord(data?.connection);
  if (!wire) return undefined;
  // Of what is gone, a status need not be said.
  const status = type === "connection.disconnected" ? (wire.status ?? "disconnected") : wire.status;
  const connection = parseConnection({ ...wire, status, clientReferenceId: data?.clientReferenceId });
  if (!connection) return undefined;
  return {
    type,
    connectionId: connection.id,
    status: connection.status,
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

/** Webhook events and their JSON (guides: Connections, System webhook events; the types of OFAuth's SDK). */
import type { Connection } from "../../protocol/connection.js";

/** An event about a connection. */
export interface ConnectionEvent {
  /** Event type. */
  readonly type: `connection.${"created" | "updated" | "expired" | "disconnected"}`;
  /** The connection after the change; for `connection.disconnected`, as it was before. */
  readonly connection: Connection;
  /** Whether the connection belongs to a live API key, not to the sandbox. */
  readonly live: boolean;
}

/** An event that is not about a connection, such as `rules.updated`. */
export interface OtherEvent {
  /** Event type. */
  readonly type: string;
  /** The event's `data`. */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Field names of the body; OFAuth's two public sources differ. `docs`: `type`, `userData.id`. `sdk`: `eventType`,
 * `live`, `connection.platformUserId`, `userData.userId`, and only the status of an expired or disconnected connection.
 */
export type WebhookSpelling = "docs" | "sdk";

export const webhookSpellings: readonly WebhookSpelling[] = ["docs", "sdk"];

/** Returns the body of a delivery. */
export function webhookBody(event: ConnectionEvent | OtherEvent, timestamp: string, spelling: WebhookSpelling): string {
  const data = "data" in event ? event.data : connectionData(event, spelling);
  return spelling === "docs"
    ? JSON.stringify({ type: event.type, timestamp, data })
    : JSON.stringify({ eventType: event.type, live: "live" in event ? event.live : false, timestamp, data });
}

function connectionData({ type, connection }: ConnectionEvent, spelling: WebhookSpelling) {
  const { id, status, permissions, userData, clientReferenceId } = connection;
  if (spelling === "docs") return { clientReferenceId, connection: { id, status, permissions, userData } };
  const { id: userId, ...profile } = userData ?? { id: "", name: "", username: "", avatar: null };
  // The SDK has no type for `connection.disconnected`: it is assumed to be as short as `connection.expired`.
  const hasEnded = type === "connection.expired" || type === "connection.disconnected";
  const details = hasEnded ? {} : { permissions, userData: { userId, ...profile } };
  return { clientReferenceId, connection: { id, platformUserId: userId, status, ...details } };
}

/** What OFAuth tells a host, and the JSON it says it in (guides: Connections, System webhook events; the SDK's types). */
import type { Connection } from "../../protocol/connection.js";

/** What has happened to a connection. */
export interface ConnectionEvent {
  readonly type: `connection.${"created" | "updated" | "expired" | "disconnected"}`;
  /** As it is after the change, or was before it went. */
  readonly connection: Connection;
  /** Of a live key's data, not of the sandbox. */
  readonly live: boolean;
}

/** An event that is not about a connection, such as `rules.updated`. */
export interface OtherEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * The two public sources spell it differently. `docs`: `type`, `userData.id`. `sdk`: `eventType`, `live`,
 * `connection.platformUserId`, `userData.userId`, and no more than the status of a connection that is over.
 */
export type WebhookSpelling = "docs" | "sdk";

export const webhookSpellings: readonly WebhookSpelling[] = ["docs", "sdk"];

/** The body of a delivery. */
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
  // `connection.disconnected` is missing from the SDK's types: it is taken to be as short as `connection.expired`.
  const isOver = type === "connection.expired" || type === "connection.disconnected";
  const details = isOver ? {} : { permissions, userData: { userId, ...profile } };
  return { clientReferenceId, connection: { id, platformUserId: userId, status, ...details } };
}

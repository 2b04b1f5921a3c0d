/** What the host's functions receive about its users' connections. */
import type { Connection } from "../protocol/connection.js";

/** What `onConnected` receives. */
export interface ConnectedEvent {
  /** The connection. OFAuth confirmed that it exists and that its `clientReferenceId` is the user's. */
  readonly connection: Connection;
  /** Your id for the user who owns the connection. */
  readonly clientReferenceId: string;
}

/** What `onChanged` receives: a webhook reported a change of a connection. */
export interface ChangedEvent {
  /** The connection's current state, as far as the handler knows it. */
  readonly connection: Connection;
  /** Your id for the user who owns the connection. */
  readonly clientReferenceId: string;
  /**
   * Whether the user's own browser has confirmed the connection, or it needs no confirmation. Do nothing for a user on
   * the strength of one that is not: they may not know of it.
   */
  readonly confirmed: boolean;
  /** OFAuth's event type, such as `connection.expired`. */
  readonly type: string;
  /** When the change happened according to OFAuth (RFC 3339). */
  readonly timestamp: string;
}

/** What `onDisconnected` receives: a webhook reported that a connection is permanently gone. */
export interface DisconnectedEvent {
  /** Id of the connection. */
  readonly connectionId: string;
  /**
   * The last known state; null when it is unknown, for example because the user disconnected it through this handler.
   */
  readonly connection: Connection | null;
  /** Your id for the user who owned the connection. */
  readonly clientReferenceId: string;
  /** Whether the connection was confirmed, as far as the handler knows it. */
  readonly confirmed: boolean;
  /** When the connection was removed according to OFAuth (RFC 3339). */
  readonly timestamp: string;
}

/** What `onEvent` receives: a verified webhook of any type. */
export interface WebhookEvent {
  /** OFAuth's event type. OFAuth may add types. */
  readonly type: string;
  /** When the event happened according to OFAuth (RFC 3339). */
  readonly timestamp: string;
  /**
   * False for sandbox data; undefined when OFAuth does not say. An event whose kind differs from the API key's changes
   * nothing in the handler.
   */
  readonly live: boolean | undefined;
  /** The event's data exactly as OFAuth sent it, not validated. */
  readonly data: unknown;
}

/** What `onUnconfirmed` receives: OFAuth created a connection for a user whose browser never confirmed it. */
export interface UnconfirmedEvent {
  /** The connection's current state. */
  readonly connection: Connection;
  /** Your id for the user to whom OFAuth assigned the connection. */
  readonly clientReferenceId: string;
}

/** What `isKnown` receives. */
export interface KnownQuery {
  /** Id of the connection. */
  readonly connectionId: string;
  /** Your id for the user to whom OFAuth assigned the connection. */
  readonly clientReferenceId: string;
}

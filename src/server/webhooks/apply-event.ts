/**
 * Applies a connection event to the store. An event carries only part of a connection, and can arrive late, twice or
 * after a newer one. So it is merged into the known connection, and takes effect only if the store accepts it as new.
 * An event never attaches an account to a user: a connection stays hidden until the user's browser has confirmed it.
 */
import { unconfirmedConnection, type Connection } from "../../protocol/connection.js";
import type { ConnectionEventData } from "../../protocol/webhook-event.js";
import type { ConfirmedConnections } from "../connections/confirmed.js";
import type { ConnectionDirectory } from "../connections/directory.js";
import { markConfirmedRemoval, wasConfirmed } from "../connections/removed-mark.js";
import { TimeoutError, withTimeout, type StartTimer } from "../http/timeout.js";
import type { OFAuthHandlerOptions } from "../options.js";
import type { Store, StoredConnection } from "../store/store.js";

/**
 * How long a delivery waits for OFAuth's list, in milliseconds: a part of its own time. The read goes on, and fills the
 * index later.
 */
const LOOKUP_TIMEOUT_MS = 3000;

export interface ApplyEventDeps {
  readonly store: Store;
  readonly confirmed: ConfirmedConnections;
  readonly directory: Pick<ConnectionDirectory, "findAny">;
  /** Called with the connection after each change, so that what browsers have reported of it is finished. */
  readonly onSeen: (entries: readonly StoredConnection[]) => Promise<void>;
  readonly settings: Pick<OFAuthHandlerOptions, "onChanged" | "onDisconnected">;
  readonly timer: StartTimer;
  /** Called with an error that does not concern the delivery. */
  readonly onBackgroundError: (error: unknown) => void;
}

/**
 * Writes the event to the store, publishes the change to all processes and calls the host's `onChanged` or
 * `onDisconnected`. `at`: when the event happened, in milliseconds since the epoch.
 */
type ApplyEvent = (event: ConnectionEventData, at: number) => Promise<void>;

export function createApplyEvent(deps: ApplyEventDeps): ApplyEvent {
  const { store, confirmed, directory, onSeen, settings, timer, onBackgroundError } = deps;

  const getStored = async (id: string) => (await store.get([id]))[0];

  /**
   * Returns what is known of the connection; looks for it in OFAuth's list, too, unless it is new and hidden anyway.
   * What OFAuth does not list in time the event itself tells.
   */
  async function findEntry(event: ConnectionEventData, announced: StoredConnection) {
    if (announced.isAnnounced && !(await confirmed.isVisible(announced))) return getStored(event.connectionId);
    const stored = await getStored(event.connectionId);
    if (stored) return stored;
    try {
      const limits = { ms: LOOKUP_TIMEOUT_MS, timer };
      return await withTimeout((signal) => directory.findAny(event.connectionId, signal), limits);
    } catch (error) {
      if (!(error instanceof TimeoutError)) onBackgroundError(error);
      return getStored(event.connectionId);
    }
  }

  /** Whether the connection is confirmed, by its user's browser or by the host. */
  const isConfirmed = async (entry: StoredConnection): Promise<boolean> =>
    (await confirmed.isVisible(entry)) || (await confirmed.askHost([entry])).length > 0;

  async function applyChange(event: ConnectionEventData, at: number): Promise<void> {
    const { type, connectionId } = event;
    const isCreated = type === "connection.created";
    // A connection that is older than the store may have been confirmed before the store began.
    const isAnnounced = isCreated && at >= (await store.since());
    const fromEvent = { connection: connectionFromEvent(event, at), at, isAnnounced };
    const known = await findEntry(event, fromEvent);
    const entry = known ? { connection: mergeEvent(known.connection, event, at), at, isAnnounced } : fromEvent;
    const [outcome] = await store.put([entry], true);
    const stored = await getStored(connectionId);
    // A removed connection is not restored.
    if (!stored) return;
    // Its user's browser may have reported it before OFAuth listed it.
    if (!(await confirmed.isVisible(stored))) await onSeen([stored]);
    const seen = (await getStored(connectionId)) ?? stored;
    const { connection } = seen;
    const { clientReferenceId } = connection;
    if (outcome === "stale" || clientReferenceId === null) return;
    const isShown = await isConfirmed(seen);
    if (isShown) await store.publish({ clientReferenceId, type, connectionId, connection });
    // The host is notified of a new connection by `onConnected`, once the browser has confirmed it.
    if (isCreated) return;
    const timestamp = toTimestamp(at);
    await settings.onChanged?.({ connection, clientReferenceId, confirmed: isShown, type, timestamp });
  }

  async function applyDisconnect(event: ConnectionEventData, at: number): Promise<void> {
    const { type, connectionId } = event;
    const known = await getStored(connectionId);
    const entry = known ?? { connection: connectionFromEvent(event, at), at };
    // The removal ends the confirmation. An event that failed is delivered again after it.
    const isShown = (!known && (await wasConfirmed(store, connectionId))) || (await isConfirmed(entry));
    if (known && isShown) await markConfirmedRemoval(store, connectionId);
    if (!(await store.remove([connectionId], at, true))[0]) return;
    const { clientReferenceId } = entry.connection;
    if (clientReferenceId === null) return;
    // A connection that the store does not know is on no open page.
    if (known && isShown) await store.publish({ clientReferenceId, type, connectionId, connection: null });
    const connection = known?.connection ?? null;
    const timestamp = toTimestamp(at);
    await settings.onDisconnected?.({ connectionId, connection, clientReferenceId, confirmed: isShown, timestamp });
  }

  return (event, at) =>
    event.type === "connection.disconnected" ? applyDisconnect(event, at) : applyChange(event, at);
}

const toTimestamp = (at: number) => new Date(at).toISOString();

/** Returns `known` with the fields that the event carries. */
function mergeEvent(known: Connection, event: ConnectionEventData, at: number): Connection {
  const { status = known.status } = event;
  // A repeated `connection.expired` keeps the time of the first one.
  const previousExpiredAt = known.status === status ? known.expiredAt : null;
  return {
    ...known,
    status,
    permissions: event.permissions ?? known.permissions,
    userData: event.userData ?? known.userData,
    expiredAt: status === "expired" ? (previousExpiredAt ?? toTimestamp(at)) : null,
    updatedAt: toTimestamp(at),
  };
}

/** Builds a connection from the fields of its event alone. When it was created only `connection.created` tells. */
const connectionFromEvent = (event: ConnectionEventData, at: number): Connection => ({
  ...unconfirmedConnection(event.connectionId, event.userData ?? null, event.clientReferenceId),
  status: event.status ?? "unknown",
  permissions: event.permissions ?? [],
  createdAt: event.type === "connection.created" ? toTimestamp(at) : null,
  updatedAt: toTimestamp(at),
});

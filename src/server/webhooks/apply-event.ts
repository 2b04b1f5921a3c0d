/**
 * Applies a connection event to the store. An event carries only part of a connection, and can arrive late, twice or
 * after a newer one. So it is merged into the known connection, and takes effect only if the store accepts it as new.
 * An event never attaches an account to a user: a connection stays hidden until the user's browser has confirmed it.
 */
import { unconfirmedConnection, type Connection } from "../../protocol/connection.js";
import type { ConnectionEventData } from "../../protocol/webhook-event.js";
import type { ConfirmedConnections } from "../connections/confirmed.js";
import type { ConnectionDirectory } from "../connections/directory.js";
import { neverAborted } from "../http/timeout.js";
import type { OFAuthHandlerOptions } from "../options.js";
import type { Store, StoredConnection } from "../store/store.js";

export interface ApplyEventDeps {
  readonly store: Store;
  readonly confirmed: ConfirmedConnections;
  readonly directory: Pick<ConnectionDirectory, "findAny">;
  /** Called with the connection after each change, so that what browsers have reported of it is finished. */
  readonly onSeen: (entries: readonly StoredConnection[]) => Promise<void>;
  readonly settings: Pick<OFAuthHandlerOptions, "onChanged" | "onDisconnected">;
}

/**
 * Writes the event to the store, publishes the change to all processes and calls the host's `onChanged` or
 * `onDisconnected`. `at`: when the event happened, in milliseconds since the epoch.
 */
type ApplyEvent = (event: ConnectionEventData, at: number) => Promise<void>;

export function createApplyEvent(deps: ApplyEventDeps): ApplyEvent {
  const { store, confirmed, directory, onSeen, settings } = deps;

  const getStored = async (id: string) => (await store.get([id]))[0];

  /** Returns what is known of the connection; looks for it in OFAuth's list, too, unless it is new and hidden anyway. */
  async function findEntry(event: ConnectionEventData, at: number, isAnnounced: boolean) {
    const announced = { connection: connectionFromEvent(event, at), at, isAnnounced };
    if (isAnnounced && !(await confirmed.isVisible(announced))) return getStored(event.connectionId);
    // Not bound to the delivery's request: if OFAuth stops waiting, the read goes on and the next delivery finds its
    // result.
    return directory.findAny(event.connectionId, neverAborted());
  }

  async function applyChange(event: ConnectionEventData, at: number): Promise<void> {
    const { type, connectionId } = event;
    const isCreated = type === "connection.created";
    // A connection that is older than the store may have been confirmed before the store began.
    const isAnnounced = isCreated && at >= (await store.since());
    const known = await findEntry(event, at, isAnnounced);
    if (!known && !isAnnounced) return;
    const changed = known ? mergeEvent(known.connection, event, at) : connectionFromEvent(event, at);
    const [outcome] = await store.put([{ connection: changed, at, isAnnounced }], true);
    const entry = await getStored(connectionId);
    const clientReferenceId = entry?.connection.clientReferenceId;
    if (!entry || clientReferenceId == null) return;
    const { connection } = entry;
    await onSeen([entry]);
    if (outcome === "stale" || !(await confirmed.isVisible(entry))) return;
    await store.publish({ clientReferenceId, type, connectionId, connection });
    // The host is notified of a new connection by `onConnected`, once the browser has confirmed it.
    if (!isCreated) await settings.onChanged?.({ connection, clientReferenceId, type, timestamp: toTimestamp(at) });
  }

  async function applyDisconnect(event: ConnectionEventData, at: number): Promise<void> {
    const { type, connectionId } = event;
    const known = await getStored(connectionId);
    if (!(await store.remove([connectionId], at, true))[0]) return;
    const clientReferenceId = known?.connection.clientReferenceId ?? event.clientReferenceId;
    if (clientReferenceId == null || (known && !(await confirmed.isVisible(known)))) return;
    // A connection that the store does not know is on no open page.
    if (known) await store.publish({ clientReferenceId, type, connectionId, connection: null });
    const connection = known?.connection ?? null;
    await settings.onDisconnected?.({ connectionId, connection, clientReferenceId, timestamp: toTimestamp(at) });
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

/** Builds a new connection from the fields of its `connection.created` event. */
const connectionFromEvent = (event: ConnectionEventData, at: number): Connection => ({
  ...unconfirmedConnection(event.connectionId, event.userData ?? null, event.clientReferenceId),
  status: event.status ?? "unknown",
  permissions: event.permissions ?? [],
  createdAt: toTimestamp(at),
});

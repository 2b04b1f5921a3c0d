/**
 * Applies a connection event to the store. An event carries only part of a connection, and can arrive late, twice or
 * after a newer one. So it is merged into the known connection, and takes effect only if the store accepts it as new.
 * An event never attaches an account to a user: a connection stays hidden until the user's browser has confirmed it.
 */
import { unconfirmedConnection, type Connection } from "../../protocol/connection.js";
import type { ConnectionEventData } from "../../protocol/webhook-event.js";
import type { ConfirmedConnections } from "../connections/confirmed.js";
import type { ConnectionDirectory } from "../connections/directory.js";
import type { UnconfirmedReports } from "../connections/unconfirmed-reports.js";
import { neverAborted } from "../http/timeout.js";
import type { OFAuthHandlerOptions } from "../options.js";
import { CLOCK_TOLERANCE_MS, type Store } from "../store/store.js";

export interface ApplyEventDeps {
  readonly store: Store;
  readonly confirmed: ConfirmedConnections;
  readonly directory: Pick<ConnectionDirectory, "refresh" | "listedAt">;
  readonly unconfirmedReports: UnconfirmedReports;
  readonly settings: Pick<OFAuthHandlerOptions, "onChanged" | "onDisconnected">;
}

/**
 * Writes the event to the store, publishes the change to all processes and calls the host's `onChanged` or
 * `onDisconnected`. `at`: when the event happened, in milliseconds since the epoch.
 */
type ApplyEvent = (event: ConnectionEventData, at: number) => Promise<void>;

export function createApplyEvent(deps: ApplyEventDeps): ApplyEvent {
  const { store, confirmed, directory, unconfirmedReports, settings } = deps;

  const getStored = async (id: string) => (await store.get([id]))[0]?.connection;

  /**
   * Returns the known connection; reads OFAuth's list if the store has neither the connection nor a list newer than
   * `at`.
   */
  async function findConnection(id: string, at: number): Promise<Connection | undefined> {
    const stored = await getStored(id);
    const listedAt = stored ? undefined : await directory.listedAt();
    if (stored || (listedAt !== undefined && listedAt > at + CLOCK_TOLERANCE_MS)) return stored;
    // Not bound to the delivery's request: if OFAuth stops waiting, the read goes on and the next delivery finds its
    // result.
    await directory.refresh(neverAborted());
    return getStored(id);
  }

  /** Marks a new connection as announced; returns whether it is hidden until its user's browser confirms it. */
  async function isWaitingForConfirmation(event: ConnectionEventData, at: number): Promise<boolean> {
    // A connection that is older than the store may have been confirmed before the store began.
    if (at >= (await store.since())) await confirmed.markAnnounced(event.connectionId);
    const connection = (await getStored(event.connectionId)) ?? connectionFromEvent(event, at);
    if (await confirmed.isVisible(connection)) return false;
    unconfirmedReports.watch([connection]);
    return true;
  }

  async function applyChange(event: ConnectionEventData, at: number): Promise<void> {
    const { type, connectionId } = event;
    const isCreated = type === "connection.created";
    if (isCreated && (await isWaitingForConfirmation(event, at))) return;
    const known = await findConnection(connectionId, at);
    if (!known) return;
    const [outcome] = await store.put([{ connection: mergeEvent(known, event, at), at }], true);
    if (outcome === "stale") return;
    const connection = await getStored(connectionId);
    const clientReferenceId = connection?.clientReferenceId;
    if (!connection || clientReferenceId == null || !(await confirmed.isVisible(connection))) return;
    await store.publish({ clientReferenceId, type, connectionId, connection });
    // The host is notified of a new connection by `onConnected`, once the browser has confirmed it.
    if (!isCreated) await settings.onChanged?.({ connection, clientReferenceId, type, timestamp: toTimestamp(at) });
  }

  async function applyDisconnect(event: ConnectionEventData, at: number): Promise<void> {
    const { type, connectionId } = event;
    const known = await getStored(connectionId);
    if (!(await store.remove([connectionId], at, true))[0]) return;
    const clientReferenceId = known?.clientReferenceId ?? event.clientReferenceId;
    if (clientReferenceId == null || !(await confirmed.isVisible(known ?? unconfirmedConnection(connectionId)))) return;
    // A connection that the store does not know is on no open page.
    if (known) await store.publish({ clientReferenceId, type, connectionId, connection: null });
    const connection = known ?? null;
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

/**
 * What an event changes. It says something of a connection, not all of it, and says it late, twice or after a newer one: so
 * it is laid over what is known, and counts only when the store finds it news. It never attaches an account to a user: what
 * no browser has confirmed stays hidden.
 */
import { unconfirmedConnection, type Connection } from "../../protocol/connection.js";
import type { ConnectionEventData } from "../../protocol/webhook-event.js";
import type { ConfirmedConnections } from "../connections/confirmed.js";
import type { ConnectionDirectory } from "../connections/directory.js";
import type { Settings } from "../settings.js";
import { CLOCK_TOLERANCE_MS, type Store } from "../store/store.js";
import type { UnconfirmedReports } from "../connections/unconfirmed-reports.js";

export interface ApplyEventDeps {
  readonly store: Store;
  readonly confirmed: ConfirmedConnections;
  readonly directory: Pick<ConnectionDirectory, "sweep">;
  readonly unconfirmedReports: UnconfirmedReports;
  readonly settings: Pick<Settings, "onChanged" | "onDisconnected">;
}

/** Brings the news to the store, to everybody who listens, and to the host. `at`: when it happened. */
export type ApplyEvent = (news: ConnectionEventData, at: number) => Promise<void>;

export function createApplyEvent({
  store,
  confirmed,
  directory,
  unconfirmedReports,
  settings,
}: ApplyEventDeps): ApplyEvent {
  const get = async (id: string) => (await store.get(id))?.connection;

  /** What is known of it, by asking OFAuth if need be. Undefined when OFAuth's list does not have it. */
  async function lookUp(id: string, at: number): Promise<Connection | undefined> {
    const known = await get(id);
    const listedAt = known ? undefined : await store.listedAt();
    if (known || (listedAt !== undefined && listedAt > at + CLOCK_TOLERANCE_MS)) return known;
    // Nobody's request: it goes on when OFAuth's delivery has given up, and the next one finds the answer.
    await directory.sweep(new AbortController().signal);
    return get(id);
  }

  /** Whether this is a new connection that waits for its user's browser. */
  async function isPending(news: ConnectionEventData, at: number): Promise<boolean> {
    // What was made before the store began may have been claimed then.
    if (at >= (await store.since())) await confirmed.announce(news.connectionId);
    const announced = (await get(news.connectionId)) ?? provisional(news, at);
    if (!(await confirmed.isHidden(announced))) return false;
    unconfirmedReports.watch([announced]);
    return true;
  }

  async function change(news: ConnectionEventData, at: number): Promise<void> {
    const { type, connectionId } = news;
    const isCreated = type === "connection.created";
    if (isCreated && (await isPending(news, at))) return;
    const known = await lookUp(connectionId, at);
    if (!known || !(await store.put({ connection: merged(known, news, at), at }, true))) return;
    const connection = await get(connectionId);
    const clientReferenceId = connection?.clientReferenceId;
    if (!connection || clientReferenceId == null || (await confirmed.isHidden(connection))) return;
    await store.publish({ clientReferenceId, type, connectionId, connection });
    // Of a new one the host hears by `onConnected`.
    if (!isCreated) await settings.onChanged?.({ connection, clientReferenceId, type, timestamp: timestampOf(at) });
  }

  async function end(news: ConnectionEventData, at: number): Promise<void> {
    const { type, connectionId } = news;
    const known = await get(connectionId);
    if (!(await store.remove(connectionId, at, true))) return;
    const clientReferenceId = known?.clientReferenceId ?? news.clientReferenceId;
    if (clientReferenceId == null || (await confirmed.isHidden(known ?? unconfirmedConnection(connectionId)))) return;
    // Nobody has been shown what was not known.
    if (known) await store.publish({ clientReferenceId, type, connectionId, connection: null });
    const connection = known ?? null;
    await settings.onDisconnected?.({ connectionId, connection, clientReferenceId, timestamp: timestampOf(at) });
  }

  return (news, at) => (news.type === "connection.disconnected" ? end(news, at) : change(news, at));
}

const timestampOf = (at: number) => new Date(at).toISOString();

/** `known` with what the event says. */
function merged(known: Connection, news: ConnectionEventData, at: number): Connection {
  const { status } = news;
  const since = known.status === status ? known.expiredAt : null;
  return {
    ...known,
    status,
    permissions: news.permissions ?? known.permissions,
    userData: news.userData ?? known.userData,
    expiredAt: status === "expired" ? (since ?? timestampOf(at)) : null,
    updatedAt: timestampOf(at),
  };
}

/** A new connection as far as its announcement goes. */
const provisional = (news: ConnectionEventData, at: number): Connection => ({
  ...unconfirmedConnection(news.connectionId, news.userData ?? null, news.clientReferenceId),
  status: news.status,
  permissions: news.permissions ?? [],
  createdAt: timestampOf(at),
});

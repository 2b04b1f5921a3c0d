/** What the handler itself has just learned or done: the store is told, and everybody who listens. */
import type { Connection } from "../../protocol/connection.js";
import type { ConfirmedConnections } from "./confirmed.js";
import type { Store } from "../store/store.js";

export interface ChangeRecorder {
  /** The user's own browser has confirmed or imported it; it is like this since `at`. */
  confirmed(connection: Connection, clientReferenceId: string, at: number): Promise<void>;
  changed(connection: Connection, clientReferenceId: string, type: string, at: number): Promise<void>;
  gone(connectionId: string, clientReferenceId: string, at: number): Promise<void>;
}

export function createChangeRecorder(store: Store, claims: ConfirmedConnections): ChangeRecorder {
  const known: ChangeRecorder = {
    async confirmed(connection, clientReferenceId, at) {
      const isNew = await claims.confirm(connection.id);
      await known.changed(connection, clientReferenceId, isNew ? "connection.created" : "connection.updated", at);
    },
    async changed(connection, clientReferenceId, type, at) {
      await store.put({ connection, at });
      // Something newer may be known: that is what everybody is told then.
      const newest = (await store.get(connection.id))?.connection;
      if (newest) await store.publish({ clientReferenceId, type, connectionId: connection.id, connection: newest });
    },
    async gone(connectionId, clientReferenceId, at) {
      await store.remove(connectionId, at);
      await store.publish({ clientReferenceId, type: "connection.disconnected", connectionId, connection: null });
    },
  };
  return known;
}

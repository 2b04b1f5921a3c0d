/** Records what the handler itself did or learned about a connection: in the store, and for live updates. */
import type { Connection } from "../../protocol/connection.js";
import type { Store } from "../store/store.js";
import { confirmationOf } from "./confirmed.js";
import { markConfirmedRemoval } from "./removed-mark.js";

/** `at` in milliseconds since the epoch. */
export interface ChangeRecorder {
  /** The user's own browser confirmed or imported the connection, which is in this state since `at`. */
  confirmed(connection: Connection, clientReferenceId: string, at: number): Promise<void>;
  /** `type`: OFAuth's event type, such as `connection.expired`. */
  changed(connection: Connection, clientReferenceId: string, type: string, at: number): Promise<void>;
  removed(connectionId: string, clientReferenceId: string, at: number): Promise<void>;
}

export function createChangeRecorder(
  store: Pick<Store, "get" | "put" | "confirm" | "mark" | "remove" | "publish">,
): ChangeRecorder {
  /** The store may have a newer state, which is then the one to publish. */
  async function publishNewest(connectionId: string, clientReferenceId: string, type: string): Promise<void> {
    const newest = (await store.get([connectionId]))[0]?.connection;
    if (newest) await store.publish({ clientReferenceId, type, connectionId, connection: newest });
  }

  return {
    async confirmed(connection, clientReferenceId, at) {
      const { id } = connection;
      await store.put([{ connection, at }]);
      const isNew = await store.confirm(id, confirmationOf(connection, clientReferenceId));
      await publishNewest(id, clientReferenceId, isNew ? "connection.created" : "connection.updated");
    },
    async changed(connection, clientReferenceId, type, at) {
      await store.put([{ connection, at }]);
      await publishNewest(connection.id, clientReferenceId, type);
    },
    async removed(connectionId, clientReferenceId, at) {
      await markConfirmedRemoval(store, connectionId);
      await store.remove([connectionId], at);
      await store.publish({ clientReferenceId, type: "connection.disconnected", connectionId, connection: null });
    },
  };
}

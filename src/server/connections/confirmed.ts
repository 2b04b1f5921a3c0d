/**
 * Which connections the browser that began the flow has confirmed. Somebody may send his own session URL to another person,
 * who then connects his account to the sender: OFAuth has that connection, and lists it as the sender's. Without a claim it
 * is looked at as if it were not there.
 */
import type { Connection } from "../../protocol/connection.js";
import { evictOldest } from "../http/evict-oldest.js";
import type { Store } from "../store/store.js";

// A claim holds for as long as the connection does, and a store asks for seconds.
export const forGood = 10 * 365 * 24 * 60 * 60;
/** What was made around the time when the store began may have been confirmed before it. */
const skewMs = 60_000;

export interface ConfirmedConnections {
  /** The user's own browser has confirmed it, or he has imported it. True the first time. */
  confirm(id: string): Promise<boolean>;
  /** A webhook has told of a new connection: it is hidden until it is claimed, however old it says that it is. */
  announce(id: string): Promise<void>;
  /** Whether every route is to look as if the connection were not there. */
  isHidden(connection: Connection): Promise<boolean>;
  filterVisible(connections: readonly Connection[]): Promise<Connection[]>;
  /** Those that were made since the store began: only among them can one be hidden that was never announced. */
  recent(connections: readonly Connection[]): Promise<Connection[]>;
}

export function createConfirmedConnections(store: Store, unconfirmed: "hide" | "show"): ConfirmedConnections {
  // A claim is for good: once seen, the store need not be asked again.
  const known = new Set<string>();
  const remember = (id: string) => {
    known.add(id);
    evictOldest(known);
  };

  async function isClaimed(id: string): Promise<boolean> {
    if (known.has(id)) return true;
    const claimed = await store.isClaimed(`claimed:${id}`);
    if (claimed) remember(id);
    return claimed;
  }

  const isRecent = ({ createdAt }: Connection, since: number): boolean =>
    createdAt !== null && Date.parse(createdAt) > since + skewMs;

  const claims: ConfirmedConnections = {
    async confirm(id) {
      const first = await store.claim(`claimed:${id}`, forGood);
      remember(id);
      return first;
    },
    announce: async (id) => void (await store.claim(`announced:${id}`, forGood)),
    async isHidden(connection) {
      const { id, imported } = connection;
      if (unconfirmed === "show" || imported || (await isClaimed(id))) return false;
      return isRecent(connection, await store.since()) || store.isClaimed(`announced:${id}`);
    },
    async filterVisible(connections) {
      const hidden = await Promise.all(connections.map((connection) => claims.isHidden(connection)));
      return connections.filter((_, index) => !hidden[index]);
    },
    async recent(connections) {
      const since = await store.since();
      return connections.filter((connection) => isRecent(connection, since));
    },
  };
  return claims;
}

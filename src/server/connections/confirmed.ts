/**
 * Which connections are confirmed: the browser that started the flow reported them. Without this an attacker could send
 * their own session URL to a victim, who connects an account; OFAuth would list that connection as the attacker's.
 * Until a connection is confirmed, every route behaves as if it did not exist.
 */
import type { Connection } from "../../protocol/connection.js";
import { evictOldest } from "../http/evict-oldest.js";
import type { Store } from "../store/store.js";

/** Ten years: a mark holds for as long as the connection exists, and a store takes seconds. */
export const FOREVER_SECONDS = 10 * 365 * 24 * 60 * 60;
/** A connection created around the time when the store began may have been confirmed before that. */
const STORE_START_TOLERANCE_MS = 60_000;

// Store keys. Persisted: do not change them.
const confirmedMark = (id: string) => `claimed:${id}`;
const announcedMark = (id: string) => `announced:${id}`;

export interface ConfirmedConnections {
  /**
   * Marks a connection that the user's own browser confirmed, or that the user imported. Resolves with true the first
   * time.
   */
  confirm(id: string): Promise<boolean>;
  /**
   * Marks a connection that a webhook announced as new: it stays hidden until it is confirmed, whatever its
   * `createdAt`.
   */
  markAnnounced(id: string): Promise<void>;
  /** Whether routes may show the connection. */
  isVisible(connection: Connection): Promise<boolean>;
  filterVisible(connections: readonly Connection[]): Promise<Connection[]>;
  /**
   * Returns those created since the store began. Of connections that no webhook announced, only these can be hidden.
   */
  filterRecent(connections: readonly Connection[]): Promise<Connection[]>;
}

/** `unconfirmed`: the option of that name; with `"show"` every connection is visible. */
export function createConfirmedConnections(
  store: Pick<Store, "mark" | "marked" | "since">,
  unconfirmed: "hide" | "show",
): ConfirmedConnections {
  // The mark is permanent: the store need not be asked for it again.
  const cache = new Set<string>();
  const remember = (id: string) => {
    cache.add(id);
    evictOldest(cache);
  };

  async function isConfirmed(id: string): Promise<boolean> {
    if (cache.has(id)) return true;
    const [isMarked = false] = await store.marked([confirmedMark(id)]);
    if (isMarked) remember(id);
    return isMarked;
  }

  const isRecent = ({ createdAt }: Connection, since: number): boolean =>
    createdAt !== null && Date.parse(createdAt) > since + STORE_START_TOLERANCE_MS;

  async function isVisible(connection: Connection): Promise<boolean> {
    const { id, imported } = connection;
    if (unconfirmed === "show" || imported || (await isConfirmed(id))) return true;
    return !isRecent(connection, await store.since()) && !(await store.marked([announcedMark(id)]))[0];
  }

  return {
    async confirm(id) {
      const isFirst = await store.mark(confirmedMark(id), FOREVER_SECONDS);
      remember(id);
      return isFirst;
    },
    markAnnounced: async (id) => void (await store.mark(announcedMark(id), FOREVER_SECONDS)),
    isVisible,
    async filterVisible(connections) {
      const visible = await Promise.all(connections.map(isVisible));
      return connections.filter((_, index) => visible[index]);
    },
    async filterRecent(connections) {
      const since = await store.since();
      return connections.filter((connection) => isRecent(connection, since));
    },
  };
}
